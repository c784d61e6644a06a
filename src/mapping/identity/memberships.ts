import type { SourceKey, SourceRecord } from '../../domain/index.js';
import { compareKeys, isBlank } from '../body.js';
import { toFlag } from '../write/flag.js';
import { toInstant } from '../write/instant.js';

type Membership = Pick<SourceRecord, 'key' | 'body'>;

/** When it began, for sorting; the unreadable and the unknown last. */
const began = ({ body }: Membership): string => toInstant(body['added_at'])?.iso ?? '9999';
const isActive = ({ body }: Membership): boolean => isBlank(body['removed_at']);
const byKey = (a: Membership, b: Membership): number =>
  compareKeys(String(a.body['workspace_id'] ?? a.key), String(b.body['workspace_id'] ?? b.key)) || compareKeys(a.key, b.key);
const earliestFirst = (a: Membership, b: Membership): number => (began(a) < began(b) ? -1 : began(a) > began(b) ? 1 : byKey(a, b));

/**
 * The membership that becomes the Contact's parent account: the one that Actimo flags, else the earliest that is active, else the one with the lowest
 * workspace id. Several flags count as one group, in which the same order decides.
 */
export function primaryMembership(memberships: readonly Membership[]): SourceKey | null {
  const flagged = memberships.filter(({ body }) => toFlag(body['primary']) === true);
  const group = flagged.length > 0 ? flagged : memberships;
  const active = group.filter(isActive).sort(earliestFirst);
  return (active[0] ?? [...group].sort(byKey)[0])?.key ?? null;
}

export const isAdmin = ({ body }: Membership): boolean => `${(body['role'] ?? '') as string}`.trim().toLowerCase() === 'admin';

/** Admins among a workspace's memberships, those who still are, earliest first: the order that `MappingContext.adminsOf` answers in. */
export function workspaceAdmins(memberships: readonly Membership[]): SourceKey[] {
  const admins = memberships.filter((membership) => isAdmin(membership) && isActive(membership) && !isBlank(membership.body['contact_id']));
  return admins
    .sort((a, b) =>
      began(a) < began(b) ? -1 : began(a) > began(b) ? 1 : compareKeys(String(a.body['contact_id']), String(b.body['contact_id'])),
    )
    .map(({ body }) => String(body['contact_id']) as SourceKey);
}
