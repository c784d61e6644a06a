import { createHash } from 'node:crypto';
import { allSources } from '../converge/index.js';
import type { SourceKey, SourceRecord, SourceRef } from '../domain/index.js';
import { clearSample, markSample, membershipsOfUsers } from '../ledger/index.js';
import { beating } from './beating.js';
import type { Connections } from './connections.js';

/** Of each kind of record at least so many are in the sample, as long as it has room. */
const ofEachKind = 3;

/** Who is in the sample. */
export const sampleActivities = (connections: Connections) => ({
  /**
   * Chooses people so that every kind of record occurs (workspaces, roles, languages, each custom property, with and without manager, e-mail, phone, ...)
   * and fills up evenly; with them come their workspaces and memberships. The same data give the same sample.
   */
  async selectSample(input: { readonly migration: string }): Promise<{ people: number }> {
    return beating(async () => {
      const { ledger, file } = await connections.of(input.migration);
      const chooser = new SampleChooser(file.sample.size);
      for await (const page of allSources({ ledger }, 'user')) {
        const memberships = await membershipsOfUsers(
          ledger,
          page.map(({ key }) => key),
        );
        const byUser = new Map<string, SourceRecord[]>();
        for (const membership of memberships) {
          const user = String(membership.body.contact_id);
          byUser.set(user, [...(byUser.get(user) ?? []), membership]);
        }
        for (const user of page) chooser.offer(user, byUser.get(user.key) ?? []);
      }
      const people = chooser.chosen();
      await clearSample(ledger);
      const refs: SourceRef[] = people.map((key) => ({ object: 'user', key }));
      for (const { key, body } of await membershipsOfUsers(ledger, people)) {
        refs.push({ object: 'membership', key }, { object: 'workspace', key: String(body.workspace_id) as SourceKey });
      }
      await markSample(ledger, refs);
      return { people: people.length };
    });
  },
});

/** Keeps, per kind, the few users whose hashed keys are lowest: an even choice that needs no second look at the records. */
class SampleChooser {
  private readonly kinds = new Map<string, { key: SourceKey; rank: string }[]>();

  constructor(private readonly size: number) {}

  offer(user: SourceRecord, memberships: readonly SourceRecord[]): void {
    const rank = createHash('sha256').update(user.key).digest('hex');
    for (const kind of kindsOf(user, memberships)) this.keep(kind, { key: user.key, rank }, ofEachKind);
    this.keep('everybody', { key: user.key, rank }, this.size);
  }

  private keep(kind: string, candidate: { key: SourceKey; rank: string }, most: number): void {
    const kept = this.kinds.get(kind) ?? [];
    if (kept.length < most) kept.push(candidate);
    else {
      const worst = kept.reduce((a, b) => (a.rank > b.rank ? a : b));
      if (worst.rank <= candidate.rank) return;
      kept.splice(kept.indexOf(worst), 1, candidate);
    }
    this.kinds.set(kind, kept);
  }

  chosen(): SourceKey[] {
    const chosen = new Set<SourceKey>();
    const everybody = this.kinds.get('everybody') ?? [];
    const kinds = [...this.kinds.keys()].filter((kind) => kind !== 'everybody').sort();
    // One of each kind first, then a second and a third, so that a small sample still has seen everything once.
    for (let round = 0; round < ofEachKind; round += 1) {
      for (const kind of kinds) {
        const next = (this.kinds.get(kind) ?? []).sort((a, b) => (a.rank < b.rank ? -1 : 1))[round];
        if (next && chosen.size < this.size) chosen.add(next.key);
      }
    }
    for (const { key } of everybody.sort((a, b) => (a.rank < b.rank ? -1 : 1))) if (chosen.size < this.size) chosen.add(key);
    return [...chosen];
  }
}

/** What a user is an example of: which fields have a value, and the values of those that have few. No value that names a person. */
function kindsOf({ body }: SourceRecord, memberships: readonly SourceRecord[]): string[] {
  const kinds = Object.entries(body).map(([field, value]) => `${field}:${value === null || value === '' ? 'none' : 'some'}`);
  for (const field of ['language', 'status', 'opt_out', 'allow_email', 'allow_sms', 'country_code'])
    if (field in body) kinds.push(`${field}=${String(body[field])}`);
  kinds.push(`memberships:${Math.min(memberships.length, 3)}`);
  for (const membership of memberships)
    kinds.push(
      `workspace=${String(membership.body.workspace_id)}`,
      `role=${String(membership.body.role)}`,
      `ended:${membership.body.removed_at != null}`,
    );
  return kinds;
}
