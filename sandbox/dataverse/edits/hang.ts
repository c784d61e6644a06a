import { storeOf, tableOf, type World } from '../core/world.js';
import type { Colleague } from '../insert.js';
import { column } from '../rows/slots.js';
import { drawn } from './draw.js';
import { EditRefused } from './edit-refused.js';
import { migratedContacts } from './migrated.js';

/** What can be hung on a Contact, by the name under which it is asked for. */
export const hangables = ['notes', 'tasks', 'calls', 'opportunities', 'connections'] as const;
export type Hangable = (typeof hangables)[number];

export interface HangRequest {
  /** How many of each, in all. */
  readonly each: Readonly<Record<Hangable, number>>;
  /** Over how many Contacts they are spread. */
  readonly count: number;
  /** Only Contacts with a value in this column. */
  readonly column: string;
  readonly seed: number;
}

export interface HangReport extends Readonly<Record<Hangable, number>> {
  /** The Contacts that now carry something, in the order in which they were drawn. */
  readonly contacts: readonly string[];
}

/** Reads a request that came from outside; throws EditRefused. */
export function readHang(body: Readonly<Record<string, unknown>>): HangRequest {
  const whole = (name: string, otherwise: number): number => {
    const value = body[name] ?? otherwise;
    if (!Number.isInteger(value) || (value as number) < 0) throw new EditRefused(`${name} must be a whole number from 0`);
    return value as number;
  };
  const each = Object.fromEntries(hangables.map((name) => [name, whole(name, 0)])) as Record<Hangable, number>;
  const columnName = body.column ?? 'a2d_actimoid';
  if (typeof columnName !== 'string') throw new EditRefused('column must be a column of contact');
  const all = hangables.reduce((sum, name) => sum + each[name], 0);
  return { each, count: whole('count', all), column: columnName, seed: whole('seed', 1) };
}

interface Made {
  readonly table: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** The n-th of a kind on a Contact. */
const made: Readonly<Record<Exclude<Hangable, 'connections'>, (nth: number, contact: { table: string; id: string }) => Made>> = {
  notes: (nth, objectid) => ({
    table: 'annotation',
    columns: { subject: `Samtale ${nth}`, notetext: 'Ring igen på torsdag 📞', objectid },
  }),
  tasks: (nth, regardingobjectid) => ({ table: 'task', columns: { subject: `Opfølgning ${nth}`, regardingobjectid } }),
  calls: (nth, regardingobjectid) => ({ table: 'phonecall', columns: { subject: `Opkald ${nth}`, regardingobjectid } }),
  opportunities: (nth, customerid) => ({ table: 'opportunity', columns: { name: `Mulighed ${nth}`, customerid } }),
};

/**
 * Hangs notes, tasks, calls, opportunities and connections on Contacts that the migration made, as a colleague would who works in Dynamics meanwhile. The
 * Contacts themselves stay untouched. Connections lead to Accounts that others made.
 */
export function hangOnContacts(world: World, colleague: Colleague, request: HangRequest): HangReport {
  const contacts = drawn(
    migratedContacts(world, request.column).map(({ id }) => id),
    request.count,
    request.seed,
  );
  let next = 0;
  const place = () => ({ table: 'contact', id: contacts[next++ % contacts.length] as string });
  for (const kind of hangables) {
    if (kind === 'connections') continue;
    for (let nth = 1; nth <= request.each[kind]; nth++) colleague.insert(made[kind](nth, place()));
  }
  connect(world, colleague, request.each.connections, place);
  return { contacts, ...request.each };
}

function connect(world: World, colleague: Colleague, count: number, place: () => { table: string; id: string }): void {
  if (count === 0) return;
  const createdBy = column(tableOf(world, 'account'), 'createdby').slot;
  const accounts = [...storeOf(world, 'account').rows.values()].filter(({ values }) => values[createdBy] !== world.ids.applicationUser);
  if (accounts.length === 0) throw new EditRefused('there is no Account of somebody else to connect with', true);
  for (let nth = 1; nth <= count; nth++) {
    // One after the other, because two people are connected in one way once only.
    const account = { table: 'account', id: accounts[nth % accounts.length]?.id };
    colleague.insert({
      table: 'connection',
      columns: { record1id: place(), record2id: account, description: `Kender kunden ${nth}` },
    });
  }
}
