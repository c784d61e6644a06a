import type { SourceBody } from './source.js';

/** The ways in which stores of files sign a link for some minutes: Amazon's, Google's and Azure's, and Actimo's own where it has one (inferred). */
const signed = /^((?:https?:\/\/|\/)[^\s?#]+)\?(?:[^\s#]*&)?(?:x-(?:amz|goog)-)?sig(?:nature)?=[^\s#]*$/i;

/**
 * What counts when a record is compared with an earlier reading: links to files without what signs them, which is another one at every reading although nobody
 * has changed anything. Answers the same object when there is nothing of that kind in it.
 */
export function comparable(body: SourceBody): SourceBody {
  return unsigned(body) as SourceBody;
}

function unsigned(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('?') ? (signed.exec(value)?.[1] ?? value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const before = Object.entries(value);
  const after = before.map(([name, part]) => [name, unsigned(part)] as const);
  if (after.every(([, part], at) => part === before[at]?.[1])) return value;
  return Array.isArray(value) ? after.map(([, part]) => part) : Object.fromEntries(after);
}
