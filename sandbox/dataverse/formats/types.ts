import type { World } from '../core/world.js';
import { targetOf } from '../csdl/entity-types.js';
import { modelMembers, modelSets } from '../csdl/model-types.js';
import type { Property, Table } from '../metadata/types.js';
import { complexTypes } from '../operations/complex-types.js';
import { edmType } from '../rows/values.js';

/** What a piece of JSON is: a row, a structure, or a value. Null: nothing is known of it. */
export type JsonType =
  | { readonly kind: 'row'; readonly table: Table }
  | { readonly kind: 'structure'; readonly members: (name: string) => string | undefined; readonly name: string }
  | { readonly kind: 'value'; readonly edm: string; readonly many?: boolean }
  /** Users and teams: which of them says its own type. */
  | { readonly kind: 'principal' }
  | null;

const namespace = /^#?(?:Microsoft\.Dynamics\.CRM|mscrm)\./;

/** A type as `$metadata` writes it, of one item where it is a collection: `Edm.Guid!`, `mscrm.contact`, `Collection(mscrm.Label)`. */
export function typeNamed(world: World, written: string): JsonType {
  const text = written.replace(/!$/, '').replace(/^#?Collection\((.*)\)$/, '$1');
  if (text.startsWith('Edm.')) return { kind: 'value', edm: text, many: /^#?Collection\(/.test(written) };
  if (!namespace.test(text)) return null;
  const name = text.replace(namespace, '');
  const table = world.metadata.tables.get(name);
  if (table !== undefined) return { kind: 'row', table };
  const complex = complexTypes[name];
  if (complex !== undefined) return { kind: 'structure', name, members: (member) => complex[member] };
  const model = modelMembers(name);
  return model === null ? null : { kind: 'structure', name, members: (member) => model[member] };
}

/** What a member of something is. */
export function memberType(world: World, type: JsonType, name: string): JsonType {
  if (type === null || type.kind === 'value' || type.kind === 'principal') return null;
  if (type.kind === 'structure') {
    const member = type.members(name);
    return member === undefined ? null : typeNamed(world, member);
  }
  return propertyType(world, world.metadata.properties(type.table).get(name));
}

export function propertyType(world: World, property: Property | undefined): JsonType {
  if (property === undefined || property.kind === 'bind') return null;
  if (property.kind === 'value') return { kind: 'value', edm: 'Edm.Guid' };
  if (property.kind === 'column') return { kind: 'value', edm: edmType(property.column) };
  if (property.kind === 'nav' && property.target === null) return { kind: 'principal' };
  const table = targetOf({ world }, property);
  return table === null ? null : { kind: 'row', table };
}

/** What an answer is, by the address in its `@odata.context`. */
export function typeOfContext(world: World, context: string): JsonType {
  const fragment = context.slice(context.indexOf('#') + 1);
  if (!context.includes('#')) return null;
  if (namespace.test(fragment) || fragment.startsWith('Collection(')) return typeNamed(world, fragment);
  const match = /^(\w+)(?:\((.*)\))?(?:\/(\$entity|\$delta|\w+))?$/s.exec(fragment);
  const [, set = '', , below] = match ?? [];
  const model = modelSets[set];
  if (model !== undefined) return below === undefined || below === '$entity' ? typeNamed(world, `mscrm.${model}`) : null;
  const table = world.metadata.bySet(set);
  if (table === undefined) return null;
  if (below === undefined || below.startsWith('$')) return { kind: 'row', table };
  return propertyType(world, world.metadata.properties(table).get(below));
}
