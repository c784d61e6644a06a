import type { ObjectName, SourceKey, SourceRef } from '../../domain/index.js';
import type { MappingDocument } from '../document/schema.js';
import type { Body, HeldAnswer } from '../types.js';

const about = (answer: HeldAnswer, object: ObjectName, key: SourceKey): boolean => answer.object === object && answer.key === key;

/** The body with the values that people gave instead of Actimo's. */
export function answeredBody(object: ObjectName, key: SourceKey, body: Body, answers: readonly HeldAnswer[]): Body {
  const given = answers.filter((answer) => answer.kind === 'value' && answer.field !== undefined && about(answer, object, key));
  return given.length === 0
    ? body
    : { ...body, ...Object.fromEntries(given.map((answer) => [answer.field as string, answer.value ?? null])) };
}

export const isLeftOut = ({ object, key }: SourceRef, answers: readonly HeldAnswer[]): boolean =>
  answers.some((answer) => answer.kind === 'leaveOut' && about(answer, object, key));

/** Questions that cannot be waved through: without the other record there is nothing to write. */
export const notToBeAccepted: ReadonlySet<string> = new Set(['because-of', 'user-missing', 'workspace-missing']);

/** Whether the document, or a person for one of these records, has decided to load in spite of a question. */
export function accepting(doc: MappingDocument, answers: readonly HeldAnswer[]): (code: string, field?: string) => boolean {
  const waved = answers.filter(({ kind }) => kind === 'loadFlagged');
  return (code, field) =>
    !notToBeAccepted.has(code) &&
    (documentAccepts(doc, code) ||
      waved.some((answer) => answer.code === code && (answer.field === undefined || field === undefined || answer.field === field)));
}

function documentAccepts(doc: MappingDocument, code: string): boolean {
  switch (code) {
    case 'no-email':
      return doc.contact.noEmail === 'loadFlagged';
    case 'invalid-email':
      return doc.contact.invalidEmail === 'loadFlagged';
    case 'invalid-phone':
      return doc.contact.invalidPhone === 'keepOriginal';
    case 'too-long':
      return doc.tooLong === 'cut';
    default:
      return false;
  }
}
