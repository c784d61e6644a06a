import { createHmac, timingSafeEqual } from 'node:crypto';
import { proofText } from '../domain/index.js';
import { listDecisions, recordDecision, setBrake, tryAgain } from '../ledger/index.js';
import type { DecisionInput, DecisionVerdict, DocumentRef, GateName } from '../workflows/gates.js';
import type { AnyCommand, CommandName } from '../workflows/messages.js';
import { beating } from './beating.js';
import type { Connection, Connections } from './connections.js';

interface Of {
  readonly migration: string;
}

/** Decisions and commands: each is recorded, whichever way it went. */
export const gateActivities = (connections: Connections) => ({
  /** Adds to the workflow's verdict what the migration file asks of approvers, and records the decision. Sending the same again records it once. */
  async recordDecision(
    input: Of & {
      readonly input: DecisionInput;
      readonly verdict: DecisionVerdict;
      readonly document: DocumentRef | null;
      readonly at: number;
    },
  ): Promise<DecisionVerdict> {
    return beating(async () => {
      const connection = await connections.of(input.migration);
      const verdict = input.verdict.accepted ? await approverVerdict(connection, connections.deps.env, input) : input.verdict;
      const { gate, decision, approver, proof, comment } = input.input;
      await recordDecision(connection.ledger, {
        kind: 'gate',
        about: gate,
        artefact: input.document?.hash ?? input.input.artefact,
        decision,
        who: approver,
        proof: proof ?? null,
        comment: comment ?? null,
        accepted: verdict.accepted,
        sentence: verdict.sentence,
        at: new Date(input.at).toISOString(),
      });
      connections.deps.log.info({ migration: input.migration, gate, decision, accepted: verdict.accepted }, 'a decision was recorded');
      return verdict;
    });
  },

  async recordCommand(
    input: Of & { readonly command: CommandName; readonly input: AnyCommand; readonly verdict: DecisionVerdict; readonly at: number },
  ): Promise<void> {
    return beating(async () => {
      const { ledger } = await connections.of(input.migration);
      if (input.verdict.accepted && input.command === 'retry') await tryAgain(ledger);
      if (input.verdict.accepted && input.command === 'throttle') await setBrake(ledger, input.input.requestsPerSecond ?? 0);
      await recordDecision(ledger, {
        kind: 'command',
        about: input.command,
        artefact: null,
        decision: input.command,
        who: String(input.input?.by ?? ''),
        proof: null,
        comment: input.input?.comment ?? null,
        accepted: input.verdict.accepted,
        sentence: input.verdict.sentence,
        at: new Date(input.at).toISOString(),
      });
      connections.deps.log.info(
        { migration: input.migration, command: input.command, accepted: input.verdict.accepted },
        'a command was recorded',
      );
    });
  },

  /** Nobody said anything: the undo window closed by itself, and that is in the books. */
  async recordUndoClosed(input: Of & { readonly at: number }): Promise<void> {
    return beating(async () => {
      const { ledger } = await connections.of(input.migration);
      await recordDecision(ledger, {
        kind: 'gate',
        about: 'accept',
        artefact: null,
        decision: 'unanswered',
        who: 'nobody',
        proof: null,
        comment: null,
        accepted: true,
        sentence: 'Everything was clean and nobody answered: the undo window closed.',
        at: new Date(input.at).toISOString(),
      });
    });
  },

  /** A gate waits; whoever watches the log or the metrics hears of it. */
  async remind(input: Of & { readonly gate: GateName; readonly reminders: number; readonly openSince: number }): Promise<void> {
    return beating(async () => {
      const { migration, gate, reminders } = input;
      connections.deps.log.warn(
        { migration, gate, reminders, openSince: new Date(input.openSince).toISOString() },
        'a gate waits for a decision',
      );
    });
  },
});

async function approverVerdict(
  { file, ledger, migration }: Connection,
  env: Readonly<Record<string, string | undefined>>,
  { input, verdict, document }: { readonly input: DecisionInput; readonly verdict: DecisionVerdict; readonly document: DocumentRef | null },
): Promise<DecisionVerdict> {
  const { approvers, claimedIsEnough, twoPersons } = file.approvals;
  if (approvers && !approvers.includes(input.approver)) {
    return { accepted: false, sentence: `${input.approver} is not among the approvers of the migration file.` };
  }
  if (!claimedIsEnough && !isProven(migration, input, document?.hash ?? '', env)) {
    return {
      accepted: false,
      sentence: `The migration file asks for proof of who decides, and the proof for ${input.approver} is missing or wrong.`,
    };
  }
  if (twoPersons && input.decision === 'approve') {
    const others = (await listDecisions(ledger)).some(
      ({ about, artefact, decision, who, sentence }) =>
        about === input.gate && artefact === document?.hash && decision === 'approve' && who !== input.approver && sentence === firstOfTwo,
    );
    if (!others) return { accepted: false, sentence: firstOfTwo };
  }
  return verdict;
}

const firstOfTwo = 'Recorded as the first of two: a second person must approve the same document.';

/** Secrets of approvers: `APPROVER_SECRETS=ida=...,bo=...`, in the worker's environment only. */
function isProven(migration: string, input: DecisionInput, hash: string, env: Readonly<Record<string, string | undefined>>): boolean {
  const secret = (env.APPROVER_SECRETS ?? '')
    .split(',')
    .map((pair) => pair.split('='))
    .find(([name]) => name?.trim() === input.approver)?.[1];
  if (!secret || !input.proof || !/^[0-9a-f]{64}$/.test(input.proof)) return false;
  const expected = createHmac('sha256', secret)
    .update(proofText(migration, input.gate, hash, input.decision))
    .digest();
  return timingSafeEqual(expected, Buffer.from(input.proof, 'hex'));
}
