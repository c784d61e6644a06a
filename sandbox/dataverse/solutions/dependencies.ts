import type { World } from '../core/world.js';
import type { Column, ManyToMany, Relationship, Table } from '../metadata/types.js';
import { type Component, componentTypes, type Part } from './components.js';

const component = (kind: keyof typeof componentTypes, id: string): Component => ({ type: componentTypes[kind], id });

/** A look-up that somebody made, not one that came with notes, activities or connections. */
const ownLookup = (world: World, relationship: Relationship): Column | undefined => {
  const column = world.metadata.tables.get(relationship.referencingEntity)?.columns.get(relationship.referencingAttribute);
  return column?.custom === true ? column : undefined;
};

const keysOver = (table: Table | undefined, column: Column): Component[] =>
  (table?.keys ?? []).filter((key) => key.columns.includes(column)).map((key) => component('key', key.metadataId));

/** What stands in the way of deleting something (docs/facts/dataverse.md §6 "Removal"): a DELETE refuses for these, and `RetrieveDependenciesForDelete` names them. */
export function blocking(world: World, part: Part): Component[] {
  const { metadata } = world;
  switch (part.kind) {
    case 'table': {
      const name = part.table.logicalName;
      const pointing = metadata.oneToMany(name).filter((one) => one.referencingEntity !== name);
      // What associates its rows with others goes with it (SAMPLES `MetadataOperations`).
      return unique(pointing.flatMap((one) => ownLookup(world, one) ?? []).map((column) => component('column', column.metadataId)));
    }
    case 'column':
      return keysOver(part.table, part.column);
    case 'relationship': {
      const { relationship } = part;
      if (!('referencedEntity' in relationship)) return [];
      const table = metadata.tables.get(relationship.referencingEntity);
      const column = table?.columns.get(relationship.referencingAttribute);
      return column === undefined ? [] : keysOver(table, column);
    }
    case 'choice': {
      const using: Component[] = [];
      for (const table of metadata.tables.values())
        for (const column of table.columns.values())
          if (column.globalOptionSet && column.optionSetId === part.set.metadataId) using.push(component('column', column.metadataId));
      return using;
    }
    default:
      return [];
  }
}

const manyOf = (world: World, { logicalName }: Table): ManyToMany[] =>
  [...world.metadata.manyToMany.values()].filter(({ entity1, entity2 }) => entity1 === logicalName || entity2 === logicalName);

/** What depends on something, be it in its way or deleted along with it. */
export function dependents(world: World, part: Part): Component[] {
  const { metadata } = world;
  const along =
    part.kind === 'table'
      ? [...metadata.oneToMany(part.table.logicalName), ...metadata.manyToOne(part.table.logicalName), ...manyOf(world, part.table)].filter(
          (one) => one.custom,
        )
      : part.kind === 'column'
        ? metadata.manyToOne(part.table.logicalName).filter((one) => one.custom && one.referencingAttribute === part.column.logicalName)
        : [];
  return unique([...blocking(world, part), ...along.map((one) => component('relationship', one.metadataId))]);
}

/** What something cannot be without. */
export function required(world: World, part: Part): Component[] {
  const { metadata } = world;
  const tables = (...names: readonly string[]): Component[] =>
    names.flatMap((name) => metadata.tables.get(name) ?? []).map((table) => component('table', table.metadataId));
  switch (part.kind) {
    case 'column': {
      const { column } = part;
      const choice = column.globalOptionSet && column.optionSetId !== null ? [component('choice', column.optionSetId)] : [];
      return unique([...choice, ...(column.custom ? tables(part.table.logicalName, ...column.targets) : [])]);
    }
    case 'key':
      return unique([...tables(part.table.logicalName), ...part.key.columns.map((column) => component('column', column.metadataId))]);
    case 'relationship': {
      const { relationship } = part;
      if (!('referencedEntity' in relationship)) return unique(tables(relationship.entity1, relationship.entity2));
      const column = ownLookup(world, relationship);
      return unique([
        ...tables(relationship.referencedEntity, relationship.referencingEntity),
        ...(column === undefined ? [] : [component('column', column.metadataId)]),
      ]);
    }
    default:
      return [];
  }
}

const unique = (components: readonly Component[]): Component[] => [
  ...new Map(components.map((one) => [`${one.type}:${one.id}`, one])).values(),
];
