import { DataverseFault, faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { Json } from './describe.js';
import type { Cascade, CascadeConfiguration, Relationship } from './types.js';

const cascades: Readonly<Record<keyof CascadeConfiguration, readonly Cascade[]>> = {
  Assign: ['Cascade', 'NoCascade', 'Active', 'UserOwned'],
  Delete: ['Cascade', 'RemoveLink', 'Restrict'],
  Merge: ['Cascade', 'NoCascade'],
  Reparent: ['Cascade', 'NoCascade', 'Active', 'UserOwned'],
  Share: ['Cascade', 'NoCascade', 'Active', 'UserOwned'],
  Unshare: ['Cascade', 'NoCascade', 'Active', 'UserOwned'],
};
const defaults: CascadeConfiguration = {
  Assign: 'NoCascade',
  Delete: 'RemoveLink',
  Merge: 'NoCascade',
  Reparent: 'NoCascade',
  Share: 'NoCascade',
  Unshare: 'NoCascade',
};

/** The cascades that a body asks for. A table has one parent of its own making at most; `besides`: the relationship whose cascades they are. */
export function readCascade(world: World, body: Json | undefined, referencing: string, besides?: Relationship): CascadeConfiguration {
  const result: Record<string, Cascade> = { ...defaults };
  for (const [name, allowed] of Object.entries(cascades)) {
    const value = body?.[name];
    if (value === undefined || value === null) continue;
    if (!allowed.includes(value as Cascade)) throw faults.argument(`'${String(value)}' is no cascade of ${name}.`);
    result[name] = value as Cascade;
  }
  const parental = result.Delete === 'Cascade' && result.Assign === 'Cascade' && result.Reparent === 'Cascade';
  if (
    parental &&
    world.metadata
      .manyToOne(referencing)
      .some((one) => one.cascade.Delete === 'Cascade' && one.cascade.Assign === 'Cascade' && one.custom && one !== besides)
  ) {
    throw new DataverseFault(400, '0x80047007', `The table ${referencing} has a parental relationship already.`);
  }
  return result as unknown as CascadeConfiguration;
}
