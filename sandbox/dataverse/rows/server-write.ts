import { storeOf, tableOf, type World } from '../core/world.js';
import { write } from './slots.js';

/** What the server itself notes on a row that it keeps; nothing happens when the row is gone. */
export function noteOn(world: World, tableName: string, id: string, values: Readonly<Record<string, unknown>>): void {
  const table = tableOf(world, tableName);
  const store = storeOf(world, tableName);
  const row = store.rows.get(id);
  if (row === undefined) return;
  const changed = row.values.slice();
  for (const [name, value] of Object.entries(values)) write(table, changed, name, value);
  world.version += 1;
  store.replace(row, changed, world.version);
}
