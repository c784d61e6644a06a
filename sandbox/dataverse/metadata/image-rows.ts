import { storeOf, tableOf, type World } from '../core/world.js';
import { Row } from '../rows/row.js';
import { write } from '../rows/slots.js';

/** Writes down as rows which image columns there are and which of them stand for their tables (docs/facts/dataverse.md §7 "Image columns"). */
export function putImageRows(world: World): void {
  replaceRows(world, 'attributeimageconfig', function* () {
    for (const table of world.metadata.tables.values()) {
      for (const column of table.columns.values()) {
        if (column.type !== 'Image') continue;
        yield {
          id: column.metadataId,
          parententitylogicalname: table.logicalName,
          attributelogicalname: column.logicalName,
          canstorefullimage: column.canStoreFullImage,
        };
      }
    }
  });
  replaceRows(world, 'entityimageconfig', function* () {
    for (const table of world.metadata.tables.values()) {
      if (table.primaryImage === null) continue;
      yield { id: table.metadataId, parententitylogicalname: table.logicalName, primaryimageattribute: table.primaryImage };
    }
  });
}

function replaceRows(world: World, name: string, make: () => Iterable<{ readonly id: string; readonly [column: string]: unknown }>): void {
  const table = tableOf(world, name);
  const store = storeOf(world, name);
  const left = new Set(store.rows.values());
  for (const { id, ...columns } of make()) {
    const values: unknown[] = new Array(table.width).fill(null);
    write(table, values, table.primaryId, id);
    for (const [column, value] of Object.entries(columns)) write(table, values, column, value);
    const known = store.rows.get(id);
    if (known !== undefined) {
      left.delete(known);
      if (known.values.every((value, slot) => value === values[slot])) continue;
    }
    world.version += 1;
    if (known === undefined) store.insert(new Row(id, world.version, values));
    else store.replace(known, values, world.version);
  }
  for (const gone of left) store.remove(gone);
}
