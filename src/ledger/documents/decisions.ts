import { sql } from 'kysely';
import type { Ledger } from '../ledger.js';

/** Who decided or commanded what, when, on which document, and what the rules said. Refused ones are kept as well. */
export interface Decision {
  /** A decision on a gate, or a command such as `pause`. */
  readonly kind: 'gate' | 'command';
  /** The gate's or the command's name. */
  readonly about: string;
  /** Hash of the document decided on, or as much of it as was given. */
  readonly artefact: string | null;
  /** `approve`, `reject`, or a command's parameters in words. */
  readonly decision: string;
  readonly who: string;
  readonly proof: string | null;
  readonly comment: string | null;
  readonly accepted: boolean;
  /** The verdict in one sentence. */
  readonly sentence: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Adds a line to the log of decisions. With `once`, a line with the same `once` is written only the first time, so a repeated step does not repeat it. */
export async function recordDecision(ledger: Ledger, decision: Decision, once: string | null = null): Promise<void> {
  const { kind, about, artefact, who, proof, comment, accepted, sentence, at } = decision;
  await sql`
    insert into decision (kind, about, artefact, decision, who, proof, comment, accepted, sentence, at, once)
    values (${kind}, ${about}, ${artefact}, ${decision.decision}, ${who}, ${proof}, ${comment}, ${accepted}, ${sentence}, ${at}::timestamptz, ${once})
    on conflict (once) do nothing`.execute(ledger.db);
}

/** All decisions and commands, oldest first. */
export async function listDecisions(ledger: Ledger): Promise<readonly Decision[]> {
  const { rows } = await sql<Omit<Decision, 'at'> & { at: Date }>`
    select kind, about, artefact, decision, who, proof, comment, accepted, sentence, at from decision order by id`.execute(ledger.db);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
