import { AdminError } from './http.js';
import type { DataverseSide } from './sides.js';

export interface HangRequest {
  /** How many of each, in all. */
  readonly notes: number;
  readonly tasks: number;
  readonly connections: number;
  /** Over how many Contacts they are spread. */
  readonly count: number;
  /** Only Contacts with a value in this column. */
  readonly column: string;
  readonly seed: number;
}

export interface HangReport {
  /** The Contacts that now carry something, in the order in which they were drawn. */
  readonly contacts: readonly string[];
  readonly notes: number;
  readonly tasks: number;
  readonly connections: number;
}

export function readHangRequest(body: Record<string, unknown>): HangRequest {
  const whole = (name: string, otherwise: number): number => {
    const value = body[name] ?? otherwise;
    if (!Number.isInteger(value) || (value as number) < 0) throw new AdminError(400, `${name} must be a whole number from 0`);
    return value as number;
  };
  const [notes, tasks, connections] = [whole('notes', 0), whole('tasks', 0), whole('connections', 0)];
  const column = body.column ?? 'a2d_actimoid';
  if (typeof column !== 'string') throw new AdminError(400, 'column must be a column of contact');
  return { notes, tasks, connections, count: whole('count', notes + tasks + connections), column, seed: whole('seed', 1) };
}

/**
 * Hangs notes, tasks and connections on Contacts that the migration made (created by the application user, with a value in `column`), as a colleague would
 * who works in Dynamics meanwhile. The Contacts themselves stay untouched. Connections lead to Accounts that others made.
 */
export function hangOnContacts(dataverse: DataverseSide, request: HangRequest): HangReport {
  const candidates: string[] = [];
  for (const { id, columns } of dataverse.rows('contact')) {
    if (columns[request.column] != null && columns.createdby === dataverse.applicationUser) candidates.push(id);
  }
  if (candidates.length === 0) throw new AdminError(409, `no Contact that the application user created has a value in ${request.column}`);
  const contacts = drawn(candidates.sort(), request.count, request.seed);
  const place = places(contacts);
  for (let nth = 1; nth <= request.notes; nth++) {
    dataverse.insert({
      table: 'annotation',
      columns: {
        subject: `Samtale ${nth}`,
        notetext: 'Ring igen på torsdag 📞',
        objectid: { table: 'contact', id: place() },
      },
    });
  }
  for (let nth = 1; nth <= request.tasks; nth++) {
    dataverse.insert({ table: 'task', columns: { subject: `Opfølgning ${nth}`, regardingobjectid: { table: 'contact', id: place() } } });
  }
  if (request.connections > 0) {
    const accounts = [...dataverse.rows('account')]
      .filter(({ columns }) => columns.createdby !== dataverse.applicationUser)
      .map(({ id }) => id);
    if (accounts.length === 0) throw new AdminError(409, 'there is no Account of somebody else to connect with');
    for (let nth = 1; nth <= request.connections; nth++) {
      dataverse.insert({
        table: 'connection',
        columns: {
          record1id: { table: 'contact', id: place() },
          // One after the other, because two people are connected in one way once only.
          record2id: { table: 'account', id: accounts[nth % accounts.length] },
          description: `Kender kunden ${nth}`,
        },
      });
    }
  }
  const { notes, tasks, connections } = request;
  return { contacts, notes, tasks, connections };
}

/** So many of them in a seeded order; all when there are fewer. */
function drawn(from: readonly string[], count: number, seed: number): string[] {
  const left = [...from];
  const out: string[] = [];
  let state = (seed >>> 0) + 1;
  while (left.length > 0 && out.length < count) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    out.push(...left.splice(Math.floor((state / 4_294_967_296) * left.length), 1));
  }
  return out;
}

/** Hands out the Contacts one after the other, over and over. */
function places(contacts: readonly string[]): () => string {
  let next = 0;
  return () => contacts[next++ % contacts.length] as string;
}
