import type { World } from '../core/world.js';
import type { Message } from './plug-ins.js';

/** An automated flow with a Dataverse trigger: it sends an e-mail for each row that was made, changed or deleted. */
export interface Flow {
  readonly name: string;
  readonly table: string;
  readonly message: Message;
  /** The column with the address that it writes to. */
  readonly to: string;
  readonly subject: string;
}

/** An e-mail that has left the environment and cannot be called back. */
export interface Mail {
  readonly at: string;
  readonly flow: string;
  readonly table: string;
  readonly id: string;
  readonly to: string;
  readonly subject: string;
}

const members = ['name', 'table', 'message', 'to', 'subject'];

function wrongFlow(world: World, given: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of Object.keys(given)) if (!members.includes(name)) return `a flow has no ${name}; there are ${members.join(', ')}`;
  for (const [name, value] of Object.entries(given)) if (typeof value !== 'string') return `${name} must be text`;
  const table = world.metadata.tables.get(String(given.table ?? 'contact'));
  if (table === undefined) return 'table must be the logical name of a table';
  if (!['Create', 'Update', 'Delete'].includes(String(given.message ?? 'Create'))) return 'message must be Create, Update or Delete';
  if (!table.columns.has(String(given.to ?? 'emailaddress1'))) return `table ${table.logicalName} has no column ${String(given.to)}`;
  return undefined;
}

/** The flows that are switched on. */
export class Flows {
  #flows: Flow[] = [];

  get size(): number {
    return this.#flows.length;
  }

  /** Without anything said: welcomes every new Contact. Throws a sentence when it is no flow. */
  add(world: World, given: Readonly<Record<string, unknown>>): void {
    const wrong = wrongFlow(world, given);
    if (wrong !== undefined) throw new RangeError(wrong);
    this.#flows.push({
      name: `flow ${this.#flows.length + 1}`,
      table: 'contact',
      message: 'Create',
      to: 'emailaddress1',
      subject: 'Velkommen',
      ...given,
    } as Flow);
  }

  clear(): void {
    this.#flows = [];
  }

  of(table: string, message: Message): readonly Flow[] {
    return this.#flows.filter((flow) => flow.table === table && flow.message === message);
  }

  list(): readonly Flow[] {
    return this.#flows;
  }
}
