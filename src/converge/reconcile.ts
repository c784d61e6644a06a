import type { RowId } from '../domain/index.js';
import { type FacetMark, type FacetRow, markFacets, writtenFacets } from '../ledger/index.js';
import { targetTables } from '../mapping/index.js';
import { outcomeOf, readRows } from './read-back.js';
import { unitsOf } from './ready-rows.js';
import type { Scene } from './scene.js';
import { loadWorld, type World } from './world.js';

/** Rows read at a time, each once for all its facets. */
const roundRows = 1_000;

/** Rows that the books expect in a table, and rows found there. */
export interface TableTally {
  readonly table: string;
  readonly expected: number;
  readonly found: number;
}

/**
 * Reads every row that was written once more, with every mapped column, and holds it against its source: what somebody, or some plug-in, changed after the
 * first read-back shows here. A row of ours that is gone or changed by others is `conflicted`; one that nobody touched and that differs is `differs`.
 */
export async function reconcile(
  scene: Scene,
  signal: AbortSignal,
): Promise<{ readonly rows: number; readonly tables: readonly TableTally[] }> {
  let rows = 0;
  const tables: { table: string; expected: number; found: number }[] = [];
  for (const { table, object } of targetTables(scene.doc)) {
    const world = await loadWorld(scene, object, signal);
    const tally = { table, expected: 0, found: 0 };
    tables.push(tally);
    let afterId: RowId | undefined;
    for (;;) {
      signal.throwIfAborted();
      const page = await writtenFacets(scene.ledger, { table, limit: roundRows, ...(afterId === undefined ? {} : { afterId }) });
      if (page.length === 0) break;
      afterId = page.at(-1)?.id;
      rows += page.length;
      const there = await check(world, table, page);
      const made = page.filter(({ facet }) => facet === 'core');
      tally.expected += made.length;
      tally.found += made.filter(({ id }) => there.has(id)).length;
    }
  }
  return { rows, tables };
}

/** Judges facets by what their rows hold now; answers the rows that are there. */
async function check(world: World, table: string, rows: readonly FacetRow[]): Promise<ReadonlySet<RowId>> {
  const read = await readRows(world, table, [...new Set(rows.map(({ id }) => id))]);
  const units = await unitsOf(world, rows);
  const marks: FacetMark[] = [];
  for (const row of rows) {
    const { facet } = row;
    const back = read.get(row.id);
    const unit = units.get(row.sourceKey);
    if (back === undefined) {
      marks.push({ table, id: row.id, facet, state: 'conflicted', code: 'deleted', detail: 'Somebody deleted the row in Dynamics.' });
      continue;
    }
    if (unit === undefined || unit.plan.kind !== 'rows' || row.desired === null) continue; // left Actimo, or held meanwhile: nothing to hold it against
    const outcome = outcomeOf({ id: row.id, table, part: row.part, facet, unit }, back, false);
    if (outcome.outcome === 'verified') {
      if (row.state !== 'verified' || row.version !== back.version)
        marks.push({ table, id: row.id, facet, state: 'verified', desired: row.desired, version: back.version });
    } else {
      const others = row.version !== null && row.version !== back.version;
      marks.push({
        table,
        id: row.id,
        facet,
        state: others ? 'conflicted' : 'differs',
        code: others ? 'changed' : 'differs',
        detail: outcome.detail ?? 'Reads back differently.',
      });
    }
  }
  await markFacets(world.scene.ledger, marks);
  return new Set(read.keys());
}
