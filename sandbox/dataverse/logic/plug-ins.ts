import type { World } from '../core/world.js';

export type Message = 'Create' | 'Update' | 'Delete';

/** Custom code that somebody has registered on a table: what it looks at and what it does. */
export interface PlugIn {
  /** Names the step in `MSCRM.BypassBusinessLogicExecutionStepIds`. */
  readonly id: string;
  readonly name: string;
  readonly table: string;
  readonly message: Message;
  /** `sync`: in the transaction of the write. `async`: after it, by a job. */
  readonly mode: 'sync' | 'async';
  /** Runs only for rows in which the column has this value, or holds this text. */
  readonly if?: { readonly column: string; readonly is?: unknown; readonly contains?: string };
  /** An Update runs it only when one of these is written. */
  readonly columns?: readonly string[];
  /** `refuse`: throws with `text`; `crash`: fails by itself; `change`: writes `set`; `slow`: takes `ms`. */
  readonly does: 'refuse' | 'crash' | 'change' | 'slow';
  readonly text?: string;
  /** By logical names; look-ups as `{ table, id }`. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly ms?: number;
}

const members = ['id', 'name', 'table', 'message', 'mode', 'if', 'columns', 'does', 'text', 'set', 'ms'];

/** What is wrong with a plug-in that came from outside, in a sentence; nothing when it is one. */
function wrongPlugIn(world: World, given: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of Object.keys(given)) if (!members.includes(name)) return `a plug-in has no ${name}; there are ${members.join(', ')}`;
  const table = world.metadata.tables.get(String(given.table));
  if (table === undefined) return 'table must be the logical name of a table';
  if (!['Create', 'Update', 'Delete'].includes(String(given.message))) return 'message must be Create, Update or Delete';
  if (!['sync', 'async'].includes(String(given.mode ?? 'sync'))) return 'mode must be sync or async';
  if (!['refuse', 'crash', 'change', 'slow'].includes(String(given.does))) return 'does must be refuse, crash, change or slow';
  if (given.message === 'Delete' && given.does === 'change') return 'a row that is being deleted cannot be changed';
  if (given.mode === 'async' && given.does !== 'change') return 'what runs after the write can only change';
  const named = [...(Array.isArray(given.columns) ? given.columns : []), ...Object.keys((given.set as object | undefined) ?? {})];
  const condition = given.if as PlugIn['if'];
  for (const name of [...named, ...(condition === undefined ? [] : [condition?.column])])
    if (!table.columns.has(String(name))) return `table ${table.logicalName} has no column ${String(name)}`;
  if (given.does === 'change' && named.length === 0) return 'set must name what is changed';
  if (given.ms !== undefined && !(typeof given.ms === 'number' && given.ms >= 0)) return 'ms must be a number of milliseconds';
  return undefined;
}

/** The plug-ins of an environment, and how often each has run. */
export class PlugIns {
  readonly #ran = new Map<PlugIn, number>();
  #last = 0;

  get size(): number {
    return this.#ran.size;
  }

  /** Throws a sentence when it is none. Answers the id of the step. */
  add(world: World, given: Readonly<Record<string, unknown>>): string {
    const wrong = wrongPlugIn(world, given);
    if (wrong !== undefined) throw new RangeError(wrong);
    this.#last += 1;
    const id = typeof given.id === 'string' ? given.id.toLowerCase() : `b1000000-0000-4000-8000-${String(this.#last).padStart(12, '0')}`;
    this.#ran.set({ mode: 'sync', name: `plug-in ${this.#last}`, ...given, id } as PlugIn, 0);
    return id;
  }

  clear(): void {
    this.#ran.clear();
  }

  of(table: string, message: Message): PlugIn[] {
    return [...this.#ran.keys()].filter((plugIn) => plugIn.table === table && plugIn.message === message);
  }

  ran(plugIn: PlugIn): void {
    this.#ran.set(plugIn, (this.#ran.get(plugIn) ?? 0) + 1);
  }

  list(): (PlugIn & { readonly ran: number })[] {
    return [...this.#ran].map(([plugIn, ran]) => ({ ...plugIn, ran }));
  }
}
