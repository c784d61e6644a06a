import type { SchemaDesign, SchemaDifference } from '../../domain/index.js';
import type { Http } from '../http.js';
import type { Json } from '../json-answer.js';
import { type EntityFacts, readColumns } from '../read-metadata.js';
import type { ColumnMetadata } from '../table-metadata.js';
import { compareColumn, compareConnectionRole, compareKey, compareLookup, compareTable, missing } from './compare.js';
import { type FoundKey, type FoundLookup, findConnectionRole, findKeys, findLookups, findSecurityRole, findTable } from './found.js';
import { logicalName, spoken } from './names.js';

/** Everything of a design that is there, as it is. */
export interface Inventory {
  readonly tables: ReadonlyMap<string, EntityFacts>;
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, ColumnMetadata>>;
  readonly keys: ReadonlyMap<string, readonly FoundKey[]>;
  readonly lookups: ReadonlyMap<string, readonly FoundLookup[]>;
  readonly connectionRoles: ReadonlyMap<string, Json>;
  readonly securityRole: Json | undefined;
}

export interface InventoryContext {
  readonly http: Http;
  readonly language: number;
  readonly businessUnit: string;
  readonly signal: AbortSignal | undefined;
}

/** Tables that the design makes or adds to, in a steady order. */
const tablesOf = (design: SchemaDesign): string[] => [
  ...new Set([
    ...design.tables.map((table) => logicalName(table.schemaName)),
    ...design.columns.map((column) => column.table),
    ...design.keys.map((key) => key.table),
    ...design.lookups.flatMap((lookup) => [lookup.referencingTable, lookup.referencedTable]),
  ]),
];

export async function takeInventory(design: SchemaDesign, { http, language, businessUnit, signal }: InventoryContext): Promise<Inventory> {
  const tables = new Map<string, EntityFacts>();
  const columns = new Map<string, ReadonlyMap<string, ColumnMetadata>>();
  const keys = new Map<string, readonly FoundKey[]>();
  const lookups = new Map<string, readonly FoundLookup[]>();
  for (const name of tablesOf(design)) {
    const table = await findTable(http, name, signal);
    if (table === undefined) continue;
    tables.set(name, table);
    columns.set(name, await readColumns(http, name, language, { signal, strong: true }));
    if (design.keys.some((key) => key.table === name)) keys.set(name, await findKeys(http, name, signal));
    if (design.lookups.some((lookup) => lookup.referencingTable === name)) lookups.set(name, await findLookups(http, name, signal));
  }
  const connectionRoles = new Map<string, Json>();
  for (const { name } of design.connectionRoles) {
    const role = await findConnectionRole(http, name, signal);
    if (role !== undefined) connectionRoles.set(name, role);
  }
  const securityRole = design.securityRole && (await findSecurityRole(http, design.securityRole.name, businessUnit, signal));
  return { tables, columns, keys, lookups, connectionRoles, securityRole };
}

/** Publisher and solution are packaging: whoever made the parts may have used their own, so they are not compared. */
export function compareAll(design: SchemaDesign, there: Inventory): SchemaDifference[] {
  const role = design.securityRole;
  const differences = [
    ...design.tables.flatMap((table) => {
      const name = logicalName(table.schemaName);
      const { schemaName, maxLength } = table.primaryName;
      const own = compareTable(table, there.tables.get(name));
      return own !== undefined
        ? [own]
        : [compareColumn(name, schemaName, { kind: 'string', maxLength }, there.columns.get(name)?.get(logicalName(schemaName)))];
    }),
    ...design.columns.map((column) =>
      compareColumn(column.table, column.schemaName, column.type, there.columns.get(column.table)?.get(logicalName(column.schemaName))),
    ),
    ...design.keys.map((key) =>
      compareKey(
        key,
        there.keys.get(key.table)?.find(({ name }) => name === logicalName(key.schemaName)),
      ),
    ),
    ...design.lookups.map((lookup) =>
      compareLookup(
        lookup,
        there.lookups.get(lookup.referencingTable)?.find(({ name }) => name === lookup.schemaName),
      ),
    ),
    ...design.connectionRoles.map((one) => compareConnectionRole(one, there.connectionRoles.get(one.name))),
    role !== undefined && there.securityRole === undefined
      ? { part: spoken('securityRole', role.name), wanted: `access to ${role.tables.join(', ')}`, found: missing }
      : undefined,
  ];
  return differences.filter((difference) => difference !== undefined);
}
