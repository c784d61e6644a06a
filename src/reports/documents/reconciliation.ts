import { decisionSheet, worstFirst } from '../decision.js';
import { type Document, type Finding, plain, type Section } from '../document.js';
import { count, plural } from '../format.js';
import type {
  AnswerLine,
  CountsByObject,
  DeltaCounts,
  Difference,
  GoneByObject,
  HeldByReason,
  KeptRow,
  MigrationFacts,
} from '../inputs.js';
import { code, countsTable, number, sumFindings, text, toned, total } from '../tables.js';
import {
  answersSection,
  answerTimes,
  asFinding,
  deltaSection,
  differencesSection,
  goneFindings,
  heldSection,
  keptSection,
  sortedDifferences,
  undecidedFindings,
  unfinishedFindings,
} from './shared.js';

export interface ReconciliationInput {
  readonly migration: MigrationFacts;
  readonly counts: CountsByObject;
  /** Rows that the books expect in each table against the rows found there. */
  readonly countsInDynamics: readonly TableCount[];
  readonly differences: readonly Difference[];
  readonly held?: readonly HeldByReason[];
  /** The answers in force to questions about held records. */
  readonly answers?: readonly AnswerLine[];
  /** Rows that stay although their record left Actimo, because others use them. */
  readonly kept?: readonly KeptRow[];
  readonly delta: DeltaCounts;
  /** What the comparison itself concluded. */
  readonly clean: boolean;
  /** The one before cut-over asks for a decision; the one after the last delta only reports. */
  readonly decides: boolean;
  readonly gone?: GoneByObject;
  readonly warnings?: readonly (string | Finding)[];
  /** How many differences are shown; default 500. */
  readonly differencesShown?: number;
}

export interface TableCount {
  readonly table: string;
  readonly expected: number;
  readonly found: number;
}

/** Both sides compared, count by count and field by field. */
export function buildReconciliation(input: ReconciliationInput): Document {
  const { migration, counts, countsInDynamics, differences, clean, decides, gone = {} } = input;
  const known = [
    ...sumFindings(counts),
    ...(differences.length === 0 ? [] : [differenceFinding(differences.length)]),
    ...countsInDynamics.filter(({ expected, found }) => expected !== found).map(tableFinding),
    ...unfinishedFindings(counts),
    ...goneFindings(gone, { asks: decides }),
    ...undecidedFindings(input.held),
    ...(input.warnings ?? []).map(asFinding),
  ];
  const findings = worstFirst(clean || known.length > 0 ? known : [uncleanFinding]);
  return {
    kind: 'reconciliation',
    title: decides ? 'Reconciliation before cut-over' : 'Reconciliation after the last delta',
    migration: migration.name,
    headline: `${plural(total(counts, 'read'), 'record')} reconciled: ${count(total(counts, 'verified'))} verified, ${plural(differences.length, 'difference')}`,
    findings,
    ...(decides && { decision: decisionSheet('cutOver', migration) }),
    sections: sections(input),
    data: plain({ clean, counts, countsInDynamics, differences: sortedDifferences(differences), delta: input.delta, gone }),
    personalData:
      differences.some(({ source, destination }) => source !== undefined || destination !== undefined) || (input.answers ?? []).length > 0,
    ...(input.answers && { times: answerTimes(input.answers) }),
  };
}

const differenceFinding = (differences: number): Finding => ({
  severity: 'attention',
  text: `${plural(differences, 'difference')} between Actimo and Dynamics.`,
  next: 'They are listed below, record by record.',
});

const tableFinding = ({ table, expected, found }: TableCount): Finding => ({
  severity: 'attention',
  text: `Table ${table} holds ${plural(found, 'row')} of this migration where ${count(expected)} are expected.`,
  next: 'Run `retry`; rows that others deleted show as conflicts.',
});

const uncleanFinding: Finding = {
  severity: 'attention',
  text: 'The two sides were not found to be equal.',
  next: 'Run `retry`, then reconcile again.',
};

function sections(input: ReconciliationInput): readonly Section[] {
  const { counts, countsInDynamics, differences, held, answers, kept = [], delta } = input;
  const all: Section[] = [
    differencesSection(differences, input.differencesShown ?? 500, 'None: every field that was compared agrees.'),
    countsTable(counts),
    {
      kind: 'table',
      title: 'Rows in Dynamics',
      note: 'Counted by asking for the rows by their ids, not by the totals that Dataverse keeps, which are a day old.',
      columns: [text('Table'), number('Expected'), number('Found'), text('Verdict')],
      rows: countsInDynamics.map(({ table, expected, found }) => [
        code(table),
        expected,
        found,
        expected === found ? toned('equal', 'good') : toned('unequal', 'bad'),
      ]),
    },
    ...(held ? [heldSection(held)] : []),
    ...(answers ? [answersSection(answers)] : []),
    deltaSection(delta),
  ];
  if (kept.length > 0)
    all.push(
      keptSection(kept, 'Rows that stay', 'Their records left Actimo, but others in Dynamics use them, so they were not deleted.', 'None.'),
    );
  return all;
}
