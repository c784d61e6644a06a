import { join } from 'node:path';
import { artefactHash } from '../../domain/index.js';
import { countHeld, getArtefact } from '../../ledger/index.js';
import { parseDocument } from '../../reports/index.js';
import type { GateState } from '../../workflows/gates.js';
import type { Progress } from '../../workflows/messages.js';
import { ClientError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';
import { kindOfGate } from '../stored-documents.js';
import { beforeTheEnd } from './before-the-end.js';
import { decideUntilTaken } from './deciding.js';
import { gateSheet } from './gate-sheet.js';
import { scheduleEdits } from './milestones.js';
import { heldTable } from './outcome.js';
import { type Play, shown } from './play.js';

/** One gate, from the document to the verdict. Answers false when the ledger is about to be purged and nothing more can be followed in it. */
export async function atGate(play: Play, gate: GateState, progress: Progress, closed: AbortSignal): Promise<boolean> {
  const { display, context, ledger, options } = play;
  const artefact = await getArtefact(ledger, { hash: artefactHash(gate.document.hash) });
  if (artefact === null) throw new ClientError('no-document', exitCodes.failed, `The ledger has no document for gate ${gate.gate}.`);
  const file = shown(join(options.out, `${kindOfGate[gate.gate]}.html`));
  for (const line of gateSheet(gate, parseDocument(artefact.body), file, context.width)) display.line(line);
  if (gate.gate === 'sample' || gate.gate === 'cutOver')
    for (const line of heldTable(await countHeld(ledger), context.width)) display.line(`│ ${line}`);
  if (gate.gate === 'sample') display.line(`│ ${await scheduleEdits(play.sandbox, options)}`);
  if (gate.gate === 'accept') return beforeTheEnd(play, gate, progress, closed);
  await decideUntilTaken(play, gate, progress, closed);
  return true;
}
