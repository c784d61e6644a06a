import { type SourceRef, sourceKey } from '../../domain/index.js';
import { isBlank } from '../body.js';
import { compiled } from '../document/compiled.js';
import { isAdmin, primaryMembership } from '../identity/memberships.js';
import type { MembershipSource } from '../rules/rule.js';
import type { MappingContext, MembershipInput, Plan } from '../types.js';
import { answeredBody, isLeftOut } from './answers.js';
import { assemble, contributions } from './assemble.js';
import { ruleContext } from './context.js';
import { userOf } from './person-source.js';

/** A membership as a source; the row's id follows from its key. */
export function membershipSource({ record, answers }: MembershipInput, { doc }: MappingContext): MembershipSource {
  const body = compiled(doc).visible('membership', answeredBody('membership', record.key, record.body, answers));
  return {
    object: 'membership',
    key: record.key,
    body,
    keyOf: () => record.key,
    user: { object: 'user', key: userOf(record.body) },
    workspace: { object: 'workspace', key: sourceKey(String(record.body['workspace_id'] ?? '')) },
  };
}

export function membershipTarget(key: MembershipInput['record']['key'], ctx: MappingContext) {
  const table = compiled(ctx.doc).membershipTable;
  return { table, id: ctx.idOf(table, 'main', key), origin: 'created' as const, before: null };
}

/**
 * A membership: the primary one of its person is on the Contact; every other one is a connection, or a row of the table for memberships. It goes where
 * its user and its workspace go: left out with them, held with them.
 */
export function planMembership(input: MembershipInput, ctx: MappingContext): Plan {
  const { record, answers } = input;
  const ref: SourceRef = { object: 'membership', key: record.key };
  if (isLeftOut(ref, answers)) return { kind: 'dropped', reason: 'Left out by decision.' };
  const source = membershipSource(input, ctx);
  for (const end of [source.user, source.workspace]) {
    const there = ctx.targetOf(end);
    if (there === null) return { kind: 'waiting', for: end };
    if (there.state === 'dropped') return { kind: 'dropped', reason: `Its ${end.object} was left out.` };
  }
  const siblings = input.siblings.filter((sibling) => !isLeftOut({ object: 'membership', key: sibling.key }, answers));
  const visible = siblings.map(({ object, key, body }) => ({
    key,
    body: compiled(ctx.doc).visible(object, answeredBody(object, key, body, answers)),
  }));
  const isPrimary = primaryMembership(visible) === record.key;
  const contact = ctx.targetOf(source.user);
  const account = ctx.targetOf(source.workspace);
  const asConnectionToo = ctx.doc.account.admins === 'connections' && isAdmin(source);
  // A primary membership goes on only when one of its ends is held or missing: then that is the only question about it.
  const onContact = isPrimary && !asConnectionToo;
  if (onContact && contact?.state === 'there' && account?.state === 'there')
    return { kind: 'carried', on: { table: 'contact', id: contact.id }, by: source.user, flags: [] };
  if (!isPrimary && ctx.doc.membership.ended === 'drop' && !isBlank(source.body['removed_at']))
    return { kind: 'dropped', reason: 'It has ended, and the mapping drops memberships that have.' };

  const target = membershipTarget(record.key, ctx);
  const rules = compiled(ctx.doc).membership.filter(({ name }) => !onContact || name === 'ends');
  const assembled = assemble(rules, source, ruleContext(ctx, target, answers), {
    part: 'main',
    applied: input.applied ?? [],
    refOf: () => ref,
    memos: ctx.doc.membership.as === 'table',
  });
  if (assembled.waitFor !== null) return { kind: 'waiting', for: assembled.waitFor };
  if (assembled.holds.length > 0) return { kind: 'held', holds: assembled.holds };
  const { table, id, origin, before } = target;
  return {
    kind: 'rows',
    rows: [
      {
        table,
        id,
        origin,
        before,
        part: 'main',
        of: ref,
        facets: assembled.facets,
        contributions: contributions(assembled, [{ ref, feeds: () => true }]),
      },
    ],
    flags: assembled.flags,
  };
}
