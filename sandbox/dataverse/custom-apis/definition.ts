import { storeOf, tableOf, type World } from '../core/world.js';
import type { Signature, TypeName } from '../operations/signatures.js';
import type { Row } from '../rows/row.js';
import { read } from '../rows/slots.js';

/** A custom API as it is called. */
export interface CustomApi {
  readonly name: string;
  readonly displayName: string;
  readonly isFunction: boolean;
  /** `$metadata` does not tell of it. */
  readonly isPrivate: boolean;
  readonly binding: 'none' | 'row' | 'set';
  readonly privilege: string | null;
  readonly signature: Signature;
  /** Names of what it answers. */
  readonly results: readonly string[];
}

const bindings = ['none', 'row', 'set'] as const;

/** Active custom APIs of the environment. */
export function customApis(world: World): CustomApi[] {
  const table = tableOf(world, 'customapi');
  return [...storeOf(world, 'customapi').rows.values()].flatMap((row) =>
    read(table, row.values, 'statecode') === 0 ? [definitionOf(world, row)] : [],
  );
}

/** The custom API of a name, bound to this table or to none. */
export const customApi = (world: World, name: string, binding: CustomApi['binding'], bound: string | null): CustomApi | undefined =>
  customApis(world).find((api) => api.name === name && api.binding === binding && (bound === null || api.signature.bound === bound));

function definitionOf(world: World, row: Row): CustomApi {
  const table = tableOf(world, 'customapi');
  const text = (name: string): string => String(read(table, row.values, name) ?? '');
  const binding = bindings[Number(read(table, row.values, 'bindingtype'))] ?? 'none';
  const results = parts(world, 'customapiresponseproperty', row.id);
  const name = text('uniquename');
  return {
    name,
    displayName: text('displayname'),
    isFunction: read(table, row.values, 'isfunction') === true,
    isPrivate: read(table, row.values, 'isprivate') === true,
    binding,
    privilege: text('executeprivilegename') === '' ? null : text('executeprivilegename'),
    signature: {
      ...(binding === 'none' ? {} : { bound: text('boundentitylogicalname') }),
      parameters: Object.fromEntries(parts(world, 'customapirequestparameter', row.id)),
      ...(results.length === 0 ? {} : { returns: `mscrm.${name}Response!` }),
    },
    results: results.map(([result]) => result),
  };
}

/** Members of the complex type that a custom API answers with. */
export const resultTypes = (world: World, api: CustomApi): Readonly<Record<string, TypeName>> => {
  const table = tableOf(world, 'customapi');
  const row = [...storeOf(world, 'customapi').rows.values()].find(({ values }) => read(table, values, 'uniquename') === api.name);
  return row === undefined ? {} : Object.fromEntries(parts(world, 'customapiresponseproperty', row.id));
};

/** Parameters or results of a custom API: name and type, in order of their names. */
function parts(world: World, tableName: 'customapirequestparameter' | 'customapiresponseproperty', api: string): [string, TypeName][] {
  const table = tableOf(world, tableName);
  const found = [...storeOf(world, tableName).rows.values()].filter(
    ({ values }) => read(table, values, 'customapiid') === api && read(table, values, 'statecode') === 0,
  );
  return found
    .map(({ values }): [string, TypeName] => {
      const required = tableName === 'customapirequestparameter' && read(table, values, 'isoptional') !== true;
      const type = typeOf(Number(read(table, values, 'type')), read(table, values, 'logicalentityname'));
      return [String(read(table, values, 'uniquename')), required ? `${type}!` : type];
    })
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

function typeOf(type: number, entity: unknown): TypeName {
  const row = `mscrm.${typeof entity === 'string' ? entity : 'crmbaseentity'}`;
  const names: Readonly<Record<number, TypeName>> = {
    0: 'Edm.Boolean',
    1: 'Edm.DateTimeOffset',
    2: 'Edm.Decimal',
    3: row,
    4: `Collection(${row})`,
    5: row,
    6: 'Edm.Double',
    7: 'Edm.Int32',
    8: 'Edm.Decimal',
    9: 'Edm.Int32',
    11: 'Collection(Edm.String)',
    12: 'Edm.Guid',
  };
  return names[type] ?? 'Edm.String';
}
