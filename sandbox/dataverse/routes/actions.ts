import { type Depth, setDepth } from '../auth/grants.js';
import { revokeAccess, shareRow } from '../auth/sharing.js';
import { bulkDelete } from '../bulk/bulk-delete.js';
import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf, tableOf } from '../core/world.js';
import { publishRule, unpublishRule } from '../duplicates/publish.js';
import { blockActions } from '../files/block-actions.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { deleteOption, insertOption, insertStatus, orderOptions, updateOption, updateState } from '../metadata/choices.js';
import { createTables } from '../metadata/create-tables.js';
import { canBeReferenced, canBeReferencing, canManyToMany } from '../metadata/eligibility.js';
import { reactivateKey } from '../metadata/keys.js';
import { createCustomerRelationships, createPolymorphicLookup } from '../metadata/multi-table-lookups.js';
import type { ManyToMany, Table } from '../metadata/types.js';
import { addToQueue } from '../operations/add-to-queue.js';
import { closeIncident } from '../operations/close-incident.js';
import { closeOpportunity } from '../operations/close-opportunity.js';
import { merge } from '../operations/merge.js';
import { checkParameters } from '../operations/parameters.js';
import { qualifyLead } from '../operations/qualify-lead.js';
import { sendEmail } from '../operations/send-email.js';
import { boundActionSignatures } from '../operations/signatures.js';
import { changeMembers } from '../operations/team-members.js';
import type { Row } from '../rows/row.js';
import { searchAction } from '../search/routes.js';
import { exportSolution } from '../solutions/export.js';
import { importSolution } from '../solutions/import.js';
import { downloadExport, exportInBackground, importInBackground, stageSolution } from '../solutions/in-background.js';
import { addSolutionComponent, removeSolutionComponent } from '../solutions/membership.js';
import { cloneAsPatch, cloneAsSolution } from '../solutions/patches.js';
import { noContent } from './answers.js';
import type { Service } from './service.js';

const depths: readonly Depth[] = ['Basic', 'Local', 'Deep', 'Global'];

/** A depth by its name or its number. */
const depthOf = (value: unknown): Depth | undefined => depths.find((depth, at) => depth === value || String(at) === String(value));

interface RolePrivilege {
  readonly PrivilegeId?: unknown;
  readonly Depth?: unknown;
}

/** Actions bound to a row: by name, what they do with it. */
const boundActions = {
  AddToQueue: addToQueue,
  AddPrivilegesRole: (service, row, request) => addPrivileges(service, row, 'add', request),
  ReplacePrivilegesRole: (service, row, request) => addPrivileges(service, row, 'replace', request),
  AddMembersTeam: (service, row, request) => changeMembers(service, row, request, 'add'),
  RemoveMembersTeam: (service, row, request) => changeMembers(service, row, request, 'remove'),
  PublishDuplicateRule: publishRule,
  QualifyLead: (service, row, request) => qualifyLead(service, row, request),
  SendEmail: sendEmail,
} satisfies Readonly<Record<string, (service: Service, row: Row, request: ApiRequest) => ApiAnswer>>;

export type BoundAction = keyof typeof boundActions;

const isBoundAction = (name: string): name is BoundAction => Object.hasOwn(boundActions, name);

/** Calls an action on a row. Null: the table has none of that name. */
export function callBoundAction(service: Service, table: Table, row: Row, name: string, request: ApiRequest): ApiAnswer | null {
  if (!isBoundAction(name) || boundActionSignatures[name].bound !== table.logicalName) return null;
  if (request.method !== 'POST') throw faults.methodNotAllowed(request.method);
  checkParameters(request, name, table.entitySetName, boundActionSignatures[name]);
  return boundActions[name](service, row, request);
}

