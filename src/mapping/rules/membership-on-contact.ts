import { isEmpty, sameText } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import { isAdmin } from '../identity/memberships.js';
import { ownLength } from '../schema/own-columns.js';
import { cutTo, toText } from '../write/text.js';
import { asking, holds, own, reads, unplacedOf } from './kit.js';
import { moment } from './moment.js';
import type { Outcome, PersonSource, Rule, RuleContext, Source } from './rule.js';

/** The primary membership as a source of its own: the parent account says where, these columns say in which role and for how long. */
const ofPrimary = ({ primary }: PersonSource): Source | null =>
  primary === null ? null : { object: 'membership', key: primary.key, body: primary.body, keyOf: () => primary.key };

function onPrimary(rule: Rule<Source>): Rule<PersonSource> {
  const nothing = (context: RuleContext): Outcome => ({
    columns: Object.fromEntries(rule.columns(context.doc).map((column) => [column, null])),
  });
  return {
    ...rule,
    write: (source, context) => {
      const primary = ofPrimary(source);
      return primary === null ? nothing(context) : rule.write(primary, context);
    },
    agrees: (source, readBack, context) => {
      const primary = ofPrimary(source) ?? { object: 'membership', key: source.key, body: {}, keyOf: () => source.key };
      return rule.agrees(primary, readBack, context);
    },
  };
}

export const memberSince: Rule<PersonSource> = onPrimary(
  moment({ name: 'memberSince', table: 'contact', object: 'membership', field: 'added_at', column: (doc) => own(doc, 'MemberSince') }),
);
export const memberUntil: Rule<PersonSource> = onPrimary(
  moment({ name: 'memberUntil', table: 'contact', object: 'membership', field: 'removed_at', column: (doc) => own(doc, 'MemberUntil') }),
);

export const memberRole: Rule<PersonSource> = onPrimary({
  name: 'memberRole',
  table: 'contact',
  facet: 'core',
  reads: reads('membership', 'role'),
  says: 'role in the primary workspace',
  columns: (doc) => [own(doc, 'MemberRole')],
  write: (source, { doc }) => {
    const column = own(doc, 'MemberRole');
    const text = toText(source.body['role']);
    if (text === undefined) return asking({ [column]: null }, holds.notText('role'), unplacedOf(source, 'role'));
    if (text !== null && text.length > ownLength('MemberRole'))
      return asking(
        { [column]: cutTo(text, ownLength('MemberRole')) },
        holds.tooLong('role', text.length, ownLength('MemberRole')),
        unplacedOf(source, 'role'),
      );
    return { columns: { [column]: text } };
  },
  agrees: (source, readBack, context) => {
    const column = own(context.doc, 'MemberRole');
    const said = source.body['role'];
    const found = readBack[column];
    const left =
      !isBlank(said) &&
      ['not-text', 'too-long'].some((code) => context.accepts(code, 'role')) &&
      context.unplacedHas(source.key, 'role', said);
    return [
      verdict(
        'role',
        column,
        said,
        found,
        (typeof said !== 'object' && sameText(said, found)) || (said === null && isEmpty(found)) || left,
      ),
    ];
  },
});

/** Whether the person is an admin of any workspace now. */
export const adminFlag: Rule<PersonSource> = {
  name: 'adminFlag',
  table: 'contact',
  facet: 'core',
  reads: reads('membership', 'role'),
  says: 'yes for an admin of any workspace',
  columns: (doc) => [own(doc, 'IsAdmin')],
  write: ({ memberships }, { doc }) => ({
    columns: { [own(doc, 'IsAdmin')]: memberships.some((one) => isAdmin(one) && isBlank(one.body['removed_at'])) },
  }),
  agrees: ({ memberships }, readBack, { doc }) => {
    const roles = memberships
      .filter(({ body }) => isBlank(body['removed_at']))
      .map(({ body }) => `${(body['role'] ?? '') as string}`.trim());
    const found = readBack[own(doc, 'IsAdmin')];
    return [verdict('role', own(doc, 'IsAdmin'), roles.join(', '), found, found === roles.some((role) => /^admin$/i.test(role)))];
  },
};
