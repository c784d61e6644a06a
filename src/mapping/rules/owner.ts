import { type SourceKey, sourceKey } from '../../domain/index.js';
import { pointsTo } from '../agree/lookup.js';
import { verdict } from '../agree/verdict.js';
import { fieldOf } from '../body.js';
import type { AccountSource, PersonSource, Rule, RuleContext, Source } from './rule.js';

type OwnerOf<S> = (source: S, context: RuleContext) => SourceKey | null;

/**
 * The owner of a new row, by e-mail address of somebody in Actimo, else the fallback owner. Set on create only: a changed owner cascades to everything
 * that hangs on the row (docs/facts/dataverse.md §8).
 */
function owner<S extends Source>(table: string, ownerOf: OwnerOf<S>): Rule<S> {
  return {
    name: 'owner',
    table,
    facet: 'core',
    reads: [],
    createOnly: true,
    says: 'owner, set once',
    columns: () => ['ownerid'],

    write(source, context) {
      const user = ownerOf(source, context);
      const email = user === null ? null : context.world.emailOf(user);
      const { id, fallback, table: ownerTable = 'systemuser' } = context.world.owners(email);
      return {
        columns: { ownerid: { table: ownerTable, id } },
        ...(fallback &&
          user !== null && {
            flags: [
              { code: 'owner-fallback', text: 'The wanted owner is no enabled user who may own the table; the fallback owner was set.' },
            ],
          }),
      };
    },

    agrees(source, readBack, context) {
      const user = ownerOf(source, context);
      const wanted = context.world.owners(user === null ? null : context.world.emailOf(user));
      return [
        verdict(
          'owner',
          'ownerid',
          wanted.fallback ? 'fallback owner' : 'owner by e-mail',
          readBack['ownerid'],
          pointsTo(readBack['ownerid'], wanted.table ?? 'systemuser', wanted.id),
        ),
      ];
    },
  };
}

export const personOwner: Rule<PersonSource> = owner('contact', ({ body, primary }, { doc, world }) => {
  if (doc.contact.owner === 'fallback') return null;
  const from = doc.contact.owner === 'manager' ? fieldOf(body, 'manager_id') : fieldOf(primary?.body ?? {}, 'workspace_id');
  if (from === null) return null;
  const key = sourceKey(`${from as string}`.trim());
  return doc.contact.owner === 'manager' ? key : (world.adminsOf(key)[0] ?? null);
});

export const accountOwner: Rule<AccountSource> = owner('account', ({ key }, { doc, world }) =>
  doc.account.admins === 'owner' ? (world.adminsOf(key)[0] ?? null) : null,
);
