import { isEmpty } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { fieldOf, isBlank } from '../body.js';
import { ownLength } from '../schema/own-columns.js';
import { asking, holds, own, reads, unplacedOf } from './kit.js';
import type { PersonSource, Rule } from './rule.js';

const fields = ['opt_out', 'allow_email', 'allow_sms'] as const;

/** What Actimo said about consent, word for word: the stricter one in Dynamics' columns can hide it. */
export const consentText: Rule<PersonSource> = {
  name: 'consentText',
  table: 'contact',
  facet: 'core',
  reads: reads('user', ...fields),
  says: 'word for word in a column of ours',
  columns: (doc) => [own(doc, 'Consent')],

  write(source, { doc }) {
    const column = own(doc, 'Consent');
    const said = fields
      .filter((field) => fieldOf(source.body, field) !== null)
      .map((field) => `${field}=${JSON.stringify(source.body[field])}`);
    const text = said.join('; ');
    if (text.length > ownLength('Consent'))
      return asking({ [column]: null }, holds.tooLong('opt_out', text.length, ownLength('Consent')), unplacedOf(source, ...fields));
    return { columns: { [column]: text === '' ? null : text } };
  },

  agrees(source, readBack, context) {
    const { body } = source;
    const column = own(context.doc, 'Consent');
    const found = readBack[column];
    const stated = fields.filter((field) => !isBlank(body[field]));
    const left =
      isEmpty(found) &&
      stated.length > 0 &&
      context.accepts('too-long', 'opt_out') &&
      stated.map((field) => context.unplacedHas(source.keyOf(field), field, body[field])).every(Boolean);
    if (left) return [verdict('opt_out', column, stated.join(', '), found, true, 'kept among the values without a place')];
    // Taken apart from the front, because the words themselves may hold any sign.
    let rest = isEmpty(found) ? '' : `${found as string}`;
    const verdicts = stated.map((field, index) => {
      const part = `${index === 0 ? '' : '; '}${field}=${JSON.stringify(body[field])}`;
      const right = rest.slice(0, part.length) === part;
      if (right) rest = rest.slice(part.length);
      return verdict(field, column, body[field], found, right);
    });
    return rest === ''
      ? verdicts
      : [...verdicts, verdict('opt_out', column, stated.join(', '), found, false, 'it says something that Actimo does not')];
  },
};
