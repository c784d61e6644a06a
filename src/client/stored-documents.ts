import { type ArtefactHash, artefactHash, mappingKind, migrationFileKind } from '../domain/index.js';
import { type Artefact, getArtefact, type Ledger, listDecisions, loadState } from '../ledger/index.js';
import {
  type Document,
  type DocumentKind,
  documentKinds,
  parseDocument,
  readApprovalCode,
  type WrittenDocument,
  writeDocument,
} from '../reports/index.js';
import { type GateName, gateNames } from '../workflows/gates.js';
import type { MigrationSnapshot } from '../workflows/migration-state.js';
import { refusal, usageError } from './errors.js';

/** The document that each gate is about. */
export const kindOfGate: Readonly<Record<GateName, DocumentKind>> = {
  scope: 'scope',
  mapping: 'mapping',
  schema: 'schema',
  sample: 'sample',
  cutOver: 'reconciliation',
  accept: 'summary',
};

/** A gate as people type it: `cut-over` and `cutover` are `cutOver`. Throws ClientError `usage`. */
export function readGate(typed: string): GateName {
  const plain = (name: string): string => name.replaceAll('-', '').toLowerCase();
  const gate = gateNames.find((name) => plain(name) === plain(typed));
  if (gate === undefined) throw usageError(`There is no gate "${typed}".`, `The gates are: ${gateNames.join(', ')}.`);
  return gate;
}

/** By gate, kind, hash or code: what the ledger has. A gate's own document goes before a newer one of its kind. Throws ClientError. */
export async function findStored(ledger: Ledger, what: string): Promise<Artefact> {
  const typed = readApprovalCode(what);
  const found = /^[0-9a-f]{10,64}$/.test(typed) ? await byCode(ledger, typed) : await byName(ledger, what);
  if (found !== null) return found;
  throw refusal(
    `Migration ${ledger.migration} has no ${what} yet.`,
    `Documents are: ${documentKinds.join(', ')}; besides ${mappingKind} and ${migrationFileKind}. \`status\` shows which gate is open.`,
  );
}

async function byName(ledger: Ledger, what: string): Promise<Artefact | null> {
  const kinds: readonly string[] = [...documentKinds, mappingKind, migrationFileKind];
  if (kinds.includes(what) && !(gateNames as readonly string[]).includes(what)) return getArtefact(ledger, { kind: what });
  const gate = readGate(what);
  const document = await gateDocument(ledger, gate);
  return document ?? getArtefact(ledger, { kind: kindOfGate[gate] });
}

async function gateDocument(ledger: Ledger, gate: GateName): Promise<Artefact | null> {
  const snapshot = (await loadState(ledger)) as MigrationSnapshot | null;
  const hash = snapshot?.gates[gate]?.document.hash;
  return hash === undefined ? null : getArtefact(ledger, { hash: artefactHash(hash) });
}

/** A code is the beginning of a hash: of a gate's document, of one that was decided on, or of the newest of a kind. */
async function byCode(ledger: Ledger, code: string): Promise<Artefact | null> {
  if (code.length === 64) return getArtefact(ledger, { hash: artefactHash(code) });
  const decided = (await listDecisions(ledger))
    .map(({ artefact }) => artefact)
    .filter((hash): hash is ArtefactHash => hash?.length === 64 && hash.startsWith(code));
  for (const hash of decided) return getArtefact(ledger, { hash });
  const candidates = [
    ...gateNames.map((gate) => gateDocument(ledger, gate)),
    ...[...documentKinds, mappingKind, migrationFileKind].map((kind) => getArtefact(ledger, { kind })),
  ];
  for (const candidate of candidates) {
    const artefact = await candidate;
    if (artefact?.hash.startsWith(code)) return artefact;
  }
  return null;
}

/** What a stored text is shown as: a document of this program, or another thing by its kind. */
export const asDocument = (artefact: Artefact): Document | null =>
  (documentKinds as readonly string[]).includes(artefact.kind) ? parseDocument(artefact.body) : null;

/** Writes the newest document of every kind into a folder, as the worker did when it made them. */
export async function writeStoredDocuments(
  ledger: Ledger,
  folder: string,
): Promise<readonly (WrittenDocument & { readonly kind: DocumentKind; readonly at: string })[]> {
  const snapshot = (await loadState(ledger)) as MigrationSnapshot | null;
  const written: (WrittenDocument & { readonly kind: DocumentKind; readonly at: string })[] = [];
  for (const kind of documentKinds) {
    const artefact = await getArtefact(ledger, { kind });
    if (artefact === null) continue;
    const document = parseDocument(artefact.body);
    // Times are no part of what is stored and signed for; the one that people ask for is known from the workflow.
    const undo = kind === 'summary' && snapshot?.undoUntil ? { undoUntil: new Date(snapshot.undoUntil).toISOString() } : {};
    written.push({ ...(await writeDocument(folder, { ...document, ...undo })), kind, at: artefact.at });
  }
  return written;
}
