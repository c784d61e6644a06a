import { type Bypass, bypassOf } from '../auth/bypass.js';
import { DataverseFault } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import { applyBody } from '../rows/apply.js';
import type { RowLogic, RowWrite, WriteContext } from '../rows/context.js';
import { plainBody } from '../rows/plain-body.js';
import type { Mail } from './flows.js';
import type { PlugIn } from './plug-ins.js';

/** A synchronous plug-in must be done within two minutes (docs/facts/dataverse.md §5). */
const longestMs = 120_000;

export interface LogicParts {
  readonly world: World;
  readonly sent: (mail: Mail) => void;
  /** Writes as the system does, past plug-ins and flows. */
  readonly write: (table: string, id: string, columns: Readonly<Record<string, unknown>>) => void;
}

/** What runs beside the server's own rules for a request with these headers; null when nothing is registered. */
export function logicFor(parts: LogicParts, headers: Readonly<Record<string, string | undefined>>): RowLogic | null {
  const { plugIns, flows } = parts.world.logic;
  if (plugIns.size === 0 && flows.size === 0) return null;
  const bypass = bypassOf(headers);
  return {
    before(context, write) {
      for (const plugIn of plugIns.of(write.table.logicalName, write.message)) {
        if (bypassed(plugIn, bypass) || !concerns(plugIn, write)) continue;
        plugIns.ran(plugIn);
        if (plugIn.mode === 'sync') runNow(context, write, plugIn);
        else runLater(parts, context, write, plugIn);
      }
      if (!bypass.flows) trigger(parts, context, write);
    },
  };
}

/** Microsoft's own logic is never bypassed, and flows only by a header of their own (docs/facts/dataverse.md §2). */
const bypassed = (plugIn: PlugIn, bypass: Bypass): boolean =>
  (plugIn.mode === 'sync' ? bypass.sync : bypass.async) || bypass.steps.has(plugIn.id);

function concerns(plugIn: PlugIn, { message, table, values, earlier, body }: RowWrite): boolean {
  const slotOf = (name: string): number => (table.columns.get(name) as Column).slot;
  if (message === 'Update' && plugIn.columns !== undefined) {
    const written = plugIn.columns.some((name) => name in body || (values[slotOf(name)] ?? null) !== (earlier?.[slotOf(name)] ?? null));
    if (!written) return false;
  }
  if (plugIn.if === undefined) return true;
  const value = values[slotOf(plugIn.if.column)] ?? null;
  if (plugIn.if.contains !== undefined) return typeof value === 'string' && value.includes(plugIn.if.contains);
  return value === (plugIn.if.is ?? null);
}

function runNow(context: WriteContext, write: RowWrite, plugIn: PlugIn): void {
  switch (plugIn.does) {
    case 'refuse':
      throw new DataverseFault(400, '0x80040265', plugIn.text ?? `${plugIn.name} does not allow this.`);
    case 'crash':
      throw new DataverseFault(500, '0x80040224', plugIn.text ?? `Unexpected exception from plug-in (Execute): ${plugIn.name}`);
    case 'change':
      change(context, write, plugIn);
      return;
    case 'slow': {
      const ms = plugIn.ms ?? 1000;
      context.work.plugInMs = (context.work.plugInMs ?? 0) + Math.min(ms, longestMs);
      if (ms >= longestMs)
        throw new DataverseFault(500, '0x80040224', `${plugIn.name} has not ended within ${longestMs / 1000} seconds and was stopped.`);
    }
  }
}

function change({ world, ...context }: WriteContext, { table, values, message }: RowWrite, plugIn: PlugIn): void {
  const body = plainBody(world, table, plugIn.set ?? {});
  applyBody(
    { world, ...context, seesAt: Number.POSITIVE_INFINITY },
    table,
    world.metadata.properties(table),
    body,
    values,
    message === 'Create' ? 'create' : 'update',
  );
}

/** A job takes the row up when the write is committed; nobody waits for it. */
function runLater({ world, write: writeRow }: LogicParts, context: WriteContext, { table, id }: RowWrite, plugIn: PlugIn): void {
  context.tx.later(() => {
    world.clock.after(plugIn.ms ?? 0, () => {
      if (world.stores.get(table.logicalName)?.rows.has(id) === true) writeRow(table.logicalName, id, plugIn.set ?? {});
    });
  });
}

function trigger({ world, sent }: LogicParts, context: WriteContext, { table, message, id, values, earlier }: RowWrite): void {
  for (const flow of world.logic.flows.of(table.logicalName, message)) {
    context.tx.later(() => {
      const to = addressIn(table, message === 'Delete' ? (earlier ?? values) : values, flow.to);
      if (to !== null)
        sent({ at: world.clock.text(), flow: flow.name, table: table.logicalName, id, to: String(to), subject: flow.subject });
    });
  }
}

const addressIn = (table: Table, values: readonly unknown[], name: string): unknown => values[table.columns.get(name)?.slot ?? 0] ?? null;
