import type { World } from '../core/world.js';
import { formatted } from '../query/formatted.js';
import { targetOf } from '../rows/slots.js';
import type { Facet } from './facets.js';
import type { Hit } from './find.js';

type Json = Record<string, unknown>;

/** How a version writes what was found. */
export interface Writing {
  readonly found: (world: World, hits: readonly Hit[], facets: Readonly<Record<string, readonly Facet[]>>, count: number) => Json;
  readonly suggested: (world: World, hits: readonly { readonly hit: Hit; readonly text: string }[]) => Json;
  readonly completed: (text: string | null) => Json;
}

/** Version 1.0: one flat object a row, its moments as a person in the United States reads them. */
export const first: Writing = {
  found: (world, hits, facets, count) => ({
    value: hits.map((hit) => ({
      '@search.score': hit.score,
      '@search.highlights': hit.highlights,
      ...address(hit),
      ...flat(world, hit),
    })),
    facets: mapped(facets, ({ type, value, optionalvalue, from, to, count: held }) =>
      present({ Type: type, From: momentOf(from), To: momentOf(to), Value: value, OptionalValue: optionalvalue, Count: held }),
    ),
    totalrecordcount: count,
  }),
  suggested: (world, hits) => ({ value: hits.map(({ hit, text }) => ({ text, document: { ...address(hit), ...flat(world, hit) } })) }),
  completed: (value) => ({ value }),
};

/** Version 2.0: rows as objects of their own, the whole as JSON in a text. */
export const second: Writing = {
  found: (world, hits, facets, count) => ({
    Error: null,
    Value: hits.map((hit) => ({
      Id: hit.row.id,
      EntityName: hit.indexed.table.logicalName,
      // The number of the table stands among the attributes.
      ObjectTypeCode: 0,
      Attributes: { '@search.objecttypecode': hit.indexed.table.objectTypeCode, ...annotated(world, hit) },
      Highlights: hit.highlights,
      Score: hit.score,
    })),
    Facets: mapped(facets, ({ type, value, optionalvalue, from, to, count: held }) => ({
      count: held,
      from: from ?? null,
      to: to ?? null,
      type,
      value: value ?? null,
      optionalvalue: optionalvalue ?? null,
    })),
    QueryContext: null,
    Count: count,
  }),
  suggested: (world, hits) => ({
    Error: null,
    Value: hits.map(({ hit, text }) => ({ Text: text, Document: { ...address(hit), ...annotated(world, hit) } })),
    QueryContext: null,
  }),
  completed: (Value) => ({ Error: null, Value, QueryContext: null }),
};

const address = ({ indexed, row }: Hit): Json => ({
  '@search.objectid': row.id,
  '@search.entityname': indexed.table.logicalName,
  '@search.objecttypecode': indexed.table.objectTypeCode,
});

function flat(world: World, { shown, row }: Hit): Json {
  const out: Json = {};
  for (const column of shown) {
    const value = row.values[column.slot] ?? null;
    out[column.logicalName] = column.type === 'DateTime' ? momentOf(value) : value;
    const label =
      column.options === null && column.targets.length === 0 && column.type !== 'Owner' ? undefined : formatted(world, column, row);
    if (label !== undefined) out[`${column.logicalName}name`] = label;
    const target = targetOf(column, row.values);
    if (value !== null && target !== null) out[`@search.${column.logicalName}.logicalname`] = target;
  }
  return out;
}

function annotated(world: World, { shown, row }: Hit): Json {
  const out: Json = {};
  for (const column of shown) {
    const value = row.values[column.slot] ?? null;
    out[column.logicalName] = value;
    if (value === null) continue;
    const label = column.type === 'DateTime' ? momentOf(value) : formatted(world, column, row);
    if (label !== null && label !== value) out[`${column.logicalName}@OData.Community.Display.V1.FormattedValue`] = label;
    const target = targetOf(column, row.values);
    if (target !== null) out[`${column.logicalName}@Microsoft.Dynamics.CRM.lookuplogicalname`] = target;
  }
  return out;
}

/** E.g. `10/9/2020 5:27 PM`. */
function momentOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const at = new Date(/[Z+]/.test(value) || value.length === 10 ? value : `${value}Z`);
  if (Number.isNaN(at.getTime())) return value;
  const hour = at.getUTCHours();
  const minute = String(at.getUTCMinutes()).padStart(2, '0');
  return `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ${hour % 12 === 0 ? 12 : hour % 12}:${minute} ${hour < 12 ? 'AM' : 'PM'}`;
}

const mapped = (facets: Readonly<Record<string, readonly Facet[]>>, write: (facet: Facet) => Json): Json =>
  Object.fromEntries(Object.entries(facets).map(([name, list]) => [name, list.map(write)]));

const present = (value: Json): Json => Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined));
