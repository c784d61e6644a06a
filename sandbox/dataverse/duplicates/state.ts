import { storeOf, tableOf, type World } from '../core/world.js';
import type { Row } from '../rows/row.js';
import { write } from '../rows/slots.js';

/** State and status of a rule. */
export const unpublished = [0, 0] as const;
export const publishing = [0, 1] as const;
export const published = [1, 2] as const;

/** Puts a rule into a state of its own accord, which no client may. */
export function setRuleState(world: World, rule: Row, [state, status]: readonly [number, number]): void {
  const table = tableOf(world, 'duplicaterule');
  const values = rule.values.slice();
  write(table, values, 'statecode', state);
  write(table, values, 'statuscode', status);
  world.version += 1;
  storeOf(world, 'duplicaterule').replace(rule, values, world.version);
}
