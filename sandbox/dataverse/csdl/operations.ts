import type { Element } from '../core/xml.js';
import { type CustomApi, customApis, resultTypes } from '../custom-apis/definition.js';
import { complexTypes, enumTypes } from '../operations/complex-types.js';
import {
  actionSignatures,
  boundActionSignatures,
  boundFunctionSignatures,
  functionSignatures,
  type Signature,
} from '../operations/signatures.js';
import { isVisible, type View } from './entity-types.js';
import { typeAttributes } from './type-attributes.js';

/** Operations that somebody has added, private ones aside. */
const shown = (view: View): CustomApi[] => customApis(view.world).filter((api) => !api.isPrivate);

export const complexTypeElements = (view: View): Element[] => [
  ...Object.entries(complexTypes).map(([name, members]) => ({ '@Name': name, Property: typed(members) })),
  ...shown(view)
    .filter((api) => api.results.length > 0)
    .map((api) => ({ '@Name': `${api.name}Response`, Property: typed(resultTypes(view.world, api)) })),
];

export const enumTypeElements = (): Element[] =>
  Object.entries(enumTypes).map(([name, members]) => ({
    '@Name': name,
    Member: Object.entries(members).map(([member, value]) => ({ '@Name': member, '@Value': value })),
  }));

const typed = (members: Readonly<Record<string, string>>): Element[] =>
  Object.entries(members).map(([name, type]) => ({ '@Name': name, ...typeAttributes(type) }));

function operation(name: string, { bound, parameters, returns }: Signature, ofSet = false): Element {
  const binding = bound === undefined ? {} : ofSet ? { entityset: `Collection(mscrm.${bound})!` } : { entity: `mscrm.${bound}!` };
  return {
    '@Name': name,
    ...(bound === undefined ? {} : { '@IsBound': 'true' }),
    Parameter: typed({ ...binding, ...parameters }),
    ...(returns === undefined ? {} : { ReturnType: typeAttributes(returns) }),
  };
}

const declared = (signatures: Readonly<Record<string, Signature>>): Element[] =>
  Object.entries(signatures).map(([name, signature]) => operation(name, signature));

export const functionElements = (view: View): Element[] => [
  ...declared(functionSignatures),
  ...declared(boundFunctionSignatures),
  ...customElements(view, true),
];

export const actionElements = (view: View): Element[] => [
  ...declared(actionSignatures),
  ...declared(boundActionSignatures),
  ...bulkActions(view),
  ...customElements(view, false),
];

const customElements = (view: View, functions: boolean): Element[] =>
  shown(view)
    .filter((api) => api.isFunction === functions)
    .map((api) => operation(api.name, api.signature, api.binding === 'set'));

/** Bulk messages are bound to the set of each table that takes them. */
function bulkActions(view: View): Element[] {
  const elements: Element[] = [];
  for (const table of view.world.metadata.tables.values()) {
    if (!isVisible(view, table)) continue;
    const rows = `Collection(mscrm.${table.logicalName})!`;
    for (const message of table.messages) {
      elements.push({
        '@Name': message,
        '@IsBound': 'true',
        Parameter: typed({ entityset: rows, Targets: rows }),
        ...(message === 'CreateMultiple' ? { ReturnType: typeAttributes('mscrm.CreateMultipleResponse!') } : {}),
      });
    }
  }
  return elements;
}

const unbound = (view: View, functions: boolean): string[] =>
  shown(view)
    .filter((api) => api.isFunction === functions && api.binding === 'none')
    .map((api) => api.name);

/** What can be called without a row: the container names it once more. */
export const imports = (view: View): { readonly ActionImport: Element[]; readonly FunctionImport: Element[] } => ({
  ActionImport: [...Object.keys(actionSignatures), ...unbound(view, false)].map((name) => ({ '@Name': name, '@Action': `mscrm.${name}` })),
  FunctionImport: [...Object.keys(functionSignatures), ...unbound(view, true)].map((name) => ({
    '@Name': name,
    '@Function': `mscrm.${name}`,
  })),
});
