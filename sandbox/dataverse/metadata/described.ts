import { storeOf, type World } from '../core/world.js';
import type { Json } from './describe.js';

interface Told {
  readonly key: string;
  readonly json: Json;
}

/** Everything that a description depends on besides what is described. */
const keyOf = (world: World): string =>
  `${world.metadata.version} ${storeOf(world, 'solution').changes} ${storeOf(world, 'privilege').changes}`;

/** Remembers what was told of a definition until anything is customized: lists of definitions are long, and asked for again and again. */
export function remembering<T extends object>(describe: (world: World, one: T) => Json): (world: World, one: T) => Json {
  const told = new WeakMap<T, Told>();
  return (world, one) => {
    const key = keyOf(world);
    let known = told.get(one);
    if (known?.key !== key) {
      known = { key, json: describe(world, one) };
      told.set(one, known);
    }
    return known.json;
  };
}
