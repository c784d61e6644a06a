import type { Columns, SourceRef } from '../../domain/index.js';
import { pointsTo } from '../agree/lookup.js';
import { verdict } from '../agree/verdict.js';
import type { FieldVerdict } from '../types.js';
import type { MembershipSource, Outcome, RuleContext, RuleHold } from './rule.js';

/** Look-ups to the Contact and the Account of a membership; without both there is no row. */
export function endsOf(
  { user, workspace }: MembershipSource,
  { world }: RuleContext,
  contactColumn: string,
  accountColumn: string,
): Outcome {
  const columns: Record<string, Columns[string]> = {};
  const holds: RuleHold[] = [];
  for (const [ref, column, table] of [
    [user, contactColumn, 'contact'],
    [workspace, accountColumn, 'account'],
  ] as const) {
    const there = world.targetOf(ref);
    if (there === null) return { columns: {}, waitFor: ref };
    if (there.state === 'there') columns[column] = { table, id: there.id };
    else holds.push(withoutEnd(ref, there.state));
  }
  return { columns, holds };
}

const says = { user: 'user', workspace: 'workspace', membership: 'membership' } as const;

function withoutEnd(ref: SourceRef, state: 'held' | 'dropped' | 'missing'): RuleHold {
  const who = says[ref.object];
  const field = ref.object === 'user' ? 'contact_id' : 'workspace_id';
  if (state === 'held')
    return {
      code: 'because-of',
      field,
      reason: `The ${who} of the membership is held.`,
      suggestion: `Decide about the ${who}.`,
      causedBy: ref,
    };
  if (state === 'dropped')
    return {
      code: 'because-of',
      field,
      reason: `The ${who} of the membership was left out.`,
      suggestion: 'Leave the membership out too.',
      causedBy: ref,
    };
  return { code: `${who}-missing`, field, reason: `Actimo has no such ${who} (any more).`, suggestion: 'Leave the membership out.' };
}

export function endsVerdicts(
  { user, workspace }: MembershipSource,
  readBack: Columns,
  { world }: RuleContext,
  contactColumn: string,
  accountColumn: string,
): FieldVerdict[] {
  const contact = world.targetOf(user);
  const account = world.targetOf(workspace);
  return [
    verdict(
      'contact_id',
      contactColumn,
      user.key,
      readBack[contactColumn],
      contact?.state === 'there' && pointsTo(readBack[contactColumn], 'contact', contact.id),
    ),
    verdict(
      'workspace_id',
      accountColumn,
      workspace.key,
      readBack[accountColumn],
      account?.state === 'there' && pointsTo(readBack[accountColumn], 'account', account.id),
    ),
  ];
}
