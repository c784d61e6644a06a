import { DataverseFault } from '../core/errors.js';
import type { World } from '../core/world.js';
import { dropChoice, dropColumnAndLinks, dropKey, dropRelationship, dropTable } from '../metadata/remove.js';
import type { Table } from '../metadata/types.js';
import { type Part, partOf } from './components.js';
import { blocking } from './dependencies.js';
import { itemOf } from './refuse.js';

interface Item {
  readonly metadataId: string;
  readonly solution: string | null;
}

/** Takes definitions out of the environment, with rows and values, in the order in which they need each other. */
export function dropWhere(world: World, isOne: (item: Item) => boolean): void {
  const { metadata } = world;
  const tables = [...metadata.tables.values()];
  for (const table of tables) for (const key of table.keys.filter(isOne)) dropKey(world, table, key);
  for (const one of [...metadata.relationships.values()].filter((relationship) => relationship.custom && isOne(relationship)))
    if (metadata.tables.get(one.referencingEntity)?.columns.get(one.referencingAttribute)?.custom !== false) dropRelationship(world, one);
  for (const one of [...metadata.manyToMany.values()].filter((relationship) => relationship.custom && isOne(relationship)))
    dropRelationship(world, one);
  for (const table of tables) for (const column of ownColumns(table).filter(isOne)) dropColumnAndLinks(world, table, column);
  for (const table of tables) if (table.custom && isOne(table)) dropTable(world, table);
  for (const set of [...metadata.optionSets.values()].filter(isOne)) dropChoice(world, set);
}

/** Columns that can go by themselves. */
const ownColumns = (table: Table) =>
  [...table.columns.values()].filter((column) => column.custom && !column.primaryId && !column.primaryName && column.attributeOf === null);

/** Throws when something that is not part of the managed solution needs something that is. */
export function refuseUninstall(world: World, solution: string): void {
  const { metadata } = world;
  const parts: Exclude<Part, { kind: 'role' }>[] = [
    ...[...metadata.tables.values()].flatMap((table) => [
      { kind: 'table' as const, table },
      ...[...table.columns.values()].map((column) => ({ kind: 'column' as const, table, column })),
    ]),
    ...[...metadata.optionSets.values()].map((set) => ({ kind: 'choice' as const, set })),
  ];
  for (const part of parts.filter((one) => itemOf(one).solution === solution)) {
    for (const component of blocking(world, part)) {
      const found = partOf(world, component);
      if (found !== null && found.kind !== 'role' && itemOf(found).solution !== solution) {
        throw new DataverseFault(
          400,
          '0x8004f01f',
          `The solution cannot be uninstalled: ${itemOf(part).metadataId} is referenced by ${component.id}, which is not part of it.`,
        );
      }
    }
  }
}
