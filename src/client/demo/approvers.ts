import { input as ask, select } from '@inquirer/prompts';
import type { GateName, GateState } from '../../workflows/gates.js';
import { type Context, personOf } from '../context.js';
import { approvers } from './migration-yaml.js';

/** What somebody decides at a gate. */
export interface Decision {
  readonly decision: 'approve' | 'reject';
  readonly by: string;
  readonly code: string;
  readonly comment?: string;
}

/** Decides a gate; null when somebody else decided it meanwhile, e.g. in Temporal's web UI. */
export type Decider = (gate: GateState, closed: AbortSignal) => Promise<Decision | null>;

/** Two people who take turns. The first one sends the scope back once, so that a no is seen. */
export function twoApprovers(): Decider {
  let turn = 0;
  let sentBack = false;
  return async ({ gate, document }) => {
    const by = approvers[turn % approvers.length] ?? approvers[0];
    turn += 1;
    if (gate === 'scope' && !sentBack) {
      sentBack = true;
      return {
        decision: 'reject',
        by,
        code: document.code,
        comment: 'Some people joined only this morning. Please read Actimo once more.',
      };
    }
    return { decision: 'approve', by, code: document.code, ...commentOn(gate) };
  };
}

const commentOn = (gate: GateName): { readonly comment?: string } =>
  gate === 'cutOver' ? { comment: `Actimo was closed for changes by ${approvers[0]}.` } : {};

/** Asks whoever sits at the terminal. */
export const personAtTerminal =
  (context: Context): Decider =>
  async ({ gate, document }, closed) => {
    const asking = { signal: closed };
    try {
      const decision = await select(
        {
          message: `Gate ${gate}:`,
          choices: [
            { value: 'approve' as const, name: 'yes', disabled: document.blocked ? '(not possible yet, see above)' : false },
            { value: 'reject' as const, name: 'no' },
          ],
        },
        asking,
      );
      const by = await ask({ message: 'Your name:', default: personOf(context, undefined) }, asking);
      const code = decision === 'approve' ? await ask({ message: 'Approval code, from page one of the document:' }, asking) : document.code;
      const needed = decision === 'reject' || gate === 'cutOver';
      const comment = await ask(
        { message: needed ? (gate === 'cutOver' ? 'Who closed Actimo?' : 'Why?') : 'Comment (may stay empty):', required: needed },
        asking,
      );
      return { decision, by, code, ...(comment === '' ? {} : { comment }) };
    } catch (error) {
      if (closed.aborted) return null;
      throw error;
    }
  };
