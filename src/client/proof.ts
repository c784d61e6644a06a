import { createHmac } from 'node:crypto';
import type { DecisionInput } from '../workflows/gates.js';

/** What a proof is made over; the worker checks the same text (src/activities/gates.ts), which a test holds together. */
export const proofText = (migration: string, gate: string, hash: string, decision: DecisionInput['decision']): string =>
  [migration, gate, hash, decision].join('\n');

/** HMAC-SHA256 in hex under the approver's own secret: says that just this person decided just this. */
export const proofOf = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');
