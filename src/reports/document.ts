import type { GateName } from './gates.js';

/** The documents that a migration writes, in the order in which they appear; `undo` only after a roll-back. */
export const documentKinds = ['scope', 'mapping', 'schema', 'sample', 'reconciliation', 'summary', 'undo'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** What JSON can hold. Documents are plain JSON all through, so that one canonical text stands for each. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** The facts of a document: interfaces of plain data are JSON, although the compiler cannot tell from their names. */
export const plain = (facts: object): Json => facts as Json;

/** How a value is meant, for colour and for readers who see none: the page adds a word or a mark, never colour alone. */
export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

/** One value on the page. `code` sets it in the fixed-width face: names of columns, ids, values as they are stored. */
export type Cell = string | number | boolean | null | { readonly text: string; readonly tone?: Tone; readonly code?: boolean };

export interface Fact {
  readonly label: string;
  readonly value: Cell;
  readonly note?: string;
}

export interface Column {
  readonly title: string;
  /** Numbers go right. Default left. */
  readonly align?: 'left' | 'right';
}

export interface FactsSection {
  readonly kind: 'facts';
  readonly title: string;
  readonly note?: string;
  readonly facts: readonly Fact[];
}

export interface TableSection {
  readonly kind: 'table';
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Set apart below the rows: totals. */
  readonly foot?: readonly Cell[];
  /** How many rows there are beyond those shown. */
  readonly more?: number;
  /** Said instead of the table when it has no rows. */
  readonly empty?: string;
}

export interface ParagraphsSection {
  readonly kind: 'paragraphs';
  readonly title: string;
  readonly paragraphs: readonly string[];
}

/** Text to be read as it stands, line breaks and all. */
export interface VerbatimSection {
  readonly kind: 'verbatim';
  readonly title: string;
  readonly note?: string;
  readonly text: string;
}

export type Section = FactsSection | TableSection | ParagraphsSection | VerbatimSection;

/**
 * Something that is not in order. `blocks`: yes is not possible yet. `attention`: yes is possible, but read this first. `note`: good to know, nothing is wrong.
 * No personal data in the text: a finding is shown on the terminal and in Temporal's own pages too.
 */
export interface Finding {
  readonly severity: 'blocks' | 'attention' | 'note';
  readonly text: string;
  /** What to do about it. */
  readonly next?: string;
}

/** Page one: everything that a person needs to say yes or no. */
export interface DecisionSheet {
  readonly gate: GateName;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly unanswered: string;
  /** Until when what yes causes can be taken back, in words. */
  readonly undo: string;
}

/** A document as people read it, before it is HTML or JSON. */
export interface Document {
  readonly kind: DocumentKind;
  readonly title: string;
  /** Name of the migration. */
  readonly migration: string;
  /** One line for a terminal and for Temporal's own pages; no personal data. */
  readonly headline: string;
  /** Worst first. A document without `blocks` and `attention` is clean. */
  readonly findings: readonly Finding[];
  readonly decision?: DecisionSheet;
  readonly sections: readonly Section[];
  /** The facts behind the sections, for programs. */
  readonly data: Json;
  /** Set when it shows values of people's records, so that the page warns whoever passes it on. */
  readonly personalData: boolean;
  /** When the undo closes (ISO 8601), for page one; not part of the hash. */
  readonly undoUntil?: string;
  /** Instants (ISO 8601) and durations by label. Shown, and never part of the hash: the same content has the same code whenever it is written. */
  readonly times?: Readonly<Record<string, string>>;
}
