/** Longest URL that is safe outside a batch: the server takes 32,768 characters (docs/facts/dataverse.md §5). */
const maxUrl = 30_000;

/** A string in a filter: single quotes doubled. Not yet URL-encoded. */
export const textLiteral = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/**
 * Matches any of the values. Values stand in double quotes: in single quotes an apostrophe breaks the request.
 * `property` is a logical name, for a look-up too.
 */
export function anyOf(property: string, values: readonly (string | number)[]): string {
  return `Microsoft.Dynamics.CRM.In(PropertyName='${property}',PropertyValues=${JSON.stringify(values.map(String))})`;
}

export interface QueryOptions {
  readonly select?: readonly string[] | undefined;
  readonly filter?: string | undefined;
  readonly orderBy?: string | undefined;
  readonly expand?: string | undefined;
  readonly top?: number | undefined;
}

/** `contacts?$select=...&$filter=...`, values encoded. */
export function path(resource: string, options: QueryOptions): string {
  const parts: string[] = [];
  if (options.select !== undefined) parts.push(`$select=${options.select.join(',')}`);
  if (options.filter !== undefined) parts.push(`$filter=${encodeURIComponent(options.filter)}`);
  if (options.orderBy !== undefined) parts.push(`$orderby=${encodeURIComponent(options.orderBy)}`);
  if (options.expand !== undefined) parts.push(`$expand=${encodeURIComponent(options.expand)}`);
  if (options.top !== undefined) parts.push(`$top=${options.top}`);
  return parts.length === 0 ? resource : `${resource}?${parts.join('&')}`;
}

/** Splits values into groups, each of which fits a URL and has at most `most` members. */
export function groupsForUrl<V extends string | number>(values: readonly V[], most: number, room = maxUrl - 6_000): V[][] {
  const groups: V[][] = [];
  let group: V[] = [];
  let length = 0;
  for (const value of values) {
    // A value is encoded with its two quotes and a comma, three characters each at worst.
    const size = encodeURIComponent(JSON.stringify(String(value))).length + 3;
    if (group.length > 0 && (group.length >= most || length + size > room)) {
      groups.push(group);
      group = [];
      length = 0;
    }
    group.push(value);
    length += size;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}
