import { type Caller, demand } from '../../auth/privileges.js';
import { sightOf } from '../../auth/sight.js';
import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import { makeColumn } from '../../metadata/columns.js';
import { guid } from '../../metadata/define.js';
import type { Column, ManyToMany, Table } from '../../metadata/types.js';
import { Row } from '../../rows/row.js';

/** Rows that can be joined, found by the value of a column. */
export interface Source {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column>;
  /** Null for the pairs of a many-to-many relationship, which are no table that one could ask for. */
  readonly table: Table | null;
  readonly byValue: (column: Column, value: unknown) => readonly Row[];
}

/** The table of that name, which the caller must be allowed to read, or the pairs behind the name of an intersect table. */
export function sourceOf(world: World, caller: Caller, name: string, seesAt: number): Source {
  const table = world.metadata.tables.get(name);
  const store = world.stores.get(name);
  if (table !== undefined && store !== undefined && table.visibleAt <= seesAt) {
    demand(world, caller, 'Read', table);
    const sight = sightOf(world, caller, table);
    const seen = (rows: readonly Row[]): readonly Row[] => (sight === null ? rows : sight.all(rows));
    return {
      name,
      table,
      columns: table.columns,
      byValue(column, value) {
        if (!column.primaryId) return seen(store.findByValue(column, value));
        const row = store.rows.get(String(value));
        return row === undefined ? [] : seen([row]);
      },
    };
  }
  for (const relationship of world.metadata.manyToMany.values())
    if (relationship.intersect === name && relationship.visibleAt <= seesAt) return pairsOf(world, relationship);
  throw faults.noTable(name);
}

function pairsOf(world: World, relationship: ManyToMany): Source {
  const { intersect: name, attribute1, attribute2 } = relationship;
  const columns = [attribute1, attribute2].map((attribute, slot) =>
    makeColumn(guid(), {
      metadataId: '',
      table: name,
      schemaName: attribute,
      slot,
      custom: false,
      visibleAt: 0,
      solution: null,
      displayName: {},
      description: {},
    }),
  );
  return {
    name,
    table: null,
    columns: new Map(columns.map((column) => [column.logicalName, column])),
    byValue(column, value) {
      const side = column.slot === 0 ? 1 : 2;
      const id = String(value);
      return [...world.links.of(relationship, side, id)].map((other) => {
        const pair = side === 1 ? [id, other] : [other, id];
        return new Row(pair.join(''), 0, pair);
      });
    },
  };
}
