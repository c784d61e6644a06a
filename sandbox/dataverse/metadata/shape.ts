import { DataverseFault, faults } from '../core/errors.js';
import type { Query } from '../http/request.js';
import type { Json } from './describe.js';
import { metadataFilter } from './json-filter.js';

const namesIn = (query: Query): string[] => (query.get('$select') ?? '').split(',').map((name) => name.trim());

/** What can be expanded on a piece of metadata: name to its items, or to the one it has. */
export type Expandable = Readonly<Record<string, (item: Json) => Json | readonly Json[] | null>>;

/** Applies `$select`, `$filter` and `$expand` to metadata; anything else is not supported there. */
export function shaped(
  items: readonly Json[],
  type: string,
  query: Query,
  expandable: Expandable,
  selectable: ReadonlySet<string> | null = null,
): Json[] {
  for (const name of query.keys()) {
    if (name.startsWith('$') && !['$select', '$filter', '$expand'].includes(name)) {
      throw new DataverseFault(400, '0x80060888', `The query parameter ${name} is not supported.`);
    }
  }
  const [first] = items;
  // Nothing to look at: no name can be told to be wrong.
  const filter = query.get('$filter');
  const named = filter !== undefined || query.has('$select');
  const known = selectable ?? new Set(first === undefined ? namesIn(query) : named ? items.flatMap((item) => Object.keys(item)) : []);
  const found = filter === undefined || first === undefined ? items : items.filter(metadataFilter(filter, type, known));
  return found.map((item) => one(item, type, query, expandable, known));
}

function one(item: Json, type: string, query: Query, expandable: Expandable, known: ReadonlySet<string>): Json {
  const expanded: Json = {};
  for (const part of splitExpand(query.get('$expand') ?? '')) {
    const make = Object.hasOwn(expandable, part.name) ? expandable[part.name] : undefined;
    if (make === undefined) throw faults.noSuchSelect(part.name, type);
    const value = make(item);
    if (value === null) expanded[part.name] = null;
    else if (Array.isArray(value)) expanded[part.name] = shaped(value as Json[], part.name, part.options, {});
    else expanded[part.name] = shaped([value as Json], part.name, part.options, {})[0] ?? null;
  }
  return { ...selected(item, type, query.get('$select'), known), ...expanded };
}

function selected(item: Json, type: string, select: string | undefined, known: ReadonlySet<string>): Json {
  if (select === undefined || select.trim() === '' || select.trim() === '*') return item;
  const chosen: Json = {};
  if ('@odata.type' in item) chosen['@odata.type'] = item['@odata.type'];
  for (const name of select.split(',').map((part) => part.trim())) {
    if (!known.has(name)) throw faults.noSuchSelect(name, type);
    if (name in item) chosen[name] = item[name];
  }
  chosen.MetadataId = item.MetadataId;
  return chosen;
}

/** Reads `Attributes($select=A,B;$filter=..),Keys`. */
export function splitExpand(text: string): { readonly name: string; readonly options: Query }[] {
  const parts: { name: string; options: Query }[] = [];
  let depth = 0;
  let start = 0;
  const take = (end: number) => {
    const part = text.slice(start, end).trim();
    if (part === '') return;
    const match = /^(\w+)(?:\((.*)\))?$/s.exec(part);
    if (match === null) throw faults.badQuery(`Syntax error in $expand '${text}'.`);
    const options = new Map<string, string>();
    for (const option of (match[2] ?? '').split(';')) {
      const equals = option.indexOf('=');
      if (equals > 0) options.set(option.slice(0, equals).trim(), option.slice(equals + 1).trim());
    }
    parts.push({ name: match[1] as string, options });
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (letter === ',' && depth === 0) {
      take(at);
      start = at + 1;
    }
  }
  take(text.length);
  return parts;
}
