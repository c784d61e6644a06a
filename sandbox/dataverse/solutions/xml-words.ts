import type { ColumnType, Requirement } from '../metadata/types.js';

/** Words that packages have for what the API calls otherwise. */
export const columnTypes: Readonly<Record<ColumnType, string>> = {
  String: 'nvarchar',
  Memo: 'ntext',
  Integer: 'int',
  BigInt: 'bigint',
  Decimal: 'decimal',
  Double: 'float',
  Money: 'money',
  DateTime: 'datetime',
  Boolean: 'bit',
  Picklist: 'picklist',
  MultiSelectPicklist: 'multiselectpicklist',
  State: 'state',
  Status: 'status',
  Lookup: 'lookup',
  Customer: 'customer',
  Owner: 'owner',
  Uniqueidentifier: 'primarykey',
  EntityName: 'entityname',
  File: 'file',
  Image: 'image',
  PartyList: 'partylist',
  Virtual: 'virtual',
};

export const requirements: Readonly<Record<Requirement, string>> = {
  None: 'none',
  Recommended: 'recommended',
  ApplicationRequired: 'required',
  SystemRequired: 'systemrequired',
};

export const flagText = (value: boolean): string => (value ? '1' : '0');

/** The API's word for a package's, found by turning a list round. */
export function wordFor<K extends string>(words: Readonly<Record<K, string>>, text: string | undefined): K | undefined {
  return (Object.keys(words) as K[]).find((word) => words[word] === text);
}
