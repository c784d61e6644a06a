import type { RowId, SourceKey } from '../domain/index.js';
import {
  type HeldAnswer,
  heldAnswers,
  holdRecords,
  type PersonMatch,
  personMatches,
  saveIdentities,
  savePersonMatches,
  setDispositions,
  targetId,
} from '../ledger/index.js';
import {
  decideMatch,
  groupPeople,
  type Hold,
  type MatchCandidate,
  matchColumns,
  matchQuery,
  type Person,
  type PersonKeys,
  personKeys,
} from '../mapping/index.js';
import type { Scene } from './scene.js';
import { allSources } from './world.js';

/** People whose Contacts are looked for at a time. */
const batch = 200;

export interface IdentityResult {
  readonly people: number;
  readonly matched: number;
  readonly held: number;
}

/**
 * Decides who is who before the first write: which users are one person, and which existing Contact each person has. What was decided once stays; a
 * different answer later is a question to a person, never a silent change.
 */
export async function resolveIdentities(scene: Scene, signal: AbortSignal): Promise<IdentityResult> {
  const { ledger, doc } = scene;
  const keys = new Map<SourceKey, PersonKeys>();
  const answers = await heldAnswers(ledger, 'user', 'all');
  const answersOf = new Map<SourceKey, HeldAnswer[]>();
  for (const answer of answers) answersOf.set(answer.key, [...(answersOf.get(answer.key) ?? []), answer]);
  for await (const page of allSources(scene, 'user'))
    for (const user of page) keys.set(user.key, personKeys(user, doc, answersOf.get(user.key)));

  const { people, held } = groupPeople(keys.values(), doc, answers);
  const holds: Hold[] = held.map(({ userKey, hold }) => ({ object: 'user', key: userKey, hold }));
  const { changed } = await saveIdentities(
    ledger,
    people.flatMap(({ personKey, members }) => members.map(({ userKey, rule }) => ({ userKey, personKey, rule }))),
  );
  for (const { userKey, was, now } of changed) {
    const reason = `Was taken for the same person as user ${was} before the first write; the records now say user ${now}.`;
    holds.push({ object: 'user', key: userKey, hold: { code: 'identity-changed', reason, suggestion: 'keep the first decision' } });
  }

  const decided = await personMatches(
    ledger,
    people.map(({ personKey }) => personKey),
  );
  const taken = new Set(decided.map(({ contactId }) => contactId).filter((id) => id !== null));
  let matched = 0;
  for (let from = 0; from < people.length; from += batch) {
    signal.throwIfAborted();
    const result = await matchBatch(scene, people.slice(from, from + batch), { keys, answers, taken, signal });
    matched += result.matched;
    holds.push(...result.holds);
  }
  await holdRecords(ledger, holds);
  await setDispositions(
    ledger,
    holds.map(({ object, key }) => ({ object, key, disposition: 'held' })),
  );
  return { people: people.length, matched, held: holds.length };
}

async function matchBatch(
  scene: Scene,
  people: readonly Person[],
  options: {
    readonly keys: ReadonlyMap<SourceKey, PersonKeys>;
    readonly answers: readonly HeldAnswer[];
    /** Contacts that people of this migration have already; grows. */
    readonly taken: Set<RowId>;
    readonly signal: AbortSignal;
  },
): Promise<{ matched: number; holds: Hold[] }> {
  const { ledger, doc } = scene;
  const { keys, answers, taken, signal } = options;
  const decided = new Set(
    (
      await personMatches(
        ledger,
        people.map(({ personKey }) => personKey),
      )
    ).map(({ personKey }) => personKey),
  );
  const open = people.filter(({ personKey }) => !decided.has(personKey));
  if (open.length === 0) return { matched: 0, holds: [] };
  const membersOf = (person: Person): PersonKeys[] =>
    person.members.map(({ userKey }) => keys.get(userKey)).filter((member) => member !== undefined);
  const candidates = await findCandidates(scene, open.map(membersOf), signal);

  const holds: Hold[] = [];
  const matches: PersonMatch[] = [];
  for (const person of open) {
    const own = targetId(ledger, 'contact', 'main', person.personKey);
    const theirs = answers.filter(({ key }) => person.members.some(({ userKey }) => userKey === key));
    const decision = decideMatch(membersOf(person), candidates, doc, { own, taken, answers: theirs });
    if (decision.kind === 'held') {
      for (const { userKey } of person.members) holds.push({ object: 'user', key: userKey, hold: decision.hold });
      continue;
    }
    if (decision.kind === 'match') taken.add(decision.id);
    matches.push({
      personKey: person.personKey,
      contactId: decision.kind === 'match' ? decision.id : null,
      rule: decision.kind === 'match' ? decision.rule : 'none',
    });
  }
  await savePersonMatches(ledger, matches);
  return { matched: matches.filter(({ contactId }) => contactId !== null).length, holds };
}

/** One search per match column for the whole batch; every hit once. */
async function findCandidates(
  { dataverse, doc }: Scene,
  people: readonly (readonly PersonKeys[])[],
  signal: AbortSignal,
): Promise<MatchCandidate[]> {
  const wanted = new Map<string, Set<string>>();
  for (const members of people) {
    for (const { columns, values } of matchQuery(members, doc)) {
      for (const column of columns) {
        const set = wanted.get(column) ?? new Set();
        for (const value of values) set.add(value);
        wanted.set(column, set);
      }
    }
  }
  const { columns: there } = await dataverse.table('contact', { signal });
  const select = matchColumns(doc).filter((column) => there.has(column));
  const found = new Map<RowId, MatchCandidate>();
  for (const [column, values] of wanted) {
    if (!there.has(column)) continue; // our own column, before the schema is in place: nobody can carry it yet
    for (const row of await dataverse.findByValues('contact', column, [...values], select, { signal }))
      found.set(row.id, { id: row.id, columns: row.columns });
  }
  return [...found.values()];
}
