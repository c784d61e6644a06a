import { isEmpty } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { fieldOf, isBlank } from '../body.js';
import { own, reads } from './kit.js';
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

  write({ body }, { doc }) {
    const said = fields.filter((field) => fieldOf(body, field) !== null).map((field) => `${field}=${JSON.stringify(body[field])}`);
    return { columns: { [own(doc, 'Consent')]: said.length === 0 ? null : said.join('; ') } };
  },

  agrees({ body }, readBack, { doc }) {
    const column = own(doc, 'Consent');
    const found = readBack[column];
    const parts = isEmpty(found) ? [] : `${found as string}`.split('; ');
    const stated = fields.filter((field) => !isBlank(body[field]));
    const verdicts = stated.map((field) => {
      const part = parts.find((text) => text.startsWith(`${field}=`));
      return verdict(field, column, body[field], found, part !== undefined && part.slice(field.length + 1) === JSON.stringify(body[field]));
    });
    const extra = parts.length !== stated.length;
    return extra
      ? [...verdicts, verdict('opt_out', column, stated.join(', '), found, false, 'it says something that Actimo does not')]
      : verdicts;
  },
};
