/** The gates in the order in which a migration meets them. `mapping` and `schema` are decided side by side. */
export const gateNames = ['scope', 'mapping', 'schema', 'sample', 'cutOver', 'accept'] as const;
export type GateName = (typeof gateNames)[number];

/** A document that a gate is about. `code` is the first ten digits of `hash`; `blocked` says why yes is not possible yet. */
export interface DocumentRef {
  readonly kind: string;
  readonly hash: string;
  readonly code: string;
  /** One line for the Temporal UI and the terminal; no personal data. */
  readonly headline: string;
  readonly blocked?: string | undefined;
  /** False when the document reports something that is not in order. */
  readonly clean: boolean;
}

/** What a person (or a script of theirs) sends to decide a gate; the same JSON as a signal or an update named `decide`. */
export interface DecisionInput {
  readonly gate: GateName;
  /** The document's hash, or at least its first ten digits. */
  readonly artefact: string;
  readonly decision: 'approve' | 'reject';
  readonly approver: string;
  /** HMAC-SHA256 (hex) under the approver's own secret, where the migration file asks for proofs. */
  readonly proof?: string;
  /** Needed for every reject; at cut-over, who closed Actimo. */
  readonly comment?: string;
}

/** The answer to a decision: recorded in the ledger whichever way it went. */
export interface DecisionVerdict {
  readonly accepted: boolean;
  /** One sentence for the person who decided. */
  readonly sentence: string;
}

export type GateStatus = 'open' | 'approved' | 'rejected';

/** One gate as it stands. A gate that was reopened has a new document and `openings` above one. */
export interface GateState {
  readonly gate: GateName;
  readonly document: DocumentRef;
  readonly status: GateStatus;
  /** Milliseconds since 1970, workflow time. */
  readonly openedAt: number;
  readonly openings: number;
  readonly reminders: number;
  readonly decidedBy?: string;
  readonly comment?: string;
}
