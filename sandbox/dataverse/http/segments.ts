import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import type { KeyPairs } from '../rows/find.js';

export type SegmentKey = { readonly kind: 'id'; readonly id: string } | { readonly kind: 'pairs'; readonly pairs: KeyPairs };

/** One part of a resource path: `contacts`, `contacts(<guid>)`, `contacts(new_key='x')`, `Fn(A=@p)`. */
export interface Segment {
  readonly name: string;
  readonly key: SegmentKey | null;
  /** Whether there were parentheses at all: functions have them, empty or not. */
  readonly called: boolean;
  readonly text: string;
}

/** Splits at slashes outside of quotes. The path is decoded already, so a slash inside of a key value is one too, as with the real service. */
export function splitPath(path: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < path.length; at += 1) {
    const letter = path.charCodeAt(at);
    if (letter === 39) quoted = !quoted;
    else if (letter === 47 && !quoted) {
      parts.push(path.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(path.slice(start));
  return parts.filter((part) => part !== '');
}

export function parseSegment(text: string): Segment {
  const open = text.indexOf('(');
  if (open < 0) return { name: text, key: null, called: false, text };
  if (!text.endsWith(')')) throw faults.badQuery(`Bad Request - Error in query syntax: '${text}'.`);
  const name = text.slice(0, open);
  const inner = text.slice(open + 1, -1).trim();
  if (inner === '') return { name, key: null, called: true, text };
  const id = asGuid(inner);
  if (id !== null) return { name, key: { kind: 'id', id }, called: true, text };
  return { name, key: { kind: 'pairs', pairs: parsePairs(inner) }, called: true, text };
}

/** `a='x',b=1,_c_value=<guid>`; quotes inside of a text are doubled. */
function parsePairs(inner: string): KeyPairs {
  const pairs: [string, string | number | boolean | null, string | null][] = [];
  let at = 0;
  while (at < inner.length) {
    const equals = inner.indexOf('=', at);
    if (equals < 0) throw faults.badQuery(`Bad Request - Error in query syntax: '(${inner})'.`);
    const name = inner.slice(at, equals).trim();
    at = equals + 1;
    if (inner.charAt(at) === "'") {
      let value = '';
      at += 1;
      for (;;) {
        const quote = inner.indexOf("'", at);
        if (quote < 0) throw faults.badQuery(`Bad Request - There is an unterminated string literal in '(${inner})'.`);
        value += inner.slice(at, quote);
        at = quote + 1;
        if (inner.charAt(at) !== "'") break;
        value += "'";
        at += 1;
      }
      pairs.push([name, value, null]);
      if (at < inner.length && inner.charAt(at) !== ',') throw faults.badQuery(`Bad Request - Error in query syntax: '(${inner})'.`);
      at += 1;
    } else {
      const depthEnd = endOfValue(inner, at);
      const bare = inner.slice(at, depthEnd).trim();
      pairs.push([name, literal(bare), bare]);
      at = depthEnd + 1;
    }
  }
  return pairs;
}

/** A value may be JSON (`['a','b']`, `{...}`): commas inside of it do not end it. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === "'" || letter === '"') quote = letter;
    else if ('[{('.includes(letter)) depth += 1;
    else if (']})'.includes(letter)) depth -= 1;
    else if (letter === ',' && depth === 0) return at;
  }
  return text.length;
}

function literal(text: string): string | number | boolean | null {
  if (text === 'null') return null;
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text;
}
