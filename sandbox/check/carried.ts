import { type DumpedRow, type Halves, type Json, lookupId, recordsOf, rowsOf, text } from './model.js';

/** Where each Actimo record is in Dataverse, found by the Actimo ids in the rows alone. */
export interface Carried {
  /** By user id: the Contact, and whether another record of the same person gave it its id. */
  readonly contacts: ReadonlyMap<string, { readonly row: DumpedRow; readonly merged: boolean }>;
  /** By workspace id: the Account. */
  readonly accounts: ReadonlyMap<string, DumpedRow>;
  /** By `<workspace>:<contact>`: as the Contact's parent, or as a connection. */
  readonly memberships: ReadonlyMap<
    string,
    { readonly as: 'parent'; readonly row: DumpedRow } | { readonly as: 'connection'; readonly row: DumpedRow }
  >;
  /** Actimo ids that stand on more than one row. */
  readonly doubled: readonly { readonly object: string; readonly key: string }[];
  /** By user id: their memberships. */
  readonly membershipsOf: ReadonlyMap<string, readonly (readonly [key: string, body: Json])[]>;
  /** Members of a person by Contact id, lowest user id first. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

export function findCarried(halves: Halves, prefix: string): Carried {
  const doubled: { object: string; key: string }[] = [];
  const contacts = new Map<string, { row: DumpedRow; merged: boolean }>();
  const members = new Map<string, string[]>();
  for (const row of rowsOf(halves, 'contact').values()) {
    const first = text(row.columns[`${prefix}_actimoid`]);
    if (first === '') continue;
    const all = [...new Set([first, ...text(row.columns[`${prefix}_actimoids`]).split('\n').filter(Boolean)])];
    members.set(
      row.id,
      all.sort((a, b) => Number(a) - Number(b)),
    );
    for (const key of all) {
      if (contacts.has(key)) doubled.push({ object: 'user', key });
      contacts.set(key, { row, merged: key !== first });
    }
  }
  const accounts = new Map<string, DumpedRow>();
  for (const row of rowsOf(halves, 'account').values()) {
    const key = text(row.columns[`${prefix}_actimoid`]);
    if (key === '') continue;
    if (accounts.has(key)) doubled.push({ object: 'workspace', key });
    accounts.set(key, row);
  }
  const membershipsOf = groupByUser(recordsOf(halves, 'membership'));
  return { contacts, accounts, memberships: findMemberships(halves, contacts, accounts), membershipsOf, doubled, members };
}

function groupByUser(memberships: ReadonlyMap<string, Json>): Map<string, [key: string, body: Json][]> {
  const byUser = new Map<string, [key: string, body: Json][]>();
  for (const [key, body] of memberships) {
    const user = text(body.contact_id);
    const theirs = byUser.get(user);
    if (theirs) theirs.push([key, body]);
    else byUser.set(user, [[key, body]]);
  }
  return byUser;
}

/**
 * The primary membership of each person is the Contact's parent Account; each other one takes a connection between Contact and Account.
 * Mirror rows are the same connection seen from the other side.
 */
function findMemberships(halves: Halves, contacts: Carried['contacts'], accounts: Carried['accounts']): Carried['memberships'] {
  const connections = new Map<string, DumpedRow[]>();
  for (const row of rowsOf(halves, 'connection').values()) {
    if (row.columns.ismaster === false) continue;
    for (const [a, b] of [
      [row.columns.record1id, row.columns.record2id],
      [row.columns.record2id, row.columns.record1id],
    ]) {
      const pair = `${lookupId(a)} ${lookupId(b)}`;
      connections.set(pair, [...(connections.get(pair) ?? []), row]);
    }
  }
  const byContact = new Map<string, [key: string, body: Json][]>();
  for (const [key, body] of recordsOf(halves, 'membership')) {
    const contact = contacts.get(text(body.contact_id))?.row.id;
    if (contact) byContact.set(contact, [...(byContact.get(contact) ?? []), [key, body]]);
  }
  const found = new Map<string, { as: 'parent' | 'connection'; row: DumpedRow }>();
  for (const [contactId, list] of byContact) {
    const contact = rowsOf(halves, 'contact').get(contactId);
    const primary = primaryOf(list);
    for (const [key, body] of list) {
      const account = accounts.get(text(body.workspace_id));
      if (!account || !contact) continue;
      if (key === primary) {
        if (lookupId(contact.columns.parentcustomerid) === account.id) found.set(key, { as: 'parent', row: contact });
        continue;
      }
      const pair = connections.get(`${contactId} ${account.id}`) ?? [];
      const row = pair.find((candidate) => dayOf(candidate.columns.effectivestart) === dayOf(body.added_at)) ?? pair[0];
      if (!row) continue;
      pair.splice(pair.indexOf(row), 1);
      found.set(key, { as: 'connection', row });
    }
  }
  return found;
}

/** The flagged one, else the earliest that is active, else the one in the workspace with the lowest id; among several flagged ones the same order decides. */
export function primaryOf(memberships: readonly (readonly [key: string, body: Json])[]): string | undefined {
  const flagged = memberships.filter(([, body]) => body.primary === true);
  const group = flagged.length > 0 ? flagged : memberships;
  const active = group.filter(([, body]) => text(body.removed_at) === '');
  const order = (active.length > 0 ? active : group).map(([key, body]) => ({
    key,
    began: active.length > 0 ? text(body.added_at) : '',
    workspace: Number(body.workspace_id),
    contact: Number(body.contact_id),
  }));
  order.sort((a, b) => (a.began < b.began ? -1 : a.began > b.began ? 1 : a.workspace - b.workspace || a.contact - b.contact));
  return order[0]?.key;
}

export const dayOf = (value: unknown): string => text(value).slice(0, 10);
