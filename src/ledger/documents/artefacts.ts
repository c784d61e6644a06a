import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type ArtefactHash, artefactHash } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';

/** A document as people decide on it. */
export interface Artefact {
  readonly hash: ArtefactHash;
  readonly kind: string;
  /** Canonical JSON; `hash` is the SHA-256 of its UTF-8 bytes. */
  readonly body: string;
  /** When it was stored last. ISO 8601, UTC. */
  readonly at: string;
}

/** Stores a document under the SHA-256 of its text. Storing an old one again makes it the newest of its kind. */
export async function putArtefact(ledger: Ledger, artefact: { readonly kind: string; readonly body: string }): Promise<ArtefactHash> {
  const hash = artefactHash(createHash('sha256').update(artefact.body, 'utf8').digest('hex'));
  await sql`
    insert into artefact (kind, hash, body) values (${artefact.kind}, decode(${hash}, 'hex'), ${artefact.body})
    on conflict (hash, kind) do update set at = excluded.at, newest = excluded.newest`.execute(ledger.db);
  return hash;
}

/** A document by its hash, or the newest of a kind. */
export async function getArtefact(
  ledger: Ledger,
  which: { readonly hash: ArtefactHash } | { readonly kind: string },
): Promise<Artefact | null> {
  const wanted = 'hash' in which ? sql`hash = decode(${which.hash}, 'hex')` : sql`kind = ${which.kind}`;
  const { rows } = await sql<Omit<Artefact, 'at'> & { at: Date }>`
    select encode(hash, 'hex') as hash, kind, body, at from artefact where ${wanted} order by newest desc limit 1`.execute(ledger.db);
  const found = rows[0];
  return found === undefined ? null : { ...found, at: found.at.toISOString() };
}
