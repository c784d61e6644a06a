import { faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { isPrincipal } from '../metadata/principals.js';
import type { Table } from '../metadata/types.js';
import { rowIn } from '../operations/row-parameter.js';
import { jsonAnswer, noContent } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { WriteContext } from '../rows/context.js';
import { childrenOf } from '../rows/delete.js';
import { resolveReference } from '../rows/reference.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { column, read, write } from '../rows/slots.js';
import { newRow } from '../seed.js';
import { accessBits, accessTo, demandAccess } from './access.js';
import { type Right, rights } from './privileges.js';

type How = 'grant' | 'modify';

/** Actions `GrantAccess` and `ModifyAccess`: a row is shared with a user or a team; the one adds rights, the other says which there are (docs/facts/dataverse.md §8 "Rights"). */
export function shareRow(service: Service, request: ApiRequest, how: How): ApiAnswer {
  const { world, hooks } = service;
  const body = jsonBody(request, '');
  inTransaction(world, hooks, request, (context) => {
    const { table, row } = target(context, body.Target);
    const given = (body.PrincipalAccess ?? {}) as { Principal?: unknown; AccessMask?: unknown };
    const principal = principalIn(context, given.Principal);
    const mask = maskIn(given.AccessMask);
    // Nobody gives away what he does not have himself.
    for (const right of rights) if ((mask & accessBits[right]) !== 0) demandAccess(world, context, right, table, row);
    put(context, table, row.id, principal, 'accessrightsmask', (held) => (how === 'grant' ? held | mask : mask));
    cascade(context, table, row, 'Share', (below, id) =>
      put(context, below, id, principal, 'inheritedaccessrightsmask', (held) => (how === 'grant' ? held | mask : mask)),
    );
  });
  return noContent();
}

/** Action `RevokeAccess`. */
export function revokeAccess(service: Service, request: ApiRequest): ApiAnswer {
  const { world, hooks } = service;
  const body = jsonBody(request, '');
  inTransaction(world, hooks, request, (context) => {
    const { table, row } = target(context, body.Target);
    const principal = principalIn(context, body.Revokee);
    put(context, table, row.id, principal, 'accessrightsmask', () => 0);
    cascade(context, table, row, 'Unshare', (below, id) => put(context, below, id, principal, 'inheritedaccessrightsmask', () => 0));
  });
  return noContent();
}

function target(context: WriteContext, value: unknown): { table: Table; row: Row } {
  const found = rowIn(context, value, 'Target');
  if (found.table.ownership !== 'UserOwned') throw faults.unsupportedMessage('GrantAccess', found.table.logicalName);
  demandAccess(context.world, context, 'Share', found.table, found.row);
  return found;
}

interface Principal {
  readonly id: string;
  readonly kind: string;
}

function principalIn(context: WriteContext, value: unknown): Principal {
  const { table, row } = rowIn(context, value, 'Principal');
  if (!isPrincipal(table)) throw faults.payload('', 'Rows are shared with users and teams.');
  return { id: row.id, kind: table.logicalName };
}

/** `ReadAccess, WriteAccess` as a mask. */
function maskIn(value: unknown): number {
  if (typeof value !== 'string') throw faults.payload('', "The parameter 'AccessMask' must name access rights.");
  let mask = 0;
  for (const word of value.split(',').map((part) => part.trim())) {
    if (word === 'None') continue;
    const bit = accessBits[word.replace(/Access$/, '') as Right];
    if (bit === undefined || !word.endsWith('Access') || word === 'CreateAccess')
      throw faults.payload('', `'${word}' is no access right that can be shared.`);
    mask |= bit;
  }
  return mask;
}

function sharing(world: World, table: Table, id: string, principal: string) {
  const store = storeOf(world, 'principalobjectaccess');
  const row = store
    .findByValue(column(store.table, 'objectid'), id)
    .find(
      (one) =>
        read(store.table, one.values, 'principalid') === principal && read(store.table, one.values, 'objecttypecode') === table.logicalName,
    );
  return row === undefined ? undefined : { store, row };
}

const masks = ['accessrightsmask', 'inheritedaccessrightsmask'] as const;

/** Sets what somebody may do with a row, by itself or through the one above it; without either it is not shared any more. */
function put(
  { world, tx }: WriteContext,
  table: Table,
  id: string,
  principal: Principal,
  name: (typeof masks)[number],
  maskOf: (held: number) => number,
): void {
  const known = sharing(world, table, id, principal.id);
  const store = storeOf(world, 'principalobjectaccess');
  const held = (one: (typeof masks)[number]): number => (known === undefined ? 0 : Number(read(store.table, known.row.values, one) ?? 0));
  const mask = maskOf(held(name));
  if (mask === 0 && masks.every((one) => one === name || held(one) === 0)) {
    if (known !== undefined) tx.remove(store, known.row);
    return;
  }
  if (known === undefined) {
    const row = newRow(world, 'principalobjectaccess', {
      principalid: principal.id,
      principaltypecode: principal.kind,
      objectid: id,
      objecttypecode: table.logicalName,
      accessrightsmask: 0,
      [name]: mask,
    });
    tx.insert(store, row);
    return;
  }
  world.version += 1;
  const values = known.row.values.slice();
  write(store.table, values, name, mask);
  tx.replace(store, known.row, values, world.version);
}

/** The row that a parameter in an address names by its `@odata.id`. */
export function rowInAddress(service: Service, request: ApiRequest, name: string, text: string | undefined): { table: Table; row: Row } {
  const address = /["']@odata\.id["']\s*:\s*["']([^"']+)["']/.exec(text ?? '')?.[1];
  if (address === undefined) throw faults.badQuery(`The value of the parameter '${name}' names no row by its '@odata.id'.`);
  return inTransaction(service.world, { damage: () => null, committed: () => undefined }, request, (context) =>
    resolveReference(context, '', address),
  );
}

/** Does the same to all that hangs on a row through relationships that say so (docs/facts/dataverse.md §9 "Delete cascades"). */
function cascade(context: WriteContext, table: Table, row: Row, kind: 'Share' | 'Unshare', each: (table: Table, id: string) => void): void {
  const { world } = context;
  for (const relationship of world.metadata.oneToMany(table.logicalName)) {
    if (relationship.cascade[kind] !== 'Cascade') continue;
    const below = tableOf(world, relationship.referencingEntity);
    if (below.ownership !== 'UserOwned') continue;
    for (const child of childrenOf(context, relationship, row)) {
      each(below, child.id);
      cascade(context, below, child, kind, each);
    }
  }
}

const words = (held: readonly Right[]): string => (held.length === 0 ? 'None' : held.map((right) => `${right}Access`).join(', '));

/** Function `RetrievePrincipalAccess`, bound to a user: what he may do with a row, whichever way. */
export function retrievePrincipalAccess(service: Service, user: string, request: ApiRequest, text: string | undefined): ApiAnswer {
  const { table, row } = rowInAddress(service, request, 'Target', text);
  return jsonAnswer({
    '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.RetrievePrincipalAccessResponse`,
    AccessRights: words(accessTo(service.world, user, table, row)),
  });
}

/** Function `RetrieveSharedPrincipalsAndAccess`: with whom a row is shared, and for what. */
export function retrieveShared(service: Service, request: ApiRequest, text: string | undefined): ApiAnswer {
  const { world } = service;
  const { table, row } = rowInAddress(service, request, 'Target', text);
  demandAccess(world, request, 'Read', table, row);
  const access = tableOf(world, 'principalobjectaccess');
  const shares = storeOf(world, 'principalobjectaccess')
    .findByValue(column(access, 'objectid'), row.id)
    .filter(
      (one) => read(access, one.values, 'objecttypecode') === table.logicalName && read(access, one.values, 'accessrightsmask') !== 0,
    );
  return jsonAnswer({
    '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.RetrieveSharedPrincipalsAndAccessResponse`,
    PrincipalAccesses: shares.map((one) => {
      const kind = String(read(access, one.values, 'principaltypecode'));
      const mask = Number(read(access, one.values, 'accessrightsmask'));
      return {
        AccessMask: words(rights.filter((right) => (mask & accessBits[right]) !== 0)),
        Principal: {
          '@odata.type': `#Microsoft.Dynamics.CRM.${kind}`,
          [`${kind}id`]: read(access, one.values, 'principalid'),
          ownerid: read(access, one.values, 'principalid'),
        },
      };
    }),
  });
}
