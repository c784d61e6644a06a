import type { ReadRow } from '../dataverse/index.js';
import type { Columns, FacetName, RowId } from '../domain/index.js';
import type { RowOutcome } from '../ledger/index.js';
import { columnsToRead, type FieldVerdict, verifyRow } from '../mapping/index.js';
import type { Unit } from './units.js';
import type { World } from './world.js';

/** What is read back and compared: one facet of one row of one unit. */
export interface Checked {
  readonly id: RowId;
  readonly table: string;
  readonly part: string;
  readonly facet: FacetName;
  readonly unit: Unit;
}

/** Reads rows with every column that the mapping touches. Rows that are not there are absent from the answer. */
export async function readRows(world: World, table: string, ids: readonly RowId[]): Promise<Map<RowId, ReadRow>> {
  if (ids.length === 0) return new Map();
  const { columns: there } = await world.scene.dataverse.table(table, { signal: world.signal });
  const columns = columnsToRead(world.scene.doc, table).filter((column) => there.has(column));
  return world.scene.dataverse.retrieve(table, ids, columns, { signal: world.signal });
}

/** The mapping's verdict on each field of one facet, from the source value. What belongs to a facet that this row does not have is judged with its core. */
export function verdictsOf(checked: Checked, columns: Columns, created: boolean): FieldVerdict[] {
  const { plan } = checked.unit;
  const planned = plan.kind === 'rows' ? plan.rows.find(({ table, id }) => table === checked.table && id === checked.id) : undefined;
  const facets = Object.keys(planned?.facets ?? {}) as FacetName[];
  return verifyRow(checked.unit.subject(checked.part), checked.unit.context, checked.facet, columns, { created, facets });
}

/** `verified` when every field agrees with the source, else `differs` with the fields' names (never their values). */
export function outcomeOf(checked: Checked, read: ReadRow, created: boolean): RowOutcome {
  const wrong = verdictsOf(checked, read.columns, created).filter(({ agrees }) => !agrees);
  if (wrong.length === 0) return { id: checked.id, outcome: 'verified', version: read.version };
  return {
    id: checked.id,
    outcome: 'differs',
    version: read.version,
    code: 'differs',
    detail: [...new Set(wrong.map(({ field, columns, why }) => `${field} → ${columns.join(', ')}${why ? ` (${why})` : ''}`))].join('; '),
  };
}
