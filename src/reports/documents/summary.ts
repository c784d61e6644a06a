import { type ObjectName, objectLabels, objectNames } from '../../domain/index.js';
import { decisionSheet, worstFirst } from '../decision.js';
import { type Cell, type Document, type Fact, type Finding, plain, type Section, type TableSection } from '../document.js';
import { count, duration, plural } from '../format.js';
import type { AnswerLine, CountsByObject, DeltaCounts, Difference, GoneByObject, HeldByReason, MigrationFacts } from '../inputs.js';
import { code, countsTable, flagged, number, objectsOf, sumFindings, text, toned, total } from '../tables.js';
import {
  answersSection,
  answerTimes,
  asFinding,
  deltaSection,
  differencesSection,
  goneFindings,
  heldSection,
  undecidedFindings,
  unfinishedFindings,
} from './shared.js';

export interface SummaryInput {
  readonly migration: MigrationFacts;
  /** `aborted`: writing was stopped before the end; the summary says what is in Dynamics now. Default `completed`. */
  readonly outcome?: 'completed' | 'aborted';
  readonly counts: CountsByObject;
  /** In which phase each record was first verified. */
  readonly phases: Readonly<Partial<Record<ObjectName, PhaseCounts>>>;
  readonly reconciliation: { readonly clean: boolean; readonly differences: readonly Difference[] };
  readonly delta: DeltaCounts;
  /** Seconds by phase; `migration` is the whole. Shown, not part of the hash. */
  readonly timings: Readonly<Record<string, number>>;
  readonly held: readonly HeldByReason[];
  /** The answers in force to questions about held records. */
  readonly answers: readonly AnswerLine[];
  readonly decisions: readonly DecisionLine[];
  readonly undo: UndoInfo;
  /** Where the documents are, and anything else to look at: label and place. */
  readonly places: readonly { readonly label: string; readonly where: string }[];
  readonly gone?: GoneByObject;
  readonly warnings?: readonly (string | Finding)[];
}

export interface PhaseCounts {
  readonly sample: number;
  readonly full: number;
  readonly delta: number;
}

export interface DecisionLine {
  readonly gate: string;
  readonly decision: 'approve' | 'reject';
  readonly approver: string;
  /** First ten digits of the document's hash. */
  readonly code: string;
  /** False where the gate did not take it: a wrong code, a wrong gate, a second answer. */
  readonly accepted: boolean;
  readonly comment?: string;
  /** ISO 8601. Shown, not part of the hash. */
  readonly at?: string;
}

export interface UndoInfo {
  /** ISO 8601; shown, not part of the hash. */
  readonly until?: string;
  /** Rows that a roll-back would delete and rows that it would give their earlier values back, by table. */
  readonly rows: readonly { readonly table: string; readonly created: number; readonly changed: number }[];
}

/** Everything at the end: what arrived, what did not and why, who decided what, and what can still be taken back. */
export function buildSummary(input: SummaryInput): Document {
  const { migration, counts, reconciliation } = input;
  const aborted = input.outcome === 'aborted';
  const findings = worstFirst([
    ...(aborted ? [abortedFinding] : []),
    ...sumFindings(counts, 'attention'),
    ...(reconciliation.clean ? [] : [uncleanFinding(reconciliation.differences.length)]),
    ...unfinishedFindings(counts),
    ...goneFindings(input.gone ?? {}, { asks: false }),
    ...undecidedFindings(input.held),
    ...(input.warnings ?? []).map(asFinding),
  ]);
  return {
    kind: 'summary',
    title: aborted ? 'Summary of an aborted migration' : 'Summary',
    migration: migration.name,
    headline: `${aborted ? 'Aborted: ' : ''}${plural(total(counts, 'read'), 'record')} read, ${count(total(counts, 'verified'))} verified, ${count(total(counts, 'held'))} held, reconciliation ${reconciliation.clean ? 'clean' : 'not clean'}`,
    findings,
    decision: decisionSheet('accept', migration),
    sections: sections(input),
    data: plain({ objects: counts, reconciliation, delta: input.delta, phases: input.phases }),
    personalData: true,
    ...(input.undo.until !== undefined && { undoUntil: input.undo.until }),
    times: times(input),
  };
}

