import type { ColumnValue } from '../../domain/index.js';
import { isCutOf, isEmpty, sameText } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import { cutTo, toText } from '../write/text.js';
import { asking, holds, reads, unplacedOf } from './kit.js';
import { endsOf, endsVerdicts } from './membership-ends.js';
import { moment } from './moment.js';
import type { MembershipSource, Rule } from './rule.js';

/** Logical name of the table for memberships, where the mapping asks for one. */
export const membershipTable = (prefix: string): string => `${prefix}_membership`;
export const membershipRoleLength = 100;

/** The rules of that table; its name depends on the prefix, so they are made per document. */
export function membershipTableRules(prefix: string): readonly Rule<MembershipSource>[] {
  const table = membershipTable(prefix);
  const column = (name: string) => `${prefix}_${name}`;
  return [
    {
      name: 'name',
      table,
      facet: 'core',
      reads: [],
      says: 'the key of the membership',
      columns: () => [column('name')],
      write: ({ key }) => ({ columns: { [column('name')]: key } }),
      agrees: ({ user, workspace }, readBack) => {
        const wanted = [workspace.key, user.key].join(':');
        return [verdict('id', column('name'), wanted, readBack[column('name')], readBack[column('name')] === wanted)];
      },
    },
    {
      name: 'ends',
      table,
      facet: 'core',
      reads: reads('membership', 'contact_id', 'workspace_id'),
      says: 'look-ups to the Contact and the Account',
      columns: () => [column('contactid'), column('accountid')],
      write: (source, context) => endsOf(source, context, column('contactid'), column('accountid')),
      agrees: (source, readBack, context) => endsVerdicts(source, readBack, context, column('contactid'), column('accountid')),
    },
    {
      name: 'role',
      table,
      facet: 'core',
      reads: reads('membership', 'role'),
      says: 'the role as Actimo has it',
      columns: () => [column('role')],
      write: (source) => {
        const text = toText(source.body['role']);
        if (text === undefined) return asking({ [column('role')]: null }, holds.notText('role'), unplacedOf(source, 'role'));
        if (text !== null && text.length > membershipRoleLength)
          return asking(
            { [column('role')]: cutTo(text, membershipRoleLength) },
            holds.tooLong('role', text.length, membershipRoleLength),
            unplacedOf(source, 'role'),
          );
        return { columns: { [column('role')]: text } };
      },
      agrees: ({ key, body }, readBack, context) => {
        const said = body['role'];
        const found = readBack[column('role')];
        const same = typeof said === 'object' && !isBlank(said) ? false : sameText(isBlank(said) ? null : said, found);
        const left = ['not-text', 'too-long'].some((code) => context.accepts(code, 'role')) && context.unplacedHas(key, 'role', said);
        return [verdict('role', column('role'), said, found, same || (left && isShortened(said, found)))];
      },
    },
    moment({ name: 'dates', table, object: 'membership', field: 'added_at', column: () => column('addedat') }),
    moment({ name: 'dates', table, object: 'membership', field: 'removed_at', column: () => column('removedat') }),
  ];
}

/** What is left of a role that was no text, or longer than its column. */
const isShortened = (said: unknown, found: ColumnValue | undefined): boolean =>
  typeof said === 'object' ? isEmpty(found) : isCutOf(said, found, membershipRoleLength);
