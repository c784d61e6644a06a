import { type Depth, type Grant, grantsOf, grantsOfRole, grantsOfTeam } from '../auth/grants.js';
import { retrievePrincipalAccess, retrieveShared } from '../auth/sharing.js';
import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { formatAddress } from '../core/postal-address.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { retrieveDuplicates } from '../duplicates/retrieve.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import type { Segment } from '../http/segments.js';
import { retrieveMetadataChanges } from '../metadata/changes/retrieve.js';
import { validManyToMany, validReferenced, validReferencing } from '../metadata/eligibility.js';
import { totalTime } from '../operations/close-incident.js';
import { initializeFrom } from '../operations/initialize-from.js';
import { organizationDetail, serviceVersion } from '../operations/organization.js';
import { reportingTo } from '../operations/reporting-to.js';
import { functionSignatures } from '../operations/signatures.js';
import { localTime, utcTime, zoneCode } from '../operations/time-zones.js';
import { listValues } from '../query/lexer.js';
import { odataRows } from '../query/odata.js';
import { column } from '../rows/slots.js';
import { searchFunction } from '../search/routes.js';
import { blocking, dependents, required } from '../solutions/dependencies.js';
import { isCustomizable } from '../solutions/is-customizable.js';
import { type Argument, retrieveDependencies } from '../solutions/retrieve-dependencies.js';
import { complex } from './answers.js';
import type { Service } from './service.js';

type Call = (service: Service, request: ApiRequest, argument: Argument) => ApiAnswer;

/** Functions that are bound to nothing, by name. They answer to GET only. */
const functions = {
  WhoAmI: ({ world }, request) =>
    complex(request, 'WhoAmIResponse', {
      BusinessUnitId: world.ids.businessUnit,
      UserId: request.user,
      OrganizationId: world.ids.organization,
    }),

  RetrieveVersion: (_service, request) => complex(request, 'RetrieveVersionResponse', { Version: serviceVersion }),

  RetrieveCurrentOrganization: ({ world }, request, argument) =>
    complex(request, 'RetrieveCurrentOrganizationResponse', { Detail: organizationDetail(world, request.root, argument('AccessType')) }),

  RetrieveProvisionedLanguages: ({ world }, request) =>
    complex(request, 'RetrieveProvisionedLanguagesResponse', { RetrieveProvisionedLanguages: world.settings.provisionedLanguages }),

  RetrieveAvailableLanguages: ({ world }, request) =>
    complex(request, 'RetrieveAvailableLanguagesResponse', { LocaleIds: world.settings.provisionedLanguages }),

  RetrieveInstalledLanguagePacks: ({ world }, request) =>
    complex(request, 'RetrieveInstalledLanguagePacksResponse', { RetrieveInstalledLanguagePacks: world.settings.provisionedLanguages }),

  RetrieveDeprovisionedLanguages: (_service, request) =>
    complex(request, 'RetrieveDeprovisionedLanguagesResponse', { RetrieveDeprovisionedLanguages: [] }),

  /** A snapshot that may be a day old; here it is as old as it is when nobody has written meanwhile. */
  RetrieveTotalRecordCount({ world }, request, argument) {
    const names = listValues(argument('EntityNames') ?? '[]');
    if (names.length === 0) throw faults.argument('Required field EntityNames is missing.');
    const unknown = names.find((name) => !world.metadata.tables.has(name));
    if (unknown !== undefined) throw faults.argument(`Entity ${unknown} was not found in the CRM system`);
    const values = names.map((name) => storeOf(world, name).rows.size);
    return complex(request, 'RetrieveTotalRecordCountResponse', {
      EntityRecordCountCollection: { Count: names.length, IsReadOnly: false, Keys: names, Values: values },
    });
  },

  RetrieveRolePrivilegesRole: ({ world }, request, argument) => privilegesOfRole(world, request, argument('RoleId')),

  RetrieveSharedPrincipalsAndAccess: (service, request, argument) => retrieveShared(service, request, argument('Target')),

  RetrieveDuplicates: (service, request, argument) => retrieveDuplicates(service.world, request, argument),

  RetrieveDependenciesForDelete: ({ world }, request, argument) => retrieveDependencies(world, request, argument, blocking),
  RetrieveDependentComponents: ({ world }, request, argument) => retrieveDependencies(world, request, argument, dependents),
  RetrieveRequiredComponents: ({ world }, request, argument) => retrieveDependencies(world, request, argument, required, true),

  FormatAddress({ world }, request, argument) {
    const part = (name: string): string | null => argument(name) ?? null;
    const address = {
      lines: [part('Line1')],
      city: part('City'),
      state: part('StateOrProvince'),
      postalCode: part('PostalCode'),
      country: part('Country'),
    };
    return complex(request, 'FormatAddressResponse', { Address: formatAddress(address, world.settings.baseLanguage) });
  },

  InitializeFrom: initializeFrom,
  RetrieveMetadataChanges: retrieveMetadataChanges,

  GetTimeZoneCodeByLocalizedName: (_service, request, argument) =>
    complex(request, 'GetTimeZoneCodeByLocalizedNameResponse', { TimeZoneCode: zoneCode(argument('LocalizedStandardName')) }),
  LocalTimeFromUtcTime: (_service, request, argument) =>
    complex(request, 'LocalTimeFromUtcTimeResponse', { LocalTime: localTime(argument('TimeZoneCode'), argument('UtcTime')) }),
  UtcTimeFromLocalTime: (_service, request, argument) =>
    complex(request, 'UtcTimeFromLocalTimeResponse', { UtcTime: utcTime(argument('TimeZoneCode'), argument('LocalTime')) }),

  IsComponentCustomizable: ({ world }, request, argument) => isCustomizable(world, request, argument),

  searchstatus: (service, request) => searchFunction('searchstatus', service, request),
  searchstatistics: (service, request) => searchFunction('searchstatistics', service, request),

  GetValidManyToMany: ({ world }, request) => complex(request, 'GetValidManyToManyResponse', { EntityNames: validManyToMany(world) }),
  GetValidReferencedEntities({ world }, request, argument) {
    demandTable(world, argument('ReferencingEntityName'));
    return complex(request, 'GetValidReferencedEntitiesResponse', { EntityNames: validReferenced(world) });
  },
  GetValidReferencingEntities({ world }, request, argument) {
    demandTable(world, argument('ReferencedEntityName'));
    return complex(request, 'GetValidReferencingEntitiesResponse', { EntityNames: validReferencing(world) });
  },
} satisfies Readonly<Record<string, Call>>;

