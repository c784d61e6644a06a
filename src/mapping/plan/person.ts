import { isBlank } from '../body.js';
import { compiled } from '../document/compiled.js';
import { MappingInputError } from '../errors.js';
import { isAdmin } from '../identity/memberships.js';
import type { PersonSource } from '../rules/rule.js';
import { ownName } from '../schema/own-columns.js';
import type { Hold, MappingContext, PersonInput, Plan } from '../types.js';
import { assemble, contributions } from './assemble.js';
import { ruleContext } from './context.js';
import { personSource } from './person-source.js';

/** Questions of identity that a person may have waved through; the row then says so. */
export const identityCodes: ReadonlySet<string> = new Set([
  'shared-mailbox',
  'identity-conflict',
  'existing-contact',
  'match-taken',
  'match-disagree',
  'match-twice',
  'match-merged',
]);

/** The Contact of one person, from all of their records and memberships. Nothing is decided about identity here: the caller says which Contact. */
export function planPerson(input: PersonInput, ctx: MappingContext): Plan {
  if (input.target.origin === 'existed' && input.target.before === null)
    throw new MappingInputError(`contact ${input.target.id}: a Contact that was there is planned without its earlier values`);
  const source = personSource(input, ctx.doc);
  if (source === null) return { kind: 'dropped', reason: 'Left out by decision.' };
  const question = existingContact(input, ctx, source);
  if (question !== null) return { kind: 'held', holds: question };

  const context = ruleContext(ctx, input.target, input.answers);
  const assembled = assemble(compiled(ctx.doc).person, source, context, {
    part: 'main',
    applied: input.applied ?? [],
    refOf: (object, field) =>
      object === 'membership' && source.primary !== null
        ? { object: 'membership', key: source.primary.key }
        : { object: 'user', key: field === undefined ? source.key : source.keyOf(field) },
    leftovers: source.leftovers,
    answered: wavedThrough(input),
    memos: true,
  });
  if (assembled.waitFor !== null) return { kind: 'waiting', for: assembled.waitFor };
  if (assembled.holds.length > 0) return { kind: 'held', holds: forAll(assembled.holds, source) };
  const { id, table, origin, before } = input.target;
  return {
    kind: 'rows',
    rows: [
      {
        table,
        id,
        part: 'main',
        of: { object: 'user', key: source.key },
        origin,
        before,
        facets: assembled.facets,
        contributions: contributions(assembled, feeders(source, ctx.doc.publisher.prefix)),
      },
    ],
    flags: assembled.flags,
  };
}

/** A matched Contact that the mapping wants a person to decide about. */
function existingContact({ target, answers, members }: PersonInput, { doc }: MappingContext, source: PersonSource): Hold[] | null {
  if (target.origin === 'created' || doc.contact.existing !== 'hold') return null;
  const decided = answers.some(({ kind, code }) => kind === 'link' || (kind === 'loadFlagged' && code === 'existing-contact'));
  if (decided) return null;
  const hold = {
    code: 'existing-contact',
    reason: 'There is a Contact in Dynamics that is this person.',
    suggestion: 'Link to it, or load: its blanks are then filled and its other values stay.',
  };
  return forAll([{ object: 'user', key: source.key, hold }], {
    ...source,
    members: members.filter(({ key }) => source.members.some((member) => member.key === key)),
  });
}

const wavedThrough = ({ answers }: PersonInput): { code: string; field?: string }[] =>
  answers
    .filter(({ kind, code, object }) => kind === 'loadFlagged' && object === 'user' && identityCodes.has(code))
    .map(({ code, field }) => ({ code, ...(field !== undefined && { field }) }));

/** One held record of a person holds the others: they are one row. */
function forAll(holds: readonly Hold[], { members }: Pick<PersonSource, 'members'>): Hold[] {
  const first = holds[0];
  if (first === undefined) return [];
  const asked = new Set(holds.filter(({ object }) => object === 'user').map(({ key }) => key));
  const causedBy = { object: first.object, key: first.key };
  const others = members
    .filter(({ key }) => !asked.has(key))
    .map(
      ({ key }): Hold => ({
        object: 'user',
        key,
        hold: {
          code: 'because-of',
          reason: `Another record that is on the same Contact is held: ${causedBy.object} ${causedBy.key}.`,
          suggestion: 'Decide about that one.',
        },
        causedBy,
      }),
    );
  return [...holds, ...others];
}

/** Users feed everything that is theirs; the primary membership its columns; an admin's membership the flag for admins. */
function feeders(source: PersonSource, prefix: string) {
  const adminColumn = ownName(prefix, 'IsAdmin');
  const { primary } = source;
  const feedsAdmin = source.memberships.filter(
    (membership) => membership.key !== primary?.key && isAdmin(membership) && isBlank(membership.body['removed_at']),
  );
  return [
    ...source.members.map(({ key }) => ({
      ref: { object: 'user' as const, key },
      feeds: (_column: string, object: string) => object === 'user' || primary === null,
    })),
    ...(primary === null
      ? []
      : [
          { ref: { object: 'membership' as const, key: primary.key }, feeds: (_column: string, object: string) => object === 'membership' },
        ]),
    ...feedsAdmin.map(({ key }) => ({ ref: { object: 'membership' as const, key }, feeds: (column: string) => column === adminColumn })),
  ];
}
