import { sql } from 'kysely';
import type { RowId, SourceKey } from '../domain/index.js';
import type { Ledger } from './ledger.js';
import { recordset } from './recordset.js';

/** That a user is a person, and the rule that said so. */
export interface Identity {
  readonly userKey: SourceKey;
  readonly personKey: SourceKey;
  readonly rule: string;
}

/** Which Contact of before the migration a person is; null: it was looked for and there is none. */
export interface PersonMatch {
  readonly personKey: SourceKey;
  readonly contactId: RowId | null;
  readonly rule: string;
}

/** Somebody would be decided differently today. What was decided stays. */
export interface ChangedIdentity {
  readonly userKey: SourceKey;
  readonly was: SourceKey;
  readonly now: SourceKey;
}

export interface ChangedMatch {
  readonly personKey: SourceKey;
  readonly was: RowId | null;
  readonly now: RowId | null;
}

/** Stores who is who. What was decided before is never rewritten: a different answer is only reported. */
export async function saveIdentities(ledger: Ledger, identities: readonly Identity[]): Promise<{ changed: readonly ChangedIdentity[] }> {
  if (identities.length === 0) return { changed: [] };
  const { rows: changed } = await sql<ChangedIdentity>`
    with r as (
      select * from ${recordset(identities, '"userKey" text, "personKey" text, rule text')}
    ), added as (
      insert into identity (user_key, person_key, rule) select "userKey", "personKey", rule from r order by 1 on conflict do nothing
    )
    select i.user_key as "userKey", i.person_key as was, r."personKey" as now
      from r join identity i on i.user_key = r."userKey" and i.person_key <> r."personKey" order by 1`.execute(ledger.db);
  return { changed };
}

/** Who these users are; users who were not decided yet are absent. */
export async function identitiesOf(ledger: Ledger, userKeys: readonly SourceKey[]): Promise<readonly Identity[]> {
  if (userKeys.length === 0) return [];
  const { rows } = await sql<Identity>`
    select user_key as "userKey", person_key as "personKey", rule from identity where user_key = any(${userKeys}) order by 1`.execute(
    ledger.db,
  );
  return rows;
}

/** All users that these persons are, in the order of person and user. */
export async function membersOf(ledger: Ledger, personKeys: readonly SourceKey[]): Promise<readonly Identity[]> {
  if (personKeys.length === 0) return [];
  const { rows } = await sql<Identity>`
    select user_key as "userKey", person_key as "personKey", rule from identity
     where person_key = any(${personKeys}) order by 2, 1`.execute(ledger.db);
  return rows;
}

/** Stores which Contacts the persons matched; never rewritten, a different answer is only reported. */
export async function savePersonMatches(ledger: Ledger, matches: readonly PersonMatch[]): Promise<{ changed: readonly ChangedMatch[] }> {
  if (matches.length === 0) return { changed: [] };
  const { rows: changed } = await sql<ChangedMatch>`
    with r as (
      select * from ${recordset(matches, '"personKey" text, "contactId" uuid, rule text')}
    ), added as (
      insert into person_match (person_key, contact_id, rule) select "personKey", "contactId", rule from r order by 1 on conflict do nothing
    )
    select m.person_key as "personKey", m.contact_id as was, r."contactId" as now
      from r join person_match m on m.person_key = r."personKey" and m.contact_id is distinct from r."contactId" order by 1`.execute(
    ledger.db,
  );
  return { changed };
}

/** What was decided on these persons; those not looked for yet are absent. */
export async function personMatches(ledger: Ledger, personKeys: readonly SourceKey[]): Promise<readonly PersonMatch[]> {
  if (personKeys.length === 0) return [];
  const { rows } = await sql<PersonMatch>`
    select person_key as "personKey", contact_id as "contactId", rule from person_match
     where person_key = any(${personKeys}) order by 1`.execute(ledger.db);
  return rows;
}
