import { DataverseFault } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import type { OptionSet } from '../metadata/metadata.js';
import type { Column, Key, ManyToMany, Relationship, Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { read } from '../rows/slots.js';
import { putRow } from '../seed.js';

export interface SolutionFacts {
  readonly id: string;
  readonly uniqueName: string;
  readonly managed: boolean;
  readonly prefix: string;
  /** The first number of the options that are made for it. */
  readonly firstOption: number;
}

export function solutionOf(world: World, uniqueName: unknown): SolutionFacts | null {
  if (typeof uniqueName !== 'string' || uniqueName === '') return null;
  const solutions = tableOf(world, 'solution');
  for (const row of storeOf(world, 'solution').rows.values()) {
    if (String(read(solutions, row.values, 'uniquename')).toLowerCase() !== uniqueName.toLowerCase()) continue;
    const publisher = storeOf(world, 'publisher').rows.get(String(read(solutions, row.values, 'publisherid')));
    const ofPublisher = (name: string): unknown =>
      publisher === undefined ? null : read(tableOf(world, 'publisher'), publisher.values, name);
    return {
      id: row.id,
      uniqueName: String(read(solutions, row.values, 'uniquename')),
      managed: read(solutions, row.values, 'ismanaged') === true,
      prefix: String(ofPublisher('customizationprefix') ?? ''),
      firstOption: Number(ofPublisher('customizationoptionvalueprefix') ?? 10_000) * 10_000,
    };
  }
  throw new DataverseFault(400, '0x80040217', `The solution with unique name '${uniqueName}' does not exist.`);
}

/** Component types of solutions (docs/facts/dataverse.md §6 "Publish, solutions, publishers"). */
export const componentTypes = { table: 1, column: 2, choice: 9, relationship: 10, key: 14, role: 20 } as const;

/** Puts a component into a solution, unless it is in there; answers the row that says so. `behavior`: 0 with what is part of it, 1 without. */
export function putComponent(
  world: World,
  solution: string | null,
  kind: keyof typeof componentTypes,
  id: string,
  behavior: 0 | 1 = 0,
): Row | null {
  if (solution === null) return null;
  const known = componentIn(world, solution, componentTypes[kind], id);
  return (
    known ??
    putRow(world, 'solutioncomponent', {
      solutionid: solution,
      objectid: id,
      componenttype: componentTypes[kind],
      rootcomponentbehavior: behavior,
      ismetadata: kind !== 'role',
    })
  );
}

/** The row by which a component is part of a solution. */
export function componentIn(world: World, solution: string, type: number, id: string): Row | undefined {
  return componentsOf(world, solution).find(({ component }) => component.type === type && component.id === id)?.row;
}

export interface Component {
  readonly type: number;
  readonly id: string;
}

/** What a solution is made of, in the order in which it was put in. */
export function componentsOf(
  world: World,
  solution: string,
): { readonly row: Row; readonly component: Component; readonly behavior: unknown }[] {
  const table = tableOf(world, 'solutioncomponent');
  const lookup = table.columns.get('solutionid');
  if (lookup === undefined) return [];
  return storeOf(world, 'solutioncomponent')
    .findByValue(lookup, solution)
    .map((row) => ({
      row,
      behavior: read(table, row.values, 'rootcomponentbehavior'),
      component: { type: Number(read(table, row.values, 'componenttype')), id: String(read(table, row.values, 'objectid')) },
    }));
}

export function dropComponents(world: World, id: string): void {
  const table = tableOf(world, 'solutioncomponent');
  const store = storeOf(world, 'solutioncomponent');
  for (const row of [...store.rows.values()]) if (read(table, row.values, 'objectid') === id) store.remove(row);
}

/** What a component is. */
export type Part =
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'column'; readonly table: Table; readonly column: Column }
  | { readonly kind: 'choice'; readonly set: OptionSet }
  | { readonly kind: 'relationship'; readonly relationship: Relationship | ManyToMany }
  | { readonly kind: 'key'; readonly table: Table; readonly key: Key }
  | { readonly kind: 'role'; readonly row: Row };

/** Finds a component by its type and id; null: there is none. */
export function partOf(world: World, { type, id }: Component): Part | null {
  const { metadata } = world;
  switch (type) {
    case componentTypes.table: {
      const table = [...metadata.tables.values()].find((one) => one.metadataId === id);
      return table === undefined ? null : { kind: 'table', table };
    }
    case componentTypes.column:
      for (const table of metadata.tables.values())
        for (const column of table.columns.values()) if (column.metadataId === id) return { kind: 'column', table, column };
      return null;
    case componentTypes.choice: {
      const set = [...metadata.optionSets.values()].find((one) => one.metadataId === id);
      return set === undefined ? null : { kind: 'choice', set };
    }
    case componentTypes.relationship: {
      const relationship = metadata.relationshipBy((one) => one.metadataId === id);
      return relationship === undefined ? null : { kind: 'relationship', relationship };
    }
    case componentTypes.key:
      for (const table of metadata.tables.values())
        for (const key of table.keys) if (key.metadataId === id) return { kind: 'key', table, key };
      return null;
    case componentTypes.role: {
      const row = storeOf(world, 'role').rows.get(id);
      return row === undefined ? null : { kind: 'role', row };
    }
    default:
      return null;
  }
}

/** Whether something came with a managed solution: such a thing is changed and removed by solutions only. */
export function isManaged(world: World, { solution }: { readonly solution: string | null }): boolean {
  const row = solution === null ? undefined : storeOf(world, 'solution').rows.get(solution);
  return row !== undefined && read(tableOf(world, 'solution'), row.values, 'ismanaged') === true;
}
