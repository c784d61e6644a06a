import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { Json } from './describe.js';
import { readLabel } from './labels.js';
import type { Menu } from './types.js';

const behaviors: readonly Menu['behavior'][] = ['UseCollectionName', 'UseLabel', 'DoNotDisplay'];
const groups: readonly Menu['group'][] = ['Details', 'Sales', 'Service', 'Marketing'];

/** `AssociatedMenuConfiguration` of a definition; undefined: it has none. */
export function readMenu(world: World, body: unknown): Menu | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { Behavior, Group, Label, Order } = body as Json;
  const behavior = behaviors.find((one) => one === (Behavior ?? 'UseCollectionName'));
  const group = groups.find((one) => one === (Group ?? 'Details'));
  if (behavior === undefined) throw faults.argument(`'${String(Behavior)}' is no behavior of an associated menu.`);
  if (group === undefined) throw faults.argument(`'${String(Group)}' is no group of an associated menu.`);
  const order = Order ?? null;
  if (order !== null && (typeof order !== 'number' || !Number.isInteger(order) || order < 0))
    throw faults.argument(`'${String(Order)}' is no order of an associated menu.`);
  return { behavior, group, label: readLabel(world, Label, 'Label of the associated menu'), order };
}
