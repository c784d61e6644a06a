import { isBlank } from '../body.js';
import { lengths } from '../schema/lengths.js';
import { plainText } from './plain-text.js';
import type { PersonSource, Rule } from './rule.js';

const { contact } = lengths;

export const firstName: Rule<PersonSource> = plainText({
  name: 'firstName',
  table: 'contact',
  object: 'user',
  field: 'first_name',
  column: 'firstname',
  maxLength: contact.firstname,
});

/** Dynamics asks for a last name on its forms; a person with neither name would be a blank line in every list, so a person decides. */
export const lastName: Rule<PersonSource> = plainText({
  name: 'lastName',
  table: 'contact',
  object: 'user',
  field: 'last_name',
  column: 'lastname',
  maxLength: contact.lastname,
  asks: ({ body }) =>
    isBlank(body['last_name']) && isBlank(body['first_name'])
      ? {
          code: 'no-name',
          field: 'last_name',
          reason: 'Neither a first nor a last name is there.',
          suggestion: 'Give the last name, or load without a name.',
        }
      : undefined,
});
