import type { Http } from './http.js';
import { getAll, getJson, type Json } from './json-answer.js';
import { path, textLiteral } from './odata.js';
import type { ChildRelationship, ColumnKind, ColumnMetadata, DeleteBehaviour, TableMetadata } from './table-metadata.js';

/** What is needed of a table to point at its rows. */
export interface EntityFacts {
  readonly name: string;
  readonly metadataId: string;
  readonly schemaName: string;
  readonly entitySet: string;
  readonly primaryId: string;
  readonly primaryName: string | null;
  readonly optimisticConcurrency: boolean;
  readonly custom: boolean;
  readonly ownership: string;
}

export interface MetadataOptions {
  readonly signal?: AbortSignal | undefined;
  /** Reads past the server's cache, which may be half a minute old (docs/facts/dataverse.md §2). */
  readonly strong?: boolean | undefined;
}

const kinds: Readonly<Record<string, ColumnKind>> = {
  StringType: 'string',
  MemoType: 'memo',
  IntegerType: 'integer',
  BigIntType: 'bigint',
  DecimalType: 'decimal',
  DoubleType: 'double',
  MoneyType: 'money',
  BooleanType: 'boolean',
  DateTimeType: 'dateTime',
  PicklistType: 'choice',
  MultiSelectPicklistType: 'multiChoice',
  StateType: 'state',
  StatusType: 'status',
  LookupType: 'lookup',
  CustomerType: 'lookup',
  OwnerType: 'lookup',
  UniqueidentifierType: 'id',
};

/** What the types of columns have beyond the common members: each is one request with a cast. */
const casts: readonly { readonly type: string; readonly select: readonly string[]; readonly expand?: string }[] = [
  { type: 'StringAttributeMetadata', select: ['LogicalName', 'MaxLength'] },
  { type: 'MemoAttributeMetadata', select: ['LogicalName', 'MaxLength'] },
  { type: 'IntegerAttributeMetadata', select: ['LogicalName', 'MinValue', 'MaxValue'] },
  { type: 'DecimalAttributeMetadata', select: ['LogicalName', 'MinValue', 'MaxValue', 'Precision'] },
  { type: 'DoubleAttributeMetadata', select: ['LogicalName', 'MinValue', 'MaxValue', 'Precision'] },
  { type: 'MoneyAttributeMetadata', select: ['LogicalName', 'MinValue', 'MaxValue', 'Precision'] },
  { type: 'DateTimeAttributeMetadata', select: ['LogicalName', 'Format', 'DateTimeBehavior'] },
  { type: 'PicklistAttributeMetadata', select: ['LogicalName'], expand: 'OptionSet,GlobalOptionSet' },
  { type: 'MultiSelectPicklistAttributeMetadata', select: ['LogicalName'], expand: 'OptionSet,GlobalOptionSet' },
  { type: 'StateAttributeMetadata', select: ['LogicalName'], expand: 'OptionSet' },
  { type: 'StatusAttributeMetadata', select: ['LogicalName'], expand: 'OptionSet' },
];

const headersFor = (options: MetadataOptions): Record<string, string> => (options.strong ? { Consistency: 'Strong' } : {});
const entityPath = (table: string): string => `EntityDefinitions(LogicalName=${textLiteral(table)})`;

/** The label of a `Label` in one language; the caller's own language where that is missing. */
function labelOf(label: unknown, language: number): string {
  const { LocalizedLabels, UserLocalizedLabel } = (label ?? {}) as {
    LocalizedLabels?: { Label: string; LanguageCode: number }[];
    UserLocalizedLabel?: { Label: string } | null;
  };
  return LocalizedLabels?.find((one) => one.LanguageCode === language)?.Label ?? UserLocalizedLabel?.Label ?? '';
}

export async function readEntity(http: Http, table: string, options: MetadataOptions = {}): Promise<EntityFacts> {
  const select = [
    'MetadataId',
    'LogicalName',
    'SchemaName',
    'EntitySetName',
    'PrimaryIdAttribute',
    'PrimaryNameAttribute',
    'IsOptimisticConcurrencyEnabled',
    'IsCustomEntity',
    'OwnershipType',
  ];
  const entity = await getJson(http, {
    path: path(entityPath(table), { select }),
    headers: headersFor(options),
    context: { what: `read the definition of table ${table}`, table },
    signal: options.signal,
  });
  return {
    name: table,
    metadataId: String(entity.MetadataId),
    schemaName: String(entity.SchemaName),
    entitySet: String(entity.EntitySetName),
    primaryId: String(entity.PrimaryIdAttribute),
    primaryName: typeof entity.PrimaryNameAttribute === 'string' ? entity.PrimaryNameAttribute : null,
    optimisticConcurrency: entity.IsOptimisticConcurrencyEnabled === true,
    custom: entity.IsCustomEntity === true,
    ownership: String(entity.OwnershipType),
  };
}

function optionsOf(cast: Json, language: number): ColumnMetadata['options'] {
  const set = (cast.OptionSet ?? cast.GlobalOptionSet) as
    | { Options?: { Value: number; Label: unknown; State?: number | null }[] }
    | null
    | undefined;
  return set?.Options?.map((option) => ({
    value: option.Value,
    label: labelOf(option.Label, language),
    ...(typeof option.State === 'number' ? { state: option.State } : {}),
  }));
}

function details(cast: Json | undefined, language: number): Partial<ColumnMetadata> {
  if (cast === undefined) return {};
  const numbers = { maxLength: cast.MaxLength, min: cast.MinValue, max: cast.MaxValue, precision: cast.Precision };
  const options = optionsOf(cast, language);
  return {
    ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => typeof value === 'number')),
    ...(options === undefined ? {} : { options }),
  };
}

