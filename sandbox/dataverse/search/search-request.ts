import { refused } from './refuse.js';

type Json = Readonly<Record<string, unknown>>;

/** A table to search, with the columns to show and to look in; null: those that are usual. */
export interface SearchedTable {
  readonly name: string;
  readonly select: readonly string[] | null;
  readonly find: readonly string[] | null;
  readonly filter: string | null;
}

/** What a search asks for, whichever version it is written in. */
export interface SearchRequest {
  readonly search: string;
  /** Null: every table that is searched. */
  readonly tables: readonly SearchedTable[] | null;
  /** Conditions, each for one table or for all of them. */
  readonly filters: readonly { readonly table: string | null; readonly text: string }[];
  readonly facets: readonly string[];
  readonly orderby: readonly string[];
  readonly count: boolean;
  readonly skip: number;
  readonly top: number;
  readonly lucene: boolean;
  readonly mode: 'any' | 'all';
  readonly fuzzy: boolean;
  /** What is shown of a row when the tables are not named: the columns of its quick-find view, or its primary name alone. */
  readonly shown: 'view' | 'name';
}

/** What may be asked, by operation: the shortest term, and how many results there are unless said otherwise and at most. */
const bounds = {
  query: { shortest: 1, usual: 50, most: 100 },
  suggest: { shortest: 3, usual: 5, most: 100 },
  autocomplete: { shortest: 1, usual: 1, most: 1 },
} as const;

export type SearchOperation = keyof typeof bounds;

export const isSearchOperation = (name: string): name is SearchOperation => Object.hasOwn(bounds, name);

const longestTerm = 100;

/** Version 1.0: names in any case, lists as lists. */
export function readFirst(operation: SearchOperation, body: Json): SearchRequest {
  const given = lowerCased(body);
  const tables = list(given.entities, 'entities');
  const kind = word(given.searchtype, 'searchtype', ['simple', 'full']);
  return {
    ...shared(operation, given),
    tables: tables?.map((name) => ({ name, select: null, find: null, filter: null })) ?? null,
    filters: filtersByTable(text(given.filter, 'filter')),
    facets: list(given.facets, 'facets') ?? [],
    orderby: list(given.orderby, 'orderby') ?? [],
    count: flag(given.returntotalrecordcount, 'returntotalrecordcount'),
    lucene: kind === 'full',
    mode: word(given.searchmode, 'searchmode', ['any', 'all']) === 'all' ? 'all' : 'any',
    fuzzy: flag(given.usefuzzy, 'usefuzzy'),
    shown: 'view',
  };
}

/** Version 2.0: lists and options as JSON in a text. */
export function readSecond(operation: SearchOperation, body: Json): SearchRequest {
  const given = lowerCased(body);
  const options = lowerCased(asObject(inner(given.options, 'options'), 'options'));
  const entities = inner(given.entities, 'entities');
  if (entities !== null && !Array.isArray(entities)) throw refused("The parameter 'entities' is no list of tables.");
  const filter = text(given.filter, 'filter');
  const kind = word(options.querytype, 'querytype', ['simple', 'lucene']);
  return {
    ...shared(operation, given),
    tables: entities?.map(tableOf) ?? null,
    filters: filter === null ? [] : [{ table: null, text: filter }],
    facets: list(inner(given.facets, 'facets'), 'facets') ?? [],
    orderby: list(inner(given.orderby, 'orderby'), 'orderby') ?? [],
    count: flag(given.count, 'count'),
    lucene: kind === 'lucene',
    mode: word(options.searchmode, 'searchmode', ['any', 'all']) === 'all' ? 'all' : 'any',
    fuzzy: flag(given.fuzzy, 'fuzzy'),
    shown: operation === 'suggest' ? 'name' : 'view',
  };
}

function shared(operation: SearchOperation, given: Json): Pick<SearchRequest, 'search' | 'skip' | 'top'> {
  const { shortest, usual, most } = bounds[operation];
  const search = given.search ?? '';
  if (typeof search !== 'string' || search.length < shortest || search.length > longestTerm)
    throw refused(`The search term must have ${shortest} to ${longestTerm} characters.`);
  return { search, skip: whole(given.skip, 'skip', 0, 100_000) ?? 0, top: whole(given.top, 'top', 1, most) ?? usual };
}

function tableOf(value: unknown): SearchedTable {
  const item = lowerCased(asObject(value, 'entities'));
  if (typeof item.name !== 'string') throw refused("A table in 'entities' has no name.");
  return {
    name: item.name,
    select: list(item.selectcolumns, 'selectColumns') ?? [],
    find: list(item.searchcolumns, 'searchColumns') ?? [],
    filter: text(item.filter, 'filter'),
  };
}

/** `account:revenue gt 1, contact:(..)`: conditions by table; one without a table is for all. */
function filtersByTable(filter: string | null): { table: string | null; text: string }[] {
  if (filter === null) return [];
  return filter.split(/,(?=\s*\w+\s*:(?!\d))/).map((part) => {
    const [, table, condition] = /^\s*(\w+)\s*:(?!\d)(.*)$/s.exec(part) ?? [];
    return table === undefined ? { table: null, text: part } : { table, text: condition as string };
  });
}

/** A value that is written as JSON in a text, in either kind of quotes. */
function inner(value: unknown, name: string): unknown {
  if (value === undefined || value === null || value === '' || value === 'null') return null;
  if (typeof value !== 'string') throw refused(`The parameter '${name}' must be a text.`);
  for (const candidate of [value, value.replaceAll("'", '"')]) {
    try {
      return JSON.parse(candidate);
    } catch {
      // The other kind of quotes is tried, too.
    }
  }
  throw refused(`The parameter '${name}' is no JSON.`);
}

const lowerCased = (given: Json): Json => Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));

function asObject(value: unknown, name: string): Json {
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw refused(`The parameter '${name}' is not understood.`);
  return value as Json;
}

function list(value: unknown, name: string): readonly string[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string'))
    throw refused(`The parameter '${name}' must be a list of texts.`);
  return value as string[];
}

function text(value: unknown, name: string): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw refused(`The parameter '${name}' must be a text.`);
  return value;
}

function flag(value: unknown, name: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw refused(`The parameter '${name}' must be true or false.`);
  return value;
}

function whole(value: unknown, name: string, least: number, most: number): number | null {
  if (value === undefined || value === null) return null;
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
    throw refused(`The parameter '${name}' must be a whole number from ${least} to ${most}.`);
  return value as number;
}

function word(value: unknown, name: string, words: readonly string[]): string | null {
  if (value === undefined || value === null) return null;
  const found = words.find((one) => typeof value === 'string' && one === value.toLowerCase());
  if (found === undefined) throw refused(`The parameter '${name}' must be one of ${words.join(', ')}.`);
  return found;
}
