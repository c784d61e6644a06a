import { DataverseError } from '../errors.js';
import type { Http } from '../http.js';
import { getAll, type Json } from '../json-answer.js';
import { path, textLiteral } from '../odata.js';
import { type EntityFacts, readEntity } from '../read-metadata.js';

/** What is there of a design: always read past the server's cache, which lags behind what we have just made. */
const strong = { Consistency: 'Strong' };

export const entityPath = (table: string): string => `EntityDefinitions(LogicalName=${textLiteral(table)})`;

export async function findTable(http: Http, table: string, signal: AbortSignal | undefined): Promise<EntityFacts | undefined> {
  try {
    return await readEntity(http, table, { signal, strong: true });
  } catch (error) {
    if (error instanceof DataverseError && error.kind === 'missing') return undefined;
    throw error;
  }
}

export interface FoundKey {
  readonly id: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** Pending, InProgress, Active or Failed. */
  readonly status: string;
}

export async function findKeys(http: Http, table: string, signal: AbortSignal | undefined): Promise<FoundKey[]> {
  const rows = await getAll(http, {
    path: path(`${entityPath(table)}/Keys`, {
      select: ['MetadataId', 'SchemaName', 'LogicalName', 'KeyAttributes', 'EntityKeyIndexStatus'],
    }),
    headers: strong,
    context: { what: `read the keys of table ${table}`, table },
    signal,
  });
  return rows.map((row) => ({
    id: String(row.MetadataId),
    name: String(row.LogicalName ?? row.SchemaName).toLowerCase(),
    columns: (row.KeyAttributes as string[] | undefined) ?? [],
    status: String(row.EntityKeyIndexStatus),
  }));
}

export interface FoundLookup {
  readonly id: string;
  readonly name: string;
  readonly referencedTable: string;
  readonly column: string;
}

export async function findLookups(http: Http, referencingTable: string, signal: AbortSignal | undefined): Promise<FoundLookup[]> {
  const rows = await getAll(http, {
    path: path(`${entityPath(referencingTable)}/ManyToOneRelationships`, {
      select: ['MetadataId', 'SchemaName', 'ReferencedEntity', 'ReferencingAttribute'],
    }),
    headers: strong,
    context: { what: `read the look-ups of table ${referencingTable}`, table: referencingTable },
    signal,
  });
  return rows.map((row) => ({
    id: String(row.MetadataId),
    name: String(row.SchemaName),
    referencedTable: String(row.ReferencedEntity),
    column: String(row.ReferencingAttribute),
  }));
}

/** Rows that describe schema: publishers, solutions, roles. */
async function findRow(
  http: Http,
  set: string,
  select: readonly string[],
  filter: string,
  signal: AbortSignal | undefined,
): Promise<Json | undefined> {
  const rows = await getAll(http, { path: path(set, { select, filter }), headers: strong, context: { what: `read ${set}` }, signal });
  return rows[0];
}

export const findPublisher = (http: Http, name: string, signal: AbortSignal | undefined) =>
  findRow(
    http,
    'publishers',
    ['publisherid', 'customizationprefix', 'customizationoptionvalueprefix'],
    `uniquename eq ${textLiteral(name)}`,
    signal,
  );

export const findSolution = (http: Http, name: string, signal: AbortSignal | undefined) =>
  findRow(http, 'solutions', ['solutionid', 'ismanaged', '_publisherid_value'], `uniquename eq ${textLiteral(name)}`, signal);

export const findConnectionRole = (http: Http, name: string, signal: AbortSignal | undefined) =>
  findRow(http, 'connectionroles', ['connectionroleid', 'category', 'statecode'], `name eq ${textLiteral(name)}`, signal);

/** A role exists once per business unit; ours is the one in the application user's. */
export const findSecurityRole = (http: Http, name: string, businessUnit: string, signal: AbortSignal | undefined) =>
  findRow(http, 'roles', ['roleid', 'name'], `name eq ${textLiteral(name)} and _businessunitid_value eq ${businessUnit}`, signal);