/** Only the *behaviour* DateOnly is a date; the *format* DateOnly with behaviour UserLocal is still a point in time (docs/facts/dataverse.md §3). */
function kindOf(attribute: Json, cast: Json | undefined): ColumnKind {
  const kind = kinds[(attribute.AttributeTypeName as { Value?: string } | null)?.Value ?? ''] ?? 'other';
  const behaviour = (cast?.DateTimeBehavior as { Value?: string } | null | undefined)?.Value;
  return kind === 'dateTime' && behaviour === 'DateOnly' ? 'dateOnly' : kind;
}

export async function readColumns(
  http: Http,
  table: string,
  language: number,
  options: MetadataOptions = {},
): Promise<Map<string, ColumnMetadata>> {
  const read = (resource: string, select: readonly string[], expand?: string) =>
    getAll(http, {
      path: path(`${entityPath(table)}/${resource}`, { select, expand }),
      headers: headersFor(options),
      context: { what: `read the columns of table ${table}`, table },
      signal: options.signal,
    });
  const common = [
    'LogicalName',
    'SchemaName',
    'AttributeTypeName',
    'IsValidForCreate',
    'IsValidForUpdate',
    'IsValidForRead',
    'IsCustomAttribute',
  ];
  const [attributes, ...castRows] = await Promise.all([
    read('Attributes', common),
    ...casts.map((cast) => read(`Attributes/Microsoft.Dynamics.CRM.${cast.type}`, cast.select, cast.expand)),
  ]);
  const byName = new Map(castRows.flat().map((row) => [String(row.LogicalName), row]));
  return new Map(
    attributes.map((attribute) => {
      const name = String(attribute.LogicalName);
      const cast = byName.get(name);
      const column: ColumnMetadata = {
        name,
        schemaName: String(attribute.SchemaName),
        metadataId: String(attribute.MetadataId),
        kind: kindOf(attribute, cast),
        validForCreate: attribute.IsValidForCreate === true,
        validForUpdate: attribute.IsValidForUpdate === true,
        validForRead: attribute.IsValidForRead === true,
        custom: attribute.IsCustomAttribute === true,
        ...details(cast, language),
      };
      return [name, column];
    }),
  );
}

async function readLookups(http: Http, table: string, options: MetadataOptions): Promise<Map<string, Map<string, string>>> {
  const rows = await getAll(http, {
    path: path(`${entityPath(table)}/ManyToOneRelationships`, {
      select: ['ReferencingAttribute', 'ReferencedEntity', 'ReferencingEntityNavigationPropertyName'],
    }),
    headers: headersFor(options),
    context: { what: `read the look-ups of table ${table}`, table },
    signal: options.signal,
  });
  const lookups = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const targets = lookups.get(String(row.ReferencingAttribute)) ?? new Map<string, string>();
    targets.set(String(row.ReferencedEntity), String(row.ReferencingEntityNavigationPropertyName));
    lookups.set(String(row.ReferencingAttribute), targets);
  }
  return lookups;
}

async function readChildren(http: Http, table: string, options: MetadataOptions): Promise<ChildRelationship[]> {
  const rows = await getAll(http, {
    path: path(`${entityPath(table)}/OneToManyRelationships`, {
      select: ['SchemaName', 'ReferencingEntity', 'ReferencingAttribute', 'CascadeConfiguration'],
    }),
    headers: headersFor(options),
    context: { what: `read what hangs on table ${table}`, table },
    signal: options.signal,
  });
  return rows.map((row) => ({
    relationship: String(row.SchemaName),
    childTable: String(row.ReferencingEntity),
    childColumn: String(row.ReferencingAttribute),
    onDelete: String((row.CascadeConfiguration as { Delete?: string } | null)?.Delete ?? 'NoCascade') as DeleteBehaviour,
  }));
}

/** Exactly one filter row means that the table takes the message (docs/facts/dataverse.md §4). */
async function takesMessage(http: Http, table: string, message: string, options: MetadataOptions): Promise<boolean> {
  const filter = `sdkmessageid/name eq ${textLiteral(message)} and primaryobjecttypecode eq ${textLiteral(table)}`;
  const rows = await getAll(http, {
    path: path('sdkmessagefilters', { select: ['sdkmessagefilterid'], filter }),
    headers: { Consistency: 'Strong' },
    context: { what: `ask whether table ${table} takes ${message}`, table },
    signal: options.signal,
  });
  return rows.length > 0;
}

export async function readTable(http: Http, table: string, language: number, options: MetadataOptions = {}): Promise<TableMetadata> {
  // First, alone: a table that is not there is one error, not fifteen.
  const entity = await readEntity(http, table, options);
  const [columns, lookups, children, createMultiple, updateMultiple, upsertMultiple] = await Promise.all([
    readColumns(http, table, language, options),
    readLookups(http, table, options),
    readChildren(http, table, options),
    takesMessage(http, table, 'CreateMultiple', options),
    takesMessage(http, table, 'UpdateMultiple', options),
    takesMessage(http, table, 'UpsertMultiple', options),
  ]);
  const { name, metadataId, entitySet, primaryId, primaryName, optimisticConcurrency, custom } = entity;
  const messages = { createMultiple, updateMultiple, upsertMultiple };
  return { name, metadataId, entitySet, primaryId, primaryName, columns, lookups, messages, optimisticConcurrency, custom, children };
}
