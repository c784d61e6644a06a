import { documentJson } from './canonical.js';
import type { DecisionSheet, Document, DocumentKind, Finding } from './document.js';
import { capped } from './format.js';
import { type GateName, gateWords } from './gates.js';
import type { MigrationFacts } from './inputs.js';

const order = { blocks: 0, attention: 1, note: 2 } as const;

/** Worst first, otherwise in the order given. */
export const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => order[a.severity] - order[b.severity]);

export const isClean = (findings: readonly Finding[]): boolean => findings.every(({ severity }) => severity === 'note');

export function decisionSheet(gate: GateName, migration: MigrationFacts): DecisionSheet {
  const { question, yes, no, unanswered, undo } = gateWords(gate, migration);
  return { gate, question, yes, no, unanswered, undo };
}

/** What a gate needs to know of its document: see `documentRef`. */
export interface DocumentReference {
  readonly kind: DocumentKind;
  readonly hash: string;
  readonly code: string;
  readonly headline: string;
  /** Why yes is not possible yet. */
  readonly blocked?: string;
  readonly clean: boolean;
}

/** A document in the few words that the workflow keeps: no personal data. */
export function documentRef(document: Document): DocumentReference {
  const { hash, code } = documentJson(document);
  const blocked = document.findings.filter(({ severity }) => severity === 'blocks').map(({ text }) => text);
  const { kind, headline, findings } = document;
  return { kind, hash, code, headline, clean: isClean(findings), ...(blocked.length > 0 && { blocked: capped(blocked.join(' '), 500) }) };
}

/** The exact commands that decide a gate. `program` is what the operator types to start this program. */
export function decisionCommands(
  gate: GateName,
  code: string,
  program = 'actimo-to-dynamics',
): { readonly approve: string; readonly reject: string } {
  const comment = gate === 'cutOver' ? ' --comment "Actimo was closed by <name>"' : '';
  return { approve: `${program} approve ${gate} --code ${code}${comment}`, reject: `${program} reject ${gate} --comment "<why>"` };
}
