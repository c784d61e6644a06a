import type { HoldReason, SourceKey } from '../../domain/index.js';
import { compareKeys } from '../body.js';
import type { MappingDocument } from '../document/schema.js';
import type { HeldAnswer, Person, PersonKeys, PersonRule } from '../types.js';

export interface People {
  readonly people: readonly Person[];
  readonly held: readonly { readonly userKey: SourceKey; readonly hold: HoldReason }[];
}

/**
 * Who is the same person: same employee number; same e-mail address and same name; same phone and same name. One address with several names is a
 * shared mailbox, and people whose keys contradict each other are nobody's guess: both are held. What a person answered comes first.
 *
 * Every user is either in `people` or in `held`. The person's key is the lowest of its members' keys. Needs all users at once; keeps their keys only.
 */
export function groupPeople(keys: Iterable<PersonKeys>, doc: MappingDocument, answers: readonly HeldAnswer[] = []): People {
  const users = [...keys].sort((a, b) => compareKeys(a.userKey, b.userKey));
  const decided = new Map<SourceKey, HeldAnswer>();
  for (const answer of answers) if (answer.object === 'user' && isAboutIdentity(answer)) decided.set(answer.key, answer);
  const alone = (user: PersonKeys) => decided.has(user.userKey) && decided.get(user.userKey)?.kind !== 'merge';

  const groups = new Groups(users.length);
  const links = new Map<number, PersonRule>();
  link(users, groups, links, alone);
  merge(users, groups, links, decided);

  const held = new Map<number, HoldReason>();
  holdContradictions(users, groups, decided, held);
  if (doc.contact.sharedMailbox === 'hold') holdSharedMailboxes(users, groups, decided, held);
  return answerOf(users, groups, links, held);
}

/** Answers that say who somebody is. A value, or an answer to another question, says nothing about that. */
const isAboutIdentity = ({ kind, code }: HeldAnswer): boolean =>
  kind === 'merge' || kind === 'leaveOut' || ((kind === 'link' || kind === 'loadFlagged') && identityQuestions.has(code));
const identityQuestions: ReadonlySet<string> = new Set(['shared-mailbox', 'identity-conflict']);

/** Sets of users that are one person: union-find over their positions, the lowest position being the set's name. */
class Groups {
  private readonly parent: Int32Array;

  constructor(size: number) {
    this.parent = Int32Array.from({ length: size }, (_, index) => index);
  }

  find(index: number): number {
    let root = index;
    while (this.parent[root] !== root) root = this.parent[root] ?? root;
    let at = index;
    while (at !== root) {
      const next = this.parent[at] ?? root;
      this.parent[at] = root;
      at = next;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [low, high] = [this.find(a), this.find(b)].sort((left, right) => left - right);
    if (low !== undefined && high !== undefined && low !== high) this.parent[high] = low;
  }
}

function link(users: readonly PersonKeys[], groups: Groups, links: Map<number, PersonRule>, alone: (user: PersonKeys) => boolean): void {
  const first = new Map<string, number>();
  const rules: readonly (readonly [PersonRule, (user: PersonKeys) => readonly string[]])[] = [
    ['employeeNumber', ({ employeeNumber }) => (employeeNumber === null ? [] : [employeeNumber])],
    ['emailAndName', ({ email, name }) => (email === null || name === '' ? [] : [`${email}\n${name}`])],
    ['phoneAndName', ({ phones, name }) => (name === '' ? [] : phones.map((phone) => `${phone}\n${name}`))],
  ];
  for (const [rule, valuesOf] of rules) {
    first.clear();
    for (const [index, user] of users.entries()) {
      if (alone(user)) continue;
      for (const value of valuesOf(user)) {
        const other = first.get(value);
        if (other === undefined) first.set(value, index);
        else {
          if (groups.find(other) !== groups.find(index)) {
            groups.join(other, index);
            if (!links.has(index)) links.set(index, rule);
          }
        }
      }
    }
  }
}

function merge(
  users: readonly PersonKeys[],
  groups: Groups,
  links: Map<number, PersonRule>,
  decided: ReadonlyMap<SourceKey, HeldAnswer>,
): void {
  if (decided.size === 0) return;
  const positions = new Map(users.map(({ userKey }, index) => [userKey, index]));
  for (const [key, { kind, into }] of decided) {
    const from = positions.get(key);
    const to = into === undefined ? undefined : positions.get(into);
    if (kind !== 'merge' || from === undefined || to === undefined) continue;
    groups.join(from, to);
    links.set(Math.max(from, to), 'answered');
  }
}

function holdContradictions(
  users: readonly PersonKeys[],
  groups: Groups,
  decided: ReadonlyMap<SourceKey, HeldAnswer>,
  held: Map<number, HoldReason>,
): void {
  const numbers = new Map<number, Set<string>>();
  for (const [index, { employeeNumber, userKey }] of users.entries()) {
    if (employeeNumber === null || decided.has(userKey)) continue;
    const root = groups.find(index);
    numbers.set(root, (numbers.get(root) ?? new Set()).add(employeeNumber));
  }
  for (const [root, seen] of numbers) if (seen.size > 1) held.set(root, identityConflict);
}

function holdSharedMailboxes(
  users: readonly PersonKeys[],
  groups: Groups,
  decided: ReadonlyMap<SourceKey, HeldAnswer>,
  held: Map<number, HoldReason>,
): void {
  const mailboxes = new Map<string, Set<number>>();
  for (const [index, { email, userKey }] of users.entries()) {
    if (email === null || decided.get(userKey)?.kind === 'leaveOut') continue;
    mailboxes.set(email, (mailboxes.get(email) ?? new Set()).add(groups.find(index)));
  }
  const settled = new Set(users.flatMap(({ userKey }, index) => (decided.has(userKey) ? [groups.find(index)] : [])));
  for (const roots of mailboxes.values()) {
    if (roots.size < 2) continue;
    for (const root of roots) if (!settled.has(root) && !held.has(root)) held.set(root, sharedMailbox(roots.size));
  }
}

function answerOf(
  users: readonly PersonKeys[],
  groups: Groups,
  links: ReadonlyMap<number, PersonRule>,
  held: ReadonlyMap<number, HoldReason>,
): People {
  const people = new Map<number, { personKey: SourceKey; members: { userKey: SourceKey; rule: PersonRule }[] }>();
  const holds: { userKey: SourceKey; hold: HoldReason }[] = [];
  for (const [index, { userKey }] of users.entries()) {
    const root = groups.find(index);
    const hold = held.get(root);
    if (hold !== undefined) {
      holds.push({ userKey, hold });
      continue;
    }
    const person = people.get(root) ?? { personKey: userKey, members: [] };
    person.members.push({ userKey, rule: links.get(index) ?? 'only' });
    people.set(root, person);
  }
  return { people: [...people.values()], held: holds };
}

const identityConflict: HoldReason = {
  code: 'identity-conflict',
  field: 'employee_id',
  reason: 'Same name and same e-mail address or phone as another user, but another employee number.',
  suggestion: 'Merge the two, or load each one.',
};

const sharedMailbox = (names: number): HoldReason => ({
  code: 'shared-mailbox',
  field: 'email',
  reason: `The e-mail address is used with ${names} different names.`,
  suggestion: 'Give each one an address of their own, load each one with the shared address, or merge them.',
});
