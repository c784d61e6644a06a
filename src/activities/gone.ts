import { artefactHash, type ObjectName, objectNames } from '../domain/index.js';
import { type GoneCandidates, getArtefact, goneCandidates, type Ledger } from '../ledger/index.js';
import { parseDocument } from '../reports/index.js';
import type { Connection } from './connections.js';

type Gone = Partial<Record<ObjectName, GoneCandidates>>;

/** Objects of which more seem to have left Actimo than the migration file's `goneShare` lets the program believe by itself. */
export async function goneToAsk({ ledger, file }: Connection): Promise<Gone> {
  const gone: Gone = {};
  for (const object of objectNames) {
    const found = await goneCandidates(ledger, { object, maxShare: file.goneShare });
    if (found.asked) gone[object] = found;
  }
  return gone;
}

/** How many records of an object had left Actimo by the approved report with this hash. */
export async function goneInReport(ledger: Ledger, report: string, object: ObjectName): Promise<number> {
  const artefact = await getArtefact(ledger, { hash: artefactHash(report) });
  if (artefact === null) return 0;
  const { gone } = parseDocument(artefact.body).data as { readonly gone?: Gone };
  return gone?.[object]?.candidates ?? 0;
}
