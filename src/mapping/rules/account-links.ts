import { pointsTo } from '../agree/lookup.js';
import { verdict } from '../agree/verdict.js';
import { reads } from './kit.js';
import type { AccountSource, Rule, RuleContext } from './rule.js';

/** A further location hangs on the Account of its workspace. */
export const parentOfLocation: Rule<AccountSource> = {
  name: 'parentOfLocation',
  table: 'account',
  facet: 'links',
  reads: reads('workspace', 'locations'),
  says: 'a further location hangs on its workspace',
  columns: () => ['parentaccountid'],
  write: ({ key, part }, { world }) =>
    part === 'main' ? { columns: {} } : { columns: { parentaccountid: { table: 'account', id: world.idOf('account', 'main', key) } } },
  agrees: ({ key, part }, readBack, { world }) =>
    part === 'main'
      ? []
      : [
          verdict(
            'locations',
            'parentaccountid',
            `workspace ${key}`,
            readBack['parentaccountid'],
            pointsTo(readBack['parentaccountid'], 'account', world.idOf('account', 'main', key)),
          ),
        ],
};

/** The first admin who has a Contact, as the Account's primary contact: in the second facet, because Contacts come after Accounts. */
export const primaryContact: Rule<AccountSource> = {
  name: 'primaryContact',
  table: 'account',
  facet: 'links',
  reads: [],
  says: 'the first admin as the primary contact',
  columns: () => ['primarycontactid'],

  write({ key, part }, context) {
    if (!applies(part, context)) return { columns: {} };
    const admins = context.world.adminsOf(key);
    const states = admins.map((admin) => context.world.targetOf({ object: 'user', key: admin }));
    const first = states.find((there) => there?.state === 'there');
    return {
      columns: { primarycontactid: first?.state === 'there' ? { table: 'contact', id: first.id } : null },
      ...(admins.length > 0 &&
        states[0]?.state !== 'there' && {
          flags: [
            {
              code: 'admin-not-there',
              text: 'The first admin of the workspace has no Contact (yet); the next one who has became the primary contact, or nobody.',
            },
          ],
        }),
    };
  },

  agrees({ key, part }, readBack, context) {
    if (!applies(part, context)) return [];
    let wanted: string | null = null;
    for (const admin of context.world.adminsOf(key)) {
      const there = context.world.targetOf({ object: 'user', key: admin });
      if (there?.state === 'there') {
        wanted = there.id;
        break;
      }
    }
    return [
      verdict(
        'admins',
        'primarycontactid',
        wanted === null ? null : 'first admin',
        readBack['primarycontactid'],
        pointsTo(readBack['primarycontactid'], 'contact', wanted),
      ),
    ];
  },
};

const applies = (part: string, { doc }: RuleContext): boolean => part === 'main' && doc.account.admins === 'primaryContact';
