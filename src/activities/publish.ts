import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { putArtefact } from '../ledger/index.js';
import { type Document, documentJson, documentRef, type MigrationFacts, type SummaryJson, writeDocument } from '../reports/index.js';
import type { DocumentRef } from '../workflows/gates.js';
import type { Connection } from './connections.js';

/** Stores a document in the ledger under its hash, writes it for people, and answers what the workflow keeps of it. */
export async function publish({ ledger, file }: Connection, document: Document): Promise<DocumentRef> {
  await putArtefact(ledger, { kind: document.kind, body: documentJson(document).json });
  await mkdir(file.reports.dir, { recursive: true, mode: 0o700 });
  await writeDocument(file.reports.dir, document);
  return documentRef(document);
}

/** Which migration a document is about, and its durations as the migration file says them. */
export async function migrationFacts({ migration, actimo, file }: Connection): Promise<MigrationFacts> {
  return { name: migration, client: await actimo.client(), undoWindow: file.rollbackWindow, deltaWindow: file.delta.window };
}

/** Replaces `summary.json` in the reports folder in one step; readable by its owner only. */
export async function writeSummaryJson({ file }: Connection, summary: SummaryJson): Promise<void> {
  const path = join(file.reports.dir, 'summary.json');
  await mkdir(file.reports.dir, { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, `${JSON.stringify(summary, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
