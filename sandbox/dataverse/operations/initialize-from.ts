import { demandAccess } from '../auth/access.js';
import { rowInAddress } from '../auth/sharing.js';
import { faults } from '../core/errors.js';
import { tableOf } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import type { Column, Table } from '../metadata/types.js';
import { valueText } from '../query/serialize.js';
import { jsonText } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Row } from '../rows/row.js';
import { targetOf } from '../rows/slots.js';
import type { Argument } from '../solutions/retrieve-dependencies.js';

const address = [
  'addresstypecode',
  'city',
  'country',
  'county',
  'fax',
  'freighttermscode',
  'latitude',
  'line1',
  'line2',
  'line3',
  'longitude',
  'name',
  'postalcode',
  'postofficebox',
  'shippingmethodcode',
  'stateorprovince',
  'upszone',
  'utcoffset',
].map((part) => `address1_${part}`);

/** What goes over from a row of the one table to a new one of the other: the look-up that leads back, and columns of the same name. */
const mappings: Readonly<Record<string, { readonly back: string; readonly columns: readonly string[] }>> = {
  'account account': { back: 'parentaccountid', columns: ['transactioncurrencyid'] },
  'account contact': { back: 'parentcustomerid', columns: [...address, 'telephone1', 'paymenttermscode', 'transactioncurrencyid'] },
  'contact contact': { back: 'parentcustomerid', columns: [...address, 'transactioncurrencyid'] },
  'account opportunity': { back: 'parentaccountid', columns: ['transactioncurrencyid'] },
  'contact opportunity': { back: 'parentcontactid', columns: ['transactioncurrencyid'] },
};

const fits: Readonly<Record<string, (column: Column) => boolean>> = {
  All: () => true,
  ValidForCreate: (column) => column.create,
  ValidForUpdate: (column) => column.update,
  ValidForRead: () => true,
};

/** Function `InitializeFrom`: what a new row starts with that is made from another one; nothing is made yet (PD `webapi/create-entity-web-api.md`). */
export function initializeFrom(service: Service, request: ApiRequest, argument: Argument): ApiAnswer {
  const { world } = service;
  const { table: from, row } = rowInAddress(service, request, 'EntityMoniker', argument('EntityMoniker'));
  const into = tableOf(world, argument('TargetEntityName') ?? '');
  const given = argument('TargetFieldType');
  const suits = fits[/'(\w+)'$/.exec(given ?? '')?.[1] ?? given ?? ''];
  if (suits === undefined) throw faults.badQuery(`'${String(given)}' is no TargetFieldType.`);
  demandAccess(world, request, 'Read', from, row);
  const { back, columns } = mappings[`${from.logicalName} ${into.logicalName}`] ?? own(service, from, into);
  const members = [
    `"@odata.context":${JSON.stringify(`${request.root}/$metadata#${into.entitySetName}/$entity`)}`,
    `"@odata.type":"#Microsoft.Dynamics.CRM.${into.logicalName}"`,
  ];
  for (const name of columns) {
    const [source, target] = [from.columns.get(name), into.columns.get(name)];
    if (source === undefined || target === undefined || !suits(target)) continue;
    const member = source.targets.length > 0 ? bound(service, into, target, source, row) : plain(service, from, source, row);
    if (member !== null) members.push(member);
  }
  members.push(`"${navOf(service, into, back, from.logicalName)}@odata.bind":"${from.entitySetName}(${row.id})"`);
  return jsonText(`{${members.join(',')}}`);
}

/** Relationships that somebody has made map the row itself and nothing else. */
function own({ world }: Service, from: Table, into: Table): { back: string; columns: readonly string[] } {
  const relationship = world.metadata
    .manyToOne(into.logicalName)
    .find((one) => one.referencedEntity === from.logicalName && into.columns.get(one.referencingAttribute)?.custom === true);
  if (relationship === undefined) throw faults.argument(`Nothing is mapped from '${from.logicalName}' to '${into.logicalName}'.`);
  return { back: relationship.referencingAttribute, columns: [] };
}

function plain({ world }: Service, table: Table, column: Column, row: Row): string | null {
  const text = valueText(world, table, column)(row);
  return text === null ? null : `"${column.logicalName}":${text}`;
}

function bound(service: Service, into: Table, column: Column, source: Column, row: Row): string | null {
  const id = row.values[source.slot];
  const target = targetOf(source, row.values);
  if (typeof id !== 'string' || target === null) return null;
  return `"${navOf(service, into, column.logicalName, target)}@odata.bind":"${tableOf(service.world, target).entitySetName}(${id})"`;
}

const navOf = ({ world }: Service, table: Table, column: string, target: string): string =>
  world.metadata.manyToOne(table.logicalName).find((one) => one.referencingAttribute === column && one.referencedEntity === target)?.nav ??
  column;
