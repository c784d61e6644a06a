import type { ObjectName, RowId, SourceKey } from '../domain/index.js';
import { type FacetRow, writtenFacets } from '../ledger/index.js';
import { type FieldVerdict, targetTables } from '../mapping/index.js';
import { readRows, verdictsOf } from './read-back.js';
import { unitsOf } from './ready-rows.js';
import type { Scene } from './scene.js';
import { loadWorld } from './world.js';

/** Every verdict on one facet of one sampled row, with the values: personal data, for the sample document only. */
export interface RowVerdicts {
  readonly object: ObjectName;
  readonly key: SourceKey;
  readonly table: string;
  readonly id: RowId;
  readonly verdicts: readonly FieldVerdict[];
}

const roundRows = 500;

/** Reads the sample back once more and holds every field against its source, for people to look at. */
export async function* verifySample(scene: Scene, signal: AbortSignal): AsyncGenerator<RowVerdicts> {
  for (const { table, object } of targetTables(scene.doc)) {
    const world = await loadWorld(scene, object, signal);
    let afterId: RowId | undefined;
    for (;;) {
      const page: readonly FacetRow[] = await writtenFacets(scene.ledger, {
        table,
        sampleOnly: true,
        limit: roundRows,
        ...(afterId === undefined ? {} : { afterId }),
      });
      if (page.length === 0) break;
      afterId = page.at(-1)?.id;
      const read = await readRows(world, table, [...new Set(page.map(({ id }) => id))]);
      const units = await unitsOf(world, page);
      for (const row of page) {
        const unit = units.get(row.sourceKey);
        const back = read.get(row.id);
        if (unit === undefined || unit.plan.kind !== 'rows' || back === undefined) continue;
        const created = row.origin === 'created' && row.facet === 'core';
        yield {
          object,
          key: row.sourceKey,
          table,
          id: row.id,
          verdicts: verdictsOf({ id: row.id, table, part: row.part, facet: row.facet, unit }, back.columns, created),
        };
      }
    }
  }
}