const abortedFinding: Finding = {
  severity: 'attention',
  text: 'The migration was aborted: what had been written by then is in Dynamics, the rest is not.',
  next: '`rollback` takes it back; a yes leaves Dynamics as it is now and closes the undo.',
};

const uncleanFinding = (differences: number): Finding => ({
  severity: 'attention',
  text: `The reconciliation is not clean: ${plural(differences, 'difference')}.`,
  next: 'The undo stays open. Look at the differences, then `retry`, `accept` or `rollback`.',
});

function times({ timings, decisions, answers }: SummaryInput): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(Object.entries(timings).map(([phase, seconds]) => [`Time for ${phase}`, duration(seconds)])),
    ...Object.fromEntries(
      decisions.flatMap(({ at, gate, decision, approver }, index) =>
        at ? [[`Decision ${index + 1}: ${gate}, ${decision} by ${approver}`, at]] : [],
      ),
    ),
    ...answerTimes(answers),
  };
}

function sections(input: SummaryInput): readonly Section[] {
  const { counts, reconciliation, held, answers, decisions, undo, places } = input;
  return [
    phasesTable(input),
    countsTable(counts),
    {
      kind: 'facts',
      title: 'Reconciliation',
      facts: [
        { label: 'Result', value: reconciliation.clean ? toned('clean', 'good') : toned('not clean', 'bad') },
        { label: 'Differences', value: flagged(reconciliation.differences.length, 'bad') },
      ],
    },
    ...(reconciliation.differences.length > 0 ? [differencesSection(reconciliation.differences, 200, '')] : []),
    deltaSection(input.delta),
    heldSection(held),
    answersSection(answers),
    {
      kind: 'table',
      title: 'Who decided what',
      columns: [number('No.'), text('Gate'), text('Decision'), text('By'), text('Code'), text('Comment')],
      rows: decisions.map(decisionRow),
      empty: 'No decision is recorded.',
    },
    {
      kind: 'table',
      title: 'What a roll-back would do',
      note: 'It deletes rows that the migration created and gives changed rows their earlier values back. A created row on which others have hung something stays and is listed. What flows and plug-ins did elsewhere, and what audit history, recycle bin and backups keep, it cannot take back.',
      columns: [text('Table'), number('Rows to delete'), number('Rows to restore')],
      rows: undo.rows.map(({ table, created, changed }) => [code(table), created, changed]),
      empty: 'Nothing was written.',
    },
    { kind: 'facts', title: 'Where to look', facts: places.map(({ label, where }): Fact => ({ label, value: code(where) })) },
  ];
}

const decisionRow = ({ gate, decision, approver, code: digits, accepted, comment }: DecisionLine, index: number): readonly Cell[] => [
  index + 1,
  gate,
  accepted ? toned(decision, decision === 'approve' ? 'good' : 'warn') : toned(`${decision}, not taken`, 'quiet'),
  approver,
  code(digits.slice(0, 10)),
  comment ?? '',
];

/** Per object: in which phase its records were first verified, and what is held. */
function phasesTable({ counts, phases, held }: SummaryInput): TableSection {
  const row = (object: ObjectName): readonly number[] => {
    const { sample = 0, full = 0, delta = 0 } = phases[object] ?? {};
    const undecided = held.filter((line) => line.object === object).reduce((sum, line) => sum + line.undecided, 0);
    return [counts[object]?.read ?? 0, sample, full, delta, counts[object]?.verified ?? 0, counts[object]?.held ?? 0, undecided];
  };
  const objects = objectsOf(counts);
  const sums = objects.map(row).reduce((all, line) => all.map((sum, index) => sum + (line[index] ?? 0)), [0, 0, 0, 0, 0, 0, 0]);
  const cells = (line: readonly number[]): readonly Cell[] =>
    line.map((value, index) => (index === 4 ? flagged(value, 'good') : index > 4 ? flagged(value, 'warn') : value));
  return {
    kind: 'table',
    title: 'What arrived, and when',
    note: 'Sample, full and delta say in which phase a record was first read back and found right. Verified is what is right now.',
    columns: [
      text('Object'),
      number('Read'),
      number('Sample'),
      number('Full'),
      number('Delta'),
      number('Verified'),
      number('Held'),
      number('Undecided'),
    ],
    rows: objectNames.filter((object) => objects.includes(object)).map((object) => [objectLabels[object], ...cells(row(object))]),
    foot: ['All', ...cells(sums)],
  };
}
