import { faults } from '../core/errors.js';

export type Token =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'guid'; readonly text: string }
  | { readonly kind: 'date'; readonly text: string }
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'mark'; readonly text: string }
  | { readonly kind: 'end'; readonly text: '' };

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['guid', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/iy],
  ['date', /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?(?![\w-])/iy],
  ['number', /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w])/iy],
  ['name', /@?[A-Za-z_][\w]*(?:[./][A-Za-z_][\w]*)*/y],
  ['mark', /[(),:=]/y],
];

/** Cuts a `$filter` or `$orderby` into words. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const letter = text.charAt(at);
    if (/\s/.test(letter)) {
      at += 1;
      continue;
    }
    if (letter === "'") {
      const [value, next] = quoted(text, at);
      found.push({ kind: 'string', text: value });
      at = next;
      continue;
    }
    if (letter === '[' || letter === '"') {
      const next = endOfJson(text, at);
      found.push({ kind: 'json', text: text.slice(at, next) });
      at = next;
      continue;
    }
    const token = plain(text, at);
    if (token === null) throw faults.badQuery(`Syntax error at position ${at} in '${text}'.`);
    found.push(token);
    at += token.text.length;
  }
  found.push({ kind: 'end', text: '' });
  return found;
}

function plain(text: string, at: number): Token | null {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return { kind, text: match[0] } as Token;
  }
  return null;
}

function quoted(text: string, from: number): [string, number] {
  let value = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf("'", at);
    if (quote < 0) throw faults.badQuery(`There is an unterminated string literal at position ${text.length} in '${text}'.`);
    value += text.slice(at, quote);
    at = quote + 1;
    if (text.charAt(at) !== "'") return [value, at];
    value += "'";
    at += 1;
  }
}

/** A list in brackets; texts inside stand in single or double quotes. */
function endOfJson(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote !== '') {
      if (letter === '\\' && quote === '"') at += 1;
      else if (letter === quote) {
        quote = '';
        if (depth === 0) return at + 1;
      }
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '[') depth += 1;
    else if (letter === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw faults.badQuery(`There is an unterminated list in '${text}'.`);
}

/** The values of `['a','b']`, `["a","b"]` or `[1,2]`. */
export function listValues(text: string): string[] {
  const inner = text.trim().slice(1, -1);
  const values: string[] = [];
  let at = 0;
  while (at < inner.length) {
    const letter = inner.charAt(at);
    if (letter === ',' || /\s/.test(letter)) {
      at += 1;
    } else if (letter === '"') {
      const end = endOfJson(inner, at);
      try {
        values.push(String(JSON.parse(inner.slice(at, end))));
      } catch {
        throw faults.badQuery(`The list '${text}' holds a broken text.`);
      }
      at = end;
    } else if (letter === "'") {
      // An apostrophe inside of single quotes breaks the list, doubled or not.
      const end = inner.indexOf("'", at + 1);
      if (end < 0) throw faults.badQuery(`The list '${text}' holds an unterminated text.`);
      values.push(inner.slice(at + 1, end));
      at = end + 1;
      if (at < inner.length && !/[\s,]/.test(inner.charAt(at))) throw faults.badQuery(`The list '${text}' is not well formed.`);
    } else {
      const comma = inner.indexOf(',', at);
      const end = comma < 0 ? inner.length : comma;
      values.push(inner.slice(at, end).trim());
      at = end;
    }
  }
  return values;
}
