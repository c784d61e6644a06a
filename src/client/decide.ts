import { resolve } from 'node:path';
import { mappingKind, proofText } from '../domain/index.js';
import { getArtefact, type Ledger, putArtefact } from '../ledger/index.js';
import { readApprovalCode } from '../reports/index.js';
import type { DecisionInput, GateName } from '../workflows/gates.js';
import type { Progress } from '../workflows/messages.js';
import type { Context } from './context.js';
import { personOf } from './context.js';
import { refusal, usageError } from './errors.js';
import { readMapping } from './mapping-file.js';
import type { MigrationHandle, SendOptions } from './migration-handle.js';
import { proofOf } from './proof.js';
import { openGate } from './standing.js';

export interface Answer extends SendOptions {
  readonly gate: GateName;
  /** The approval code as typed; a reject may leave it out and is then about the document that the gate has now. */
  readonly code?: string | undefined;
  readonly comment?: string | undefined;
  readonly as?: string | undefined;
}

/** Says yes. The code is what shows that the document was read, so it is never filled in. Answers the verdict; refusals are thrown. */
export async function approve(
  context: Context,
  handle: MigrationHandle,
  progress: Progress | null,
  answer: Answer & { readonly code: string },
): Promise<string> {
  return handle.decide(decision(context, handle.migration, progress, 'approve', answer), answer);
}

/** Says no; with `mappingFile`, a changed mapping comes along and is what the next design starts from. */
export async function reject(
  context: Context,
  handle: MigrationHandle,
  progress: Progress | null,
  answer: Answer & { readonly comment: string; readonly mappingFile?: string | undefined; readonly ledger?: Ledger | undefined },
): Promise<string> {
  const input = decision(context, handle.migration, progress, 'reject', answer);
  const { mappingFile, ledger } = answer;
  if (mappingFile === undefined) return handle.decide(input, answer);
  if (ledger === undefined) throw usageError('A changed mapping needs the ledger.', 'Set DATABASE_URL.');
  return rejectWithMapping(context, handle, progress, { input, ledger, mappingFile, send: answer });
}

/** Gates of which a no leads to a new design, and with it to people being asked about the changed mapping. */
const designFollows: ReadonlySet<GateName> = new Set(['scope', 'mapping', 'schema', 'sample']);

async function rejectWithMapping(
  context: Context,
  handle: MigrationHandle,
  progress: Progress | null,
  {
    input,
    ledger,
    mappingFile,
    send,
  }: { readonly input: DecisionInput; readonly ledger: Ledger; readonly mappingFile: string; readonly send: SendOptions },
): Promise<string> {
  if (!designFollows.has(input.gate)) {
    throw refusal(
      'A changed mapping can come with a no to the scope, the mapping, the schema or the sample: after each of them everything is designed again.',
    );
  }
  if (send.asSignal) throw usageError('A changed mapping needs an answer: leave out --signal.');
  openGate(progress, input.gate);
  const { json } = await readMapping(resolve(context.cwd, mappingFile), ledger.client);
  const before = await getArtefact(ledger, { kind: mappingKind });
  await putArtefact(ledger, { kind: mappingKind, body: json });
  try {
    return await handle.decide(input, send);
  } catch (error) {
    // A no that was not taken must not leave a mapping behind that nobody will be asked about.
    if (before !== null) await putArtefact(ledger, { kind: mappingKind, body: before.body });
    throw error;
  }
}

function decision(
  context: Context,
  migration: string,
  progress: Progress | null,
  kind: DecisionInput['decision'],
  answer: Answer,
): DecisionInput {
  const { gate, comment } = answer;
  const typed = answer.code === undefined ? undefined : readApprovalCode(answer.code);
  if (typed !== undefined && !/^[0-9a-f]{10,64}$/.test(typed))
    throw usageError('That is no approval code: it has ten digits, from 0 to 9 and a to f.', 'It stands on page one of the document.');
  const artefact = typed ?? openGate(progress, gate).document.hash;
  const secret = context.env.A2D_APPROVER_SECRET;
  return {
    gate,
    artefact,
    decision: kind,
    approver: personOf(context, answer.as),
    ...(comment ? { comment } : {}),
    ...(secret ? { proof: proofOf(secret, proofText(migration, gate, wholeHash(progress, gate, artefact), kind)) } : {}),
  };
}

/** A proof is over the whole hash, which a typed code is only the beginning of. */
function wholeHash(progress: Progress | null, gate: GateName, artefact: string): string {
  if (artefact.length === 64) return artefact;
  const { hash } = openGate(progress, gate).document;
  if (!hash.startsWith(artefact))
    throw refusal(`The code does not belong to the document that gate ${gate} is about now.`, `Read that one: \`show ${gate}\`.`);
  return hash;
}
