import validator from 'validator';
import { asLines, isEmpty, sameText } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import { lengths } from '../schema/lengths.js';
import type { FieldVerdict } from '../types.js';
import { toText } from '../write/text.js';
import { reads } from './kit.js';
import type { Member, PersonSource, Rule, RuleHold, Unplaced } from './rule.js';

const places = ['emailaddress1', 'emailaddress2', 'emailaddress3'] as const;

/**
 * The e-mail address of a person; of several records that are one person, up to three different ones, each in a column. The spelling of the first
 * record stays. None at all, and one that cannot be an address, are questions.
 */
export const email: Rule<PersonSource> = {
  name: 'email',
  table: 'contact',
  facet: 'core',
  reads: reads('user', 'email'),
  says: 'e-mail address; further ones of the same person in the second and third column',
  columns: () => places,

  write(source) {
    const addresses: { readonly member: Member; readonly text: string }[] = [];
    const holds: RuleHold[] = [];
    const unplaced: Unplaced[] = [];
    for (const member of source.members) {
      const text = toText(member.body['email']);
      if (text === null) continue;
      if (text === undefined || text.length > lengths.contact.emailaddress) {
        holds.push(text === undefined ? notAText : tooLong(text.length));
        unplaced.push({ key: member.key, field: 'email', value: member.body['email'] });
      } else if (!addresses.some((address) => address.text.toLowerCase() === text.toLowerCase())) {
        if (!validator.isEmail(text)) holds.push(invalid);
        if (addresses.length < places.length) addresses.push({ member, text });
        else unplaced.push({ key: member.key, field: 'email', value: member.body['email'] });
      }
    }
    if (addresses.length === 0 && holds.length === 0) holds.push(none);
    // The further columns are ours only where a person has several records; otherwise others may use them as they like.
    const columns = places.slice(0, source.members.length > 1 ? 3 : 1);
    return { columns: Object.fromEntries(columns.map((column, index) => [column, addresses[index]?.text ?? null])), holds, unplaced };
  },

  agrees(source, readBack, context) {
    const said = source.members
      .filter(({ body }) => !isBlank(body['email']))
      .map(({ key, body }) => ({ key, address: body['email'] as string }));
    const found = places.slice(0, source.members.length > 1 ? 3 : 1).map((column) => readBack[column]);
    if (said.length === 0) {
      return [
        verdict(
          'email',
          'emailaddress1',
          null,
          found[0],
          found.every(isEmpty) && context.accepts('no-email', 'email'),
          'no e-mail address in Actimo',
        ),
      ];
    }
    const distinct = said.filter(
      ({ address }, index) => typeof address === 'object' || said.findIndex((other) => fold(other.address) === fold(address)) === index,
    );
    const verdicts: FieldVerdict[] = [];
    let at = 0;
    for (const { key, address } of distinct) {
      const column = places[at] ?? places[2];
      const here = at < places.length && sameText(address, readBack[column]);
      const kept = !here && context.unplacedHas(key, 'email', address);
      if (!kept) at++;
      verdicts.push(verdict('email', column, address, readBack[column], here || kept, here ? undefined : 'not in its column'));
    }
    for (const column of places.slice(at, found.length)) {
      const isSaid = distinct.some(({ address }) => sameText(address, readBack[column]));
      if (!isEmpty(readBack[column]) && !isSaid)
        verdicts.push(verdict('email', column, null, readBack[column], false, 'an address that Actimo does not have'));
    }
    return verdicts;
  },
};

const fold = (address: unknown): string =>
  asLines(`${address as string}`)
    .trim()
    .toLowerCase();

const none: RuleHold = {
  code: 'no-email',
  field: 'email',
  reason: 'There is no e-mail address.',
  suggestion: 'Give the address, or load the person without one.',
};
const invalid: RuleHold = {
  code: 'invalid-email',
  field: 'email',
  reason: 'The e-mail address cannot be one.',
  suggestion: 'Give the right address, or load it as written.',
};
const notAText: RuleHold = {
  code: 'not-text',
  field: 'email',
  reason: 'The e-mail address is a list or an object.',
  suggestion: 'Give the address.',
};
const tooLong = (length: number): RuleHold => ({
  code: 'too-long',
  field: 'email',
  reason: `The e-mail address has ${length} characters; the column takes ${lengths.contact.emailaddress}.`,
  suggestion: 'Give the right address, or load the person without it: it is kept with the values without a place.',
});
