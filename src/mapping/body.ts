import type { SourceKey } from '../domain/index.js';
import type { Body } from './types.js';

/** Nothing: absent, null, white space only, an empty list. Shared by both sides on purpose; what it calls blank is tested on its own. */
export function isBlank(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** A field's value, null when blank. */
export const fieldOf = (body: Body, field: string): unknown => (isBlank(body[field]) ? null : body[field]);

/** Lower numbers first, other keys after them by code units: the order of keys everywhere in this room. */
export function compareKeys(a: SourceKey | string, b: SourceKey | string): number {
  const left = /^\d+$/.test(a);
  const right = /^\d+$/.test(b);
  if (left && right) {
    const difference = Number(a) - Number(b);
    if (difference !== 0) return difference;
  } else if (left !== right) {
    return left ? -1 : 1;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