export type PlainFunction = keyof typeof functions;

export const isFunction = (name: string): name is PlainFunction => Object.hasOwn(functions, name);

/** Calls `Name(Parameter=@p)?@p=...`. */
export function callFunction(service: Service, name: PlainFunction, segment: Segment, request: ApiRequest): ApiAnswer {
  if (request.method !== 'GET') throw faults.noResource(`${request.root}/${request.path}`);
  const { parameters } = functionSignatures[name];
  if (segment.key?.kind === 'pairs' && segment.key.pairs.some(([given]) => !Object.hasOwn(parameters, given)))
    throw faults.unknownOverload(name);
  const call: Call = functions[name];
  return call(service, request, argumentsOf(segment, request));
}

/** The table may be left out and does not narrow the answer, but one that is named must be there. */
function demandTable(world: World, name: string | undefined): void {
  if (name !== undefined && !world.metadata.tables.has(name)) throw faults.noTableNamed(name);
}

/** Parameters by name, looked up through their aliases; a function called without brackets takes them from the query. */
export function argumentsOf(segment: Segment, request: ApiRequest): (name: string) => string | undefined {
  const pairs = segment.key?.kind === 'pairs' ? segment.key.pairs : [];
  return (name) => {
    const given = pairs.find(([pair]) => pair === name)?.[1];
    if (typeof given === 'string' && given.startsWith('@')) return unquoted(request.query.get(given));
    if (given !== undefined && given !== null) return String(given);
    return unquoted(request.query.get(name));
  };
}

const unquoted = (text: string | undefined): string | undefined =>
  text !== undefined && /^'.*'$/s.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text;

/** Functions bound to a row: `systemusers(<id>)/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`. Null: none of that name. */
export function callBoundFunction(
  service: Service,
  table: string,
  id: string,
  name: string,
  segment: Segment,
  request: ApiRequest,
): ApiAnswer | null {
  const { world } = service;
  if (name === 'RetrievePrincipalAccess' && table === 'systemuser')
    return retrievePrincipalAccess(service, id, request, argumentsOf(segment, request)('Target'));
  if (name === 'CalculateTotalTimeIncident' && table === 'incident') return totalTime(service, request, id);
  if (name === 'RetrieveAllChildUsersSystemUser' && table === 'systemuser') {
    const users = tableOf(world, 'systemuser');
    return odataRows(world, users, request, reportingTo(world, id));
  }
  const isUser = table === 'systemuser' && name === 'RetrieveUserPrivileges';
  if (!isUser && !(table === 'team' && name === 'RetrieveTeamPrivileges')) return null;
  const held = isUser ? grantsOf(world, id) : grantsOfTeam(world, id);
  const depthOf = (privilege: string): Depth | null => {
    const grants = held === 'all' ? null : held.get(privilege);
    return grants === null ? 'Global' : grants === undefined ? null : deepest(grants);
  };
  return complex(request, isUser ? 'RetrieveUserPrivilegesResponse' : 'RetrieveTeamPrivilegesResponse', {
    RolePrivileges: rolePrivileges(world, depthOf),
  });
}

/** `RetrieveRolePrivilegesRole(RoleId=<id>)`: what a role gives. */
function privilegesOfRole(world: World, request: ApiRequest, given: string | undefined): ApiAnswer {
  const id = asGuid(given);
  if (id === null || !storeOf(world, 'role').rows.has(id)) throw faults.missing('role', String(given));
  const held = grantsOfRole(world, id);
  return complex(request, 'RetrieveRolePrivilegesRoleResponse', {
    RolePrivileges: rolePrivileges(world, (privilege) => (held === 'all' ? 'Global' : (held.get(privilege) ?? null))),
  });
}

/** Privileges that are held, each as far as it reaches. */
function rolePrivileges(world: World, depthOf: (privilege: string) => Depth | null): Record<string, unknown>[] {
  const nameSlot = column(tableOf(world, 'privilege'), 'name').slot;
  return [...storeOf(world, 'privilege').rows.values()].flatMap((row) => {
    const depth = depthOf(String(row.values[nameSlot]));
    if (depth === null) return [];
    return [
      {
        Depth: depth,
        PrivilegeId: row.id,
        BusinessUnitId: world.ids.businessUnit,
        PrivilegeName: row.values[nameSlot],
        RecordFilterId: '00000000-0000-0000-0000-000000000000',
        RecordFilterUniqueName: '',
      },
    ];
  });
}

const depths = ['Basic', 'Local', 'Deep', 'Global'] as const;

/** How far a privilege reaches that is held in several ways. */
const deepest = (grants: readonly Grant[]): Depth =>
  depths.filter((depth) => grants.some((grant) => grant.depth === depth)).at(-1) ?? 'Basic';
