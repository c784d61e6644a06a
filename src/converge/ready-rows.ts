import { type Columns, type ContentHash, isLookup, type LookupValue, type RowId } from '../domain/index.js';
import { type FacetRow, writtenRows } from '../ledger/index.js';
import { facetHash } from './facet-hash.js';
import { storeUnits } from './plan-object.js';
import { planUnits, type Unit } from './units.js';
import type { World } from './world.js';

/** A row whose facet can be written now. */
export interface ReadyRow {
  readonly row: FacetRow;
  readonly unit: Unit;
  readonly columns: Columns;
  readonly desired: ContentHash;
}

/**
 * Computes what rows should hold, afresh from their sources: desired is not stored. Three things can keep a row back: its unit is no longer to be written
 * (held meanwhile), its source changed since it was planned (then the plan is stored again), or it refers to a row that is not written yet (it waits).
 */
export async function readyRows(
  world: World,
  rows: readonly FacetRow[],
  options: { pass: string; sampleOnly: boolean },
): Promise<{ ready: ReadyRow[]; waiting: number }> {
  const units = await unitsOf(world, rows);
  const replanned = new Set<Unit>();
  const candidates: ReadyRow[] = [];
  for (const row of rows) {
    const unit = units.get(row.sourceKey);
    const planned = unit?.plan.kind === 'rows' ? unit.plan.rows.find(({ table, id }) => table === row.table && id === row.id) : undefined;
    const columns = planned?.facets[row.facet];
    if (unit === undefined || columns === undefined) {
      if (unit !== undefined) replanned.add(unit);
      continue;
    }
    const desired = facetHash(world.scene.ledger, row.table, columns);
    if (desired === row.desired) candidates.push({ row, unit, columns, desired });
    else replanned.add(unit);
  }
  if (replanned.size > 0) await storeUnits(world, [...replanned], options);

  const written = await writtenReferences(world, candidates);
  const ready = candidates.filter(({ columns, row }) => references(columns).every((ref) => written(ref) || isSelf(ref, row)));
  return { ready, waiting: candidates.length - ready.length };
}

/** The units that rows belong to, by source key; all rows are of one object. */
export async function unitsOf(world: World, rows: readonly FacetRow[]): Promise<Map<string, Unit>> {
  const [first] = rows;
  if (first === undefined) return new Map();
  const units = await planUnits(world, first.object, [...new Set(rows.map(({ sourceKey }) => sourceKey))]);
  return new Map(units.map((unit) => [unit.key, unit]));
}

/** Tables whose rows this migration makes; a look-up to any other table names a row that is there. */
const ours: ReadonlySet<string> = new Set(['account', 'contact']);

const references = (columns: Columns): LookupValue[] =>
  Object.values(columns).filter((value): value is LookupValue => isLookup(value) && ours.has(value.table));

const isSelf = (ref: LookupValue, row: FacetRow): boolean => ref.table === row.table && ref.id === row.id && row.facet !== 'core';

async function writtenReferences(world: World, rows: readonly ReadyRow[]): Promise<(ref: LookupValue) => boolean> {
  const wanted = new Map<string, Set<RowId>>();
  for (const { columns } of rows) {
    for (const { table, id } of references(columns)) wanted.set(table, (wanted.get(table) ?? new Set()).add(id));
  }
  const there = new Set<string>();
  for (const [table, ids] of wanted) for (const id of await writtenRows(world.scene.ledger, table, [...ids])) there.add(`${table} ${id}`);
  return ({ table, id }) => there.has(`${table} ${id}`);
}
