import type { ObjectName } from '../../domain/index.js';
import type { HeldAnswer } from '../types.js';
import { notToBeAccepted } from './answers.js';
import { identityCodes } from './person.js';

/** Whether a decision of this kind can answer such a question. Any other would be taken, and change nothing. */
export function canAnswer(
  kind: HeldAnswer['kind'],
  question: { readonly object: ObjectName; readonly code: string; readonly field?: string | undefined },
): boolean {
  const { object, code, field } = question;
  switch (kind) {
    case 'value':
      return field !== undefined && !notToBeAccepted.has(code);
    case 'link':
      return object === 'user' && identityCodes.has(code);
    case 'merge':
      return object === 'user';
    case 'loadFlagged':
      return !notToBeAccepted.has(code);
    case 'leaveOut':
      return true;
  }
}
