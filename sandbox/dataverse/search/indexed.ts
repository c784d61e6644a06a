import { storeOf, tableOf, type World } from '../core/world.js';
import { readXml } from '../core/xml-tree.js';
import type { Column, Table } from '../metadata/types.js';
import { read } from '../rows/slots.js';

/** What the search index holds of a table: which columns are searched and which are shown without being asked for. */
export interface Indexed {
  readonly table: Table;
  readonly name: Column;
  readonly find: readonly Column[];
  readonly shown: readonly Column[];
  /** All columns that a request may name. */
  readonly columns: ReadonlyMap<string, Column>;
}

/** Columns that are in the index of every table. */
const common = ['ownerid', 'owningbusinessunit', 'statecode', 'statuscode', 'createdon', 'modifiedon', 'versionnumber'];

/** Tables that are searched, each with the columns of its quick-find view. */
export function indexedTables(world: World): Indexed[] {
  return [...world.metadata.tables.values()].flatMap((table) => {
    const name = table.primaryName === null ? undefined : table.columns.get(table.primaryName);
    if (!table.searched || name === undefined || table.visibleAt > world.clock.now()) return [];
    const view = quickFind(world, table);
    const named = (names: readonly string[]) => names.map((one) => table.columns.get(one)).filter((column) => column !== undefined);
    const find = named(view.find);
    const shown = [...new Set([name, ...named(view.shown)])].filter((column) => !column.primaryId);
    const columns = new Map([...named([table.primaryId, ...common]), ...find, ...shown].map((column) => [column.logicalName, column]));
    return [{ table, name, find: find.length === 0 ? [name] : find, shown, columns }];
  });
}

/** The columns that a table's quick-find view searches and shows; without one nothing but the primary name. */
function quickFind(world: World, table: Table): { find: readonly string[]; shown: readonly string[] } {
  const views = tableOf(world, 'savedquery');
  for (const { values } of storeOf(world, 'savedquery').rows.values()) {
    if (read(views, values, 'isquickfindquery') !== true || read(views, values, 'returnedtypecode') !== table.logicalName) continue;
    const entity = readXml(String(read(views, values, 'fetchxml')))?.children.find((child) => child.name === 'entity');
    const inside = (
      element: { children: readonly { name: string; attributes: ReadonlyMap<string, string> }[] } | undefined,
      kind: string,
    ) => element?.children.filter((child) => child.name === kind).map((child) => child.attributes) ?? [];
    const filter = entity?.children.find((child) => child.name === 'filter' && child.attributes.get('isquickfindfields') === '1');
    return {
      find: inside(filter, 'condition').map((condition) => condition.get('attribute') ?? ''),
      shown: inside(entity, 'attribute').map((attribute) => attribute.get('name') ?? ''),
    };
  }
  return { find: [], shown: [] };
}
