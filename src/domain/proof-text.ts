/** What an approver's proof (HMAC-SHA256 under their own secret) is made over: it says that just this person decided just this. */
export const proofText = (migration: string, gate: string, hash: string, decision: 'approve' | 'reject'): string =>
  [migration, gate, hash, decision].join('\n');
