import type { GateState } from '../../workflows/gates.js';
import type { Progress } from '../../workflows/messages.js';
import { approve, reject } from '../decide.js';
import { ClientError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';
import { explain } from '../explain-error.js';
import type { Decision } from './approvers.js';
import type { Play } from './play.js';

/** Decides; a person whose decision is refused hears why and may try again, the demo's own approvers must not be refused. */
export async function decideUntilTaken(play: Play, gate: GateState, progress: Progress, closed: AbortSignal): Promise<Decision | null> {
  const { display, decider } = play;
  if (gate.document.blocked && !play.options.interactive) {
    throw new ClientError('demo-blocked', exitCodes.failed, `Gate ${gate.gate} cannot be approved: ${gate.document.blocked}`);
  }
  for (;;) {
    const decision = await decider(gate, closed);
    if (decision === null) {
      display.line('└─ decided by somebody else');
      return null;
    }
    try {
      const verdict = await send(play, gate, progress, decision);
      display.line(
        `└─ ${decision.by} says ${decision.decision === 'approve' ? 'yes' : 'no'}${decision.comment ? `: "${decision.comment}"` : ''}`,
      );
      display.line(`   ${verdict}`);
      return decision;
    } catch (error) {
      const { exit, message } = explain(error);
      if (exit !== exitCodes.refused && exit !== exitCodes.usage) throw error;
      if (!play.options.interactive) throw error;
      display.line(`   ${message}`);
    }
  }
}

/** The same two functions that `approve` and `reject` call. */
function send(
  { context, handle }: Play,
  { gate }: GateState,
  progress: Progress,
  { decision, by, code, comment }: Decision,
): Promise<string> {
  return decision === 'approve'
    ? approve(context, handle, progress, { gate, code, comment, as: by })
    : reject(context, handle, progress, { gate, code, comment: comment ?? '', as: by });
}
