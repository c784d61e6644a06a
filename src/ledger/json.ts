import canonicalize from 'canonicalize';

/** Half of a surrogate pair (a name cut in the middle of an emoji) and NUL cannot be stored by Postgres, nor by Dataverse: they become U+FFFD. */
const unstorable = /\\\\|\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

// An escaped backslash is matched too, so that the text `\ud800` of somebody who typed it is not taken for an escape.
const storable = (json: string): string => json.replace(unstorable, (found) => (found === '\\\\' ? found : '\\ufffd'));

/** JSON text that Postgres takes as jsonb. */
export const toJson = (value: unknown): string => storable(JSON.stringify(value));

/** Canonical JSON (RFC 8785) of a body: the same for every order of its fields. */
export function canonicalJson(value: unknown): string {
  const json = JSON.stringify(value);
  const clean = storable(json);
  return canonicalize(clean === json ? value : JSON.parse(clean)) ?? 'null';
}
