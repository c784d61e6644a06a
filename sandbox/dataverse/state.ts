import { closeSync, existsSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { keeping } from '../keeping.js';
import type { Depth } from './auth/grants.js';
import { storeOf, type World } from './core/world.js';
import type { Flow } from './logic/flows.js';
import type { PlugIn } from './logic/plug-ins.js';
import type { OptionSet } from './metadata/metadata.js';
import type { Column, Key, ManyToMany, Relationship, Table } from './metadata/types.js';
import { addLinkStore } from './rows/link-store.js';
import { addStore } from './rows/make-store.js';
import { Row } from './rows/row.js';
import type { TableStore } from './rows/table-store.js';

/** What is kept of a world, one line each. Tables and columns refer to each other by name. */
type Line =
  | {
      readonly kind: 'world';
      readonly ids: World['ids'];
      readonly version: number;
      readonly random: number;
      readonly depths: readonly (readonly [string, Depth])[];
    }
  | { readonly kind: 'logic'; readonly plugIns: readonly PlugIn[]; readonly flows: readonly Flow[] }
  | { readonly kind: 'choice'; readonly set: OptionSet }
  | { readonly kind: 'table'; readonly table: Table; readonly messages: readonly string[]; readonly columns: readonly Column[] }
  | { readonly kind: 'key'; readonly key: Omit<Key, 'columns'>; readonly columns: readonly string[] }
  | { readonly kind: 'relationship'; readonly relationship: Relationship }
  | { readonly kind: 'many'; readonly relationship: ManyToMany; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly kind: 'deleted'; readonly table: string; readonly deletions: TableStore['deletions'] }
  | { readonly kind: 'row'; readonly table: string; readonly id: string; readonly version: number; readonly values: readonly unknown[] };

/** Writes a world to a file, whole or not at all. */
export function saveWorld(world: World, file: string): void {
  const next = `${file}.next`;
  const handle = openSync(next, 'w');
  try {
    let pending = '';
    for (const line of linesOf(world)) {
      pending += `${JSON.stringify(line)}\n`;
      if (pending.length < 1_000_000) continue;
      writeSync(handle, pending);
      pending = '';
    }
    writeSync(handle, pending);
  } finally {
    closeSync(handle);
  }
  renameSync(next, file);
}

/** A world line by line. */
export function* linesOf(world: World): Generator<Line> {
  const { metadata } = world;
  yield { kind: 'world', ids: world.ids, version: world.version, random: world.random.state, depths: [...world.depths] };
  for (const set of metadata.optionSets.values()) yield { kind: 'choice', set };
  for (const table of metadata.tables.values()) {
    yield {
      kind: 'table',
      table: { ...table, properties: null, keys: [] },
      messages: [...table.messages],
      columns: [...table.columns.values()],
    };
  }
  for (const relationship of metadata.relationships.values()) yield { kind: 'relationship', relationship };
  for (const relationship of metadata.manyToMany.values()) yield { kind: 'many', relationship, pairs: world.links.list(relationship) };
  for (const store of world.stores.values()) {
    if (store.deletions.length > 0) yield { kind: 'deleted', table: store.table.logicalName, deletions: store.deletions };
    for (const { id, version, values } of store.kept())
      yield { kind: 'row', table: store.table.logicalName, id, version, values: values.map(written) };
  }
  const { plugIns, flows } = world.logic;
  yield { kind: 'logic', plugIns: plugIns.list().map(({ ran: _ran, ...plugIn }) => plugIn), flows: [...flows.list()] };
  // Last, so that their indexes are built over the rows.
  for (const table of metadata.tables.values()) {
    for (const { columns, ...key } of table.keys) yield { kind: 'key', key, columns: columns.map((column) => column.logicalName) };
  }
}

interface Bytes {
  readonly base64: string;
}

/** Files are bytes; everything else is as JSON has it. */
const written = (value: unknown): unknown => (Buffer.isBuffer(value) ? ({ base64: value.toString('base64') } satisfies Bytes) : value);
const readBack = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Buffer.from((value as Bytes).base64, 'base64') : value;

export const hasState = (file: string | undefined): file is string => file !== undefined && existsSync(file);

/** Fills an empty world with what a file holds; throws `RangeError` when a line cannot be read. */
export function loadWorld(world: World, file: string): void {
  let number = 0;
  for (const text of linesIn(file)) {
    number++;
    try {
      const line = JSON.parse(text) as Line;
      if (number === 1 && line.kind !== 'world') throw new RangeError('a state begins with its world');
      restore(world, line);
    } catch {
      throw new RangeError(`line ${number} of the state of Dataverse cannot be read`);
    }
  }
  if (number === 0) throw new RangeError('the state of Dataverse is empty');
  world.securityVersion += 1;
}

function restore(world: World, line: Line): void {
  const { metadata } = world;
  switch (line.kind) {
    case 'world':
      Object.assign(world.ids, line.ids);
      world.version = line.version;
      world.random.state = line.random;
      for (const [place, depth] of line.depths) world.depths.set(place, depth);
      break;
    case 'logic':
      for (const plugIn of line.plugIns) world.logic.plugIns.add(world, { ...plugIn });
      for (const flow of line.flows) world.logic.flows.add(world, { ...flow });
      break;
    case 'choice':
      metadata.optionSets.set(line.set.name, line.set);
      break;
    case 'table': {
      const columns = new Map(line.columns.map((column) => [column.logicalName, shared(world, column)]));
      const table: Table = { ...line.table, columns, keys: [], messages: new Set(line.messages), properties: null };
      metadata.adoptTable(table);
      addStore(world, table);
      break;
    }
    case 'relationship':
      metadata.adoptRelationship(line.relationship);
      break;
    case 'many':
      metadata.adoptManyToMany(line.relationship);
      addLinkStore(world, line.relationship);
      for (const [first, second] of line.pairs) world.links.add(line.relationship, first, second);
      break;
    case 'deleted':
      storeOf(world, line.table).deletions.push(...line.deletions);
      break;
    case 'row':
      storeOf(world, line.table).insert(new Row(line.id, line.version, line.values.map(readBack)));
      break;
    case 'key': {
      const store = storeOf(world, line.key.table);
      const columns = line.columns.map((name) => store.table.columns.get(name)).filter((column) => column !== undefined);
      const key: Key = { ...line.key, columns };
      metadata.addKey(key);
      // A job that was under way starts over and is over at once.
      if (key.status !== 'Failed') key.status = store.addKey(key) ? 'Active' : 'Failed';
      break;
    }
  }
}

/** A global choice is one list, wherever it is used. */
function shared(world: World, column: Column): Column {
  if (column.globalOptionSet && column.optionSetName !== null)
    column.options = world.metadata.optionSets.get(column.optionSetName)?.options ?? column.options;
  return column;
}

/** The lines of a file, one after the other, however long it is. */
export function* linesIn(file: string): Generator<string> {
  const handle = openSync(file, 'r');
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(1 << 20);
  let rest = '';
  try {
    for (let size = readSync(handle, buffer); size > 0; size = readSync(handle, buffer)) {
      const lines = (rest + decoder.write(buffer.subarray(0, size))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    closeSync(handle);
  }
  if (rest !== '') yield rest;
}

/** Saves every few seconds while something changes; less often the longer it takes. */
export class StateKeeper {
  readonly #save: () => void;
  readonly #try: () => void;
  #timer: NodeJS.Timeout | null = null;
  #everyMs = 2000;

  constructor(save: () => void) {
    this.#save = save;
    this.#try = keeping(save);
  }

  changed(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const start = performance.now();
      this.#try();
      this.#everyMs = Math.max(2000, (performance.now() - start) * 20);
    }, this.#everyMs);
    this.#timer.unref();
  }

  /** Saves at once; throws when that fails. */
  now(): void {
    this.#save();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
