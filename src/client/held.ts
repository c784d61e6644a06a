import { resolve } from 'node:path';
import { type RowId, rowId, type SourceKey, sourceKey } from '../domain/index.js';
import { type Answer, type AnsweredBy, answerHeld, type HeldQuestion, type Ledger, listHeld } from '../ledger/index.js';
import { canAnswer } from '../mapping/index.js';
import { exportHeld, type HeldAnswerInput, type HeldLine, importHeld } from '../reports/index.js';
import { usageError } from './errors.js';

/** The questions of a migration as the workbook has them. */
export const heldLines = async (ledger: Ledger): Promise<readonly HeldLine[]> => (await listHeld(ledger)).map(lineOf);

function lineOf({ id, object, key, hold, causedBy, answer }: HeldQuestion): HeldLine {
  return {
    id,
    object,
    key,
    hold,
    ...(causedBy === null ? {} : { causedBy }),
    ...(answer === null ? {} : { answer: inputOf(answer), ...saidOf(answer) }),
  };
}

const saidOf = ({ by, at, comment }: AnsweredBy) => ({ by, at, ...(comment === undefined ? {} : { comment }) });

const inputOf = ({ kind, value, rowId: row, into }: Answer): HeldAnswerInput => ({
  kind,
  ...(value === undefined ? {} : { value: String(value) }),
  ...(row === undefined ? {} : { rowId: row }),
  ...(into === undefined ? {} : { into }),
});

/** Writes the workbook to decide in; answers how many questions there are and how many of them wait for a person. */
export async function exportQuestions(ledger: Ledger, file: string): Promise<{ readonly questions: number; readonly undecided: number }> {
  const lines = await heldLines(ledger);
  await exportHeld(resolve(file), lines);
  return {
    questions: lines.length,
    undecided: lines.filter(({ answer, causedBy }) => answer === undefined && causedBy === undefined).length,
  };
}

export interface ImportedDecisions {
  readonly taken: number;
  readonly unchanged: number;
  readonly undecided: number;
}

/** Takes the decisions of a workbook, all or none. Throws ClientError `usage` that names every wrong cell, ReportError. */
export async function importDecisions(ledger: Ledger, file: string, decidedBy: string): Promise<ImportedDecisions> {
  const read = await importHeld(resolve(file), await heldLines(ledger), {
    decidedBy,
    canAnswer: (decision, { object, hold: { code, field } }) => canAnswer(decision, { object, code, field }),
  });
  if (!read.ok) {
    const wrong = read.errors.map(({ line, column, message }) => `  line ${line}, ${column}: ${message}`);
    throw usageError(
      `${read.errors.length === 1 ? 'One cell is' : `${read.errors.length} cells are`} wrong, so no decision was taken:\n${wrong.join('\n')}`,
      'Mend them and import the file again.',
    );
  }
  const at = new Date().toISOString();
  await answerHeld(
    ledger,
    read.answers.map(({ answer, ...said }) => ({ ...said, answer: answerOf(answer), at })),
  );
  return { taken: read.answers.length, unchanged: read.unchanged, undecided: read.undecided };
}

function answerOf({ kind, value, rowId: row, into }: HeldAnswerInput): Answer {
  const link: { rowId?: RowId } = row === undefined ? {} : { rowId: rowId(row) };
  const merge: { into?: SourceKey } = into === undefined ? {} : { into: sourceKey(into) };
  return { kind, ...(value === undefined ? {} : { value }), ...link, ...merge };
}
