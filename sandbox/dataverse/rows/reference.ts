import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf } from '../core/world.js';
import { belowRoot } from '../http/own-address.js';
import { parseSegment } from '../http/segments.js';
import type { Table } from '../metadata/types.js';
import type { WriteContext } from './context.js';
import { findByKey, namedId } from './find.js';
import type { Row } from './row.js';

export interface Reference {
  readonly table: Table;
  readonly row: Row;
}

/** Resolves what `@odata.bind` or `@odata.id` holds: `/accounts(<guid>)`, a key form, an absolute address, or `$<content id>`. */
export function resolveReference(context: WriteContext, set: string, value: unknown): Reference {
  if (typeof value !== 'string') throw faults.payload(set, 'The value of an odata.bind annotation must be a string.');
  const text = withoutRoot(context, value);
  // The usual form first: `set(guid)`.
  const open = text.length - 38;
  if (open > 0 && text.charCodeAt(open) === 40 && text.charCodeAt(text.length - 1) === 41) {
    const id = asGuid(text.slice(open + 1, -1));
    const table = context.world.metadata.bySet(text.slice(0, open));
    if (id !== null && table !== undefined) return { table, row: existing(context, table, id) };
  }
  const segment = parseSegment(decode(text));
  const table = context.world.metadata.bySet(segment.name);
  if (table === undefined) throw faults.unknownSegment(segment.name);
  if (segment.key === null) throw faults.payload(set, `The reference '${value}' names no row.`);
  if (segment.key.kind === 'id') return { table, row: existing(context, table, segment.key.id) };
  const named = namedId(table, segment.key.pairs);
  if (named !== null) return { table, row: existing(context, table, named) };
  return { table, row: findByKey(context.world, table, segment.key.pairs) };
}

function withoutRoot(context: WriteContext, value: string): string {
  let text = value;
  if (text.charCodeAt(0) === 36) {
    const known = context.contentIds?.get(text.slice(1));
    if (known === undefined) throw faults.noContentId(text);
    text = known;
  }
  return belowRoot(context.root, text);
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function existing(context: WriteContext, table: Table, id: string): Row {
  const row = storeOf(context.world, table.logicalName).rows.get(id);
  if (row === undefined) throw faults.missing(table.logicalName, id);
  return row;
}
