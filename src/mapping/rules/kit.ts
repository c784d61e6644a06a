import type { ObjectName } from '../../domain/index.js';
import type { MappingDocument } from '../document/schema.js';
import { type OwnColumn, ownName } from '../schema/own-columns.js';
import type { Outcome, RuleHold, Source, Unplaced } from './rule.js';

/** Names of the migration's own columns for a rule's `columns`. */
export const own = (doc: MappingDocument, column: OwnColumn): string => ownName(doc.publisher.prefix, column);

export const reads = (object: ObjectName, ...fields: string[]) => fields.map((field) => ({ object, field }));

/** Questions that several rules have, in one wording. None of them names a value. */
export const holds = {
  notText: (field: string): RuleHold => ({
    code: 'not-text',
    field,
    reason: `${field} is a list or an object where a text is expected.`,
    suggestion: 'Give the value as text, or load the record without it: it is kept with the values without a place.',
  }),
  tooLong: (field: string, length: number, maxLength: number): RuleHold => ({
    code: 'too-long',
    field,
    reason: `${field} has ${length} characters; the column takes ${maxLength}.`,
    suggestion: 'Give a shorter value, or load it cut: the full text is kept with the values without a place.',
  }),
  unreadableDate: (field: string): RuleHold => ({
    code: 'unreadable-date',
    field,
    reason: `${field} is no moment that Dynamics can store (ISO 8601, SQL style or epoch, from 1753 on).`,
    suggestion: 'Give the moment as 2024-12-31T23:59:59Z, or load the record without it: it is kept with the values without a place.',
  }),
} as const;

export const unplacedOf = (source: Source, ...fields: string[]): Unplaced[] =>
  fields
    .filter((field) => source.body[field] !== undefined && source.body[field] !== null)
    .map((field) => ({ key: source.keyOf(field), field, value: source.body[field] }));

/** An outcome with a question: what "load flagged" writes, and where the full value then goes. */
export const asking = (columns: Outcome['columns'], hold: RuleHold, unplaced: readonly Unplaced[] = []): Outcome => ({
  columns,
  holds: [hold],
  unplaced,
});