function addPrivileges({ world }: Service, role: Row, how: 'add' | 'replace', request: ApiRequest): ApiAnswer {
  const table = tableOf(world, 'role');
  const given = jsonBody(request, table.entitySetName).Privileges;
  if (!Array.isArray(given)) throw faults.payload(table.entitySetName, "The parameter 'Privileges' is missing.");
  const relationship = world.metadata.manyToMany.get('roleprivileges_association') as ManyToMany;
  const wanted = (given as RolePrivilege[]).map((privilege) => {
    const id = asGuid(privilege.PrivilegeId);
    if (id === null || !storeOf(world, 'privilege').rows.has(id)) throw faults.missing('privilege', String(privilege.PrivilegeId));
    const depth = depthOf(privilege.Depth);
    if (depth === undefined) throw faults.payload(table.entitySetName, `The value '${String(privilege.Depth)}' is no privilege depth.`);
    return { id, depth };
  });
  if (role.id === world.ids.administratorRole) throw faults.argument('The System Administrator role cannot be changed.');
  if (how === 'replace') world.links.forget(relationship, 1, role.id);
  for (const { id, depth } of wanted) {
    world.links.add(relationship, role.id, id);
    setDepth(world, role.id, id, depth);
  }
  world.securityVersion += 1;
  return noContent();
}

/** Actions bound to nothing, by name; others are added by the rooms that own them. */
export type Action = (service: Service, request: ApiRequest) => ApiAnswer;

export const plainActions = {
  PublishXml: (service, request) => {
    const xml = jsonBody(request, '').ParameterXml;
    if (typeof xml !== 'string' || !xml.includes('<importexportxml>'))
      throw faults.argument('Required field ParameterXml is missing or is not well formed.');
    return service.customize(request, () => noContent());
  },
  PublishAllXml: (service, request) => service.customize(request, () => noContent()),
  InsertOptionValue: (service, request) => service.customize(request, () => insertOption(service.world, request)),
  UpdateOptionValue: (service, request) => service.customize(request, () => updateOption(service.world, request)),
  DeleteOptionValue: (service, request) => service.customize(request, () => deleteOption(service.world, request)),
  OrderOption: (service, request) => service.customize(request, () => orderOptions(service.world, request)),
  CreateCustomerRelationships: (service, request) => service.customize(request, () => createCustomerRelationships(service.world, request)),
  CreatePolymorphicLookupAttribute: (service, request) => service.customize(request, () => createPolymorphicLookup(service.world, request)),
  CreateEntities: (service, request) => service.customize(request, () => createTables(service.world, request)),
  ReactivateEntityKey: (service, request) => service.customize(request, () => reactivateKey(service.world, service.jobs, request)),
  AddSolutionComponent: (service, request) => service.customize(request, () => addSolutionComponent(service.world, request)),
  RemoveSolutionComponent: (service, request) => service.customize(request, () => removeSolutionComponent(service.world, request)),
  ExportSolution: (service, request) => exportSolution(service.world, request),
  ImportSolution: (service, request) => service.customize(request, () => importSolution(service.world, service.jobs, request)),
  ExportSolutionAsync: exportInBackground,
  DownloadSolutionExportData: downloadExport,
  StageSolution: stageSolution,
  ImportSolutionAsync: importInBackground,
  CloneAsPatch: (service, request) => service.customize(request, () => cloneAsPatch(service.world, request)),
  CloneAsSolution: (service, request) => service.customize(request, () => cloneAsSolution(service.world, request)),
  CanBeReferenced: (service, request) => canBeReferenced(service.world, request),
  CanBeReferencing: (service, request) => canBeReferencing(service.world, request),
  CanManyToMany: (service, request) => canManyToMany(service.world, request),
  InsertStatusValue: (service, request) => service.customize(request, () => insertStatus(service.world, request)),
  UpdateStateValue: (service, request) => service.customize(request, () => updateState(service.world, request)),
  UnpublishDuplicateRule: unpublishRule,
  BulkDelete: bulkDelete,
  GrantAccess: (service, request) => shareRow(service, request, 'grant'),
  ModifyAccess: (service, request) => shareRow(service, request, 'modify'),
  RevokeAccess: revokeAccess,
  Merge: merge,
  CloseIncident: closeIncident,
  WinOpportunity: (service, request) => closeOpportunity(service, request, 1),
  LoseOpportunity: (service, request) => closeOpportunity(service, request, 2),
  searchquery: searchAction('query'),
  searchsuggest: searchAction('suggest'),
  searchautocomplete: searchAction('autocomplete'),
  ...blockActions,
} satisfies Readonly<Record<string, Action>>;

export type PlainAction = keyof typeof plainActions;

export const isPlainAction = (name: string): name is PlainAction => Object.hasOwn(plainActions, name);
