import { type DumpLine, readDump } from './read-dump.js';

export type Json = Readonly<Record<string, unknown>>;

/** A row of Dataverse as dumped. */
export interface DumpedRow {
  readonly id: string;
  readonly columns: Json;
}

/** The two halves of a dump, each record and row by its key. */
export interface Halves {
  readonly actimo: ReadonlyMap<string, ReadonlyMap<string, Json>>;
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, DumpedRow>>;
  /** Columns of a table by display name, from the metadata. */
  readonly columnsByLabel: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const noBody: Json = {};

/** What the checker looks at; a dump holds much more. */
const objectsLookedAt: ReadonlySet<string> = new Set(['workspace', 'user', 'membership', 'field']);
const tablesLookedAt: ReadonlySet<string> = new Set(['account', 'contact', 'connection', 'connectionrole']);

/** Takes the lines of a dump one by one and keeps what is looked at. */
class HalvesOfDump implements Halves {
  readonly actimo = new Map<string, Map<string, Json>>();
  readonly tables = new Map<string, Map<string, DumpedRow>>();
  readonly columnsByLabel = new Map<string, Map<string, string>>();

  add(line: DumpLine): void {
    if (line.side === 'actimo') {
      if (objectsLookedAt.has(line.object)) within(this.actimo, line.object).set(line.key, line.body);
    } else if ('table' in line) {
      if (tablesLookedAt.has(line.table)) within(this.tables, line.table).set(line.id, { id: line.id, columns: line.columns });
    } else if (line.metadata === 'column') {
      const [table = '', column = ''] = line.name.split('.');
      for (const label of labelsOf(line.definition)) within(this.columnsByLabel, table).set(label, column);
    }
  }
}

export function halvesOf(lines: Iterable<DumpLine>): Halves {
  const halves = new HalvesOfDump();
  for (const line of lines) halves.add(line);
  return halves;
}

/** The halves of a dump in a file. Of Actimo only the keys count in the dump from before: `keysOnly` leaves the bodies out. */
export async function readHalves(file: string, options: { readonly keysOnly?: boolean } = {}): Promise<Halves> {
  const halves = new HalvesOfDump();
  for await (const line of readDump(file)) halves.add(options.keysOnly && line.side === 'actimo' ? { ...line, body: noBody } : line);
  return halves;
}

export const recordsOf = (halves: Halves, object: string): ReadonlyMap<string, Json> => halves.actimo.get(object) ?? new Map();
export const rowsOf = (halves: Halves, table: string): ReadonlyMap<string, DumpedRow> => halves.tables.get(table) ?? new Map();

/** A value as text without white space around it; empty for null, undefined and the empty text. */
export const text = (value: unknown): string =>
  value === null || value === undefined ? '' : String(value).replaceAll('\r\n', '\n').trim();

/** The id behind a look-up column; empty when it is not set. */
export function lookupId(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'id' in value) return String((value as { id: unknown }).id).toLowerCase();
  return text(value).toLowerCase();
}

/** Every text in a definition's display name, whatever language it is in. */
function labelsOf(definition: Json): string[] {
  const { DisplayName } = definition as { DisplayName?: unknown };
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value === 'string') found.push(value);
    else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) look(part);
  };
  look(DisplayName);
  return found;
}

function within<Value>(map: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const known = map.get(key);
  if (known) return known;
  const made = new Map<string, Value>();
  map.set(key, made);
  return made;
}
