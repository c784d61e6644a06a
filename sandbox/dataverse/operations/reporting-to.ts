import { storeOf, tableOf, type World } from '../core/world.js';
import type { Row } from '../rows/row.js';
import { column } from '../rows/slots.js';

/** Users whose manager somebody is, and theirs in turn. */
export function reportingTo(world: World, manager: string): Row[] {
  const store = storeOf(world, 'systemuser');
  const above = column(tableOf(world, 'systemuser'), 'parentsystemuserid');
  const found = new Map<string, Row>();
  const waiting = [manager];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const row of store.findByValue(above, at)) {
      if (found.has(row.id)) continue;
      found.set(row.id, row);
      waiting.push(row.id);
    }
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
