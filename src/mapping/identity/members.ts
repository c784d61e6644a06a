import type { SourceRecord } from '../../domain/index.js';
import { compareKeys } from '../body.js';
import type { Body } from '../types.js';

const isInactive = (body: Body): boolean => `${(body['status'] ?? '') as string}`.trim().toLowerCase() === 'inactive';

/** The records of one person, the one whose values count first: active before inactive, then the lowest key. */
export const orderMembers = <R extends Pick<SourceRecord, 'key' | 'body'>>(members: readonly R[]): R[] =>
  [...members].sort((a, b) => Number(isInactive(a.body)) - Number(isInactive(b.body)) || compareKeys(a.key, b.key));
