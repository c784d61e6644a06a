import { readFile } from 'node:fs/promises';
import readWorkbook from 'read-excel-file/node';
import { ReportError } from '../errors.js';
import {
  cellsOf,
  type HeldAnswerInput,
  type HeldCells,
  type HeldColumn,
  type HeldDecision,
  type HeldLine,
  heldColumns,
  heldDecisions,
  heldSheet,
} from './columns.js';

/** A decision read from the workbook, for the ledger's `answerHeld`. */
export interface ImportedAnswer {
  readonly id: string;
  readonly answer: HeldAnswerInput;
  readonly by: string;
  readonly comment?: string;
}

/** One wrong cell. `line` is the row number that the spreadsheet shows. */
export interface HeldImportError {
  readonly line: number;
  readonly column: HeldColumn;
  readonly message: string;
}

/** All lines, or none: `answers` are the new and changed ones, `unchanged` were decided so before, `undecided` have no decision. */
export type HeldImport =
  | { readonly ok: true; readonly answers: readonly ImportedAnswer[]; readonly unchanged: number; readonly undecided: number }
  | { readonly ok: false; readonly errors: readonly HeldImportError[] };

/**
 * Reads the decisions out of a workbook of `exportHeld`. `known` are the questions as the ledger has them now: a line whose id does not fit its record (a
 * column sorted by itself) is an error, not a decision about somebody else. Throws `ReportError` when the file is no workbook.
 */
export async function importHeld(file: string, known: readonly HeldLine[], rules: ImportRules = {}): Promise<HeldImport> {
  const { decidedBy } = rules;
  const sheet = await heldSheetOf(file);
  const [header = [], ...rows] = sheet;
  const titles = header.map((cell) => String(cell ?? '').trim());
  const missing = heldColumns.filter(({ title }) => !titles.includes(title));
  if (missing.length > 0)
    return { ok: false, errors: missing.map(({ title }) => ({ line: 1, column: title, message: `The column "${title}" is missing.` })) };

  const byId = new Map(known.map((line) => [line.id, line]));
  const seen = new Map<string, number>();
  const answers: ImportedAnswer[] = [];
  const errors: HeldImportError[] = [];
  let [unchanged, undecided] = [0, 0];
  for (const [index, row] of rows.entries()) {
    const line = index + 2;
    const cells = Object.fromEntries(heldColumns.map(({ title }) => [title, textOf(row[titles.indexOf(title)])])) as HeldCells;
    if (cells.decision === '' && cells.value === '') {
      if (cells.id !== '') undecided += 1;
      continue;
    }
    const question = byId.get(cells.id);
    const wrong = [...identityErrors(cells, question, seen.get(cells.id)), ...decisionErrors(cells, question, rules)];
    seen.set(cells.id, line);
    errors.push(...wrong.map((error) => ({ line, ...error })));
    if (wrong.length > 0 || !question) continue;
    const before = cellsOf(question);
    if ((['decision', 'value', 'comment'] as const).every((column) => before[column] === cells[column])) unchanged += 1;
    else answers.push(answerOf(cells, decidedBy));
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, answers, unchanged, undecided };
}

/** What the caller knows besides the workbook. */
export interface ImportRules {
  /** Fills an empty "decided by". */
  readonly decidedBy?: string;
  /** Whether such a decision would change anything for the question; any does unless told. */
  readonly canAnswer?: (decision: HeldDecision, question: HeldLine) => boolean;
}

type CellError = Omit<HeldImportError, 'line'>;

/** Does the line still speak of the question that its id names? */
function* identityErrors(cells: HeldCells, question: HeldLine | undefined, earlierLine: number | undefined): Generator<CellError> {
  if (cells.id === '') return yield { column: 'id', message: 'The id is missing.' };
  if (!question) return yield { column: 'id', message: `There is no open question with the id ${cells.id}; export the list again.` };
  if (earlierLine !== undefined) yield { column: 'id', message: `Line ${earlierLine} has the same id.` };
  const expected = cellsOf(question);
  for (const column of ['object', 'Actimo id', 'field'] as const)
    if (cells[column] !== expected[column])
      yield { column, message: `The question ${cells.id} is about "${expected[column]}"; the lines seem to have been mixed up.` };
  return undefined;
}

function* decisionErrors(cells: HeldCells, question: HeldLine | undefined, { decidedBy, canAnswer }: ImportRules): Generator<CellError> {
  if (cells['decided by'] === '' && !decidedBy) yield { column: 'decided by', message: 'Say who decided.' };
  const decision = cells.decision;
  if (decision === '') return yield { column: 'decision', message: 'There is a value but no decision.' };
  if (!isDecision(decision)) return yield { column: 'decision', message: `"${decision}" is not one of ${heldDecisions.join(', ')}.` };
  const problem =
    cells.value === rounded
      ? 'The spreadsheet rounded this number; format the cell as Text and type it again.'
      : valueProblem[decision](cells);
  if (problem) yield { column: 'value', message: problem };
  if (decision === 'value' && cells.field === '')
    yield { column: 'decision', message: 'This question is not about one field: a value cannot answer it.' };
  else if (decision === 'merge' && cells.object !== 'user') yield { column: 'decision', message: 'Only users can be merged.' };
  else if (question && canAnswer?.(decision, question) === false)
    yield { column: 'decision', message: `${decision} cannot answer this question: it would change nothing.` };
  return undefined;
}

const isDecision = (word: string): word is HeldDecision => (heldDecisions as readonly string[]).includes(word);

const mustBeEmpty = ({ decision, value }: HeldCells) => (value === '' ? undefined : `With ${decision} the value stays empty.`);

const valueProblem: Readonly<Record<HeldDecision, (cells: HeldCells) => string | undefined>> = {
  value: ({ value }) => (value === '' ? 'Give the value.' : undefined),
  link: ({ value }) => (guid.test(value) ? undefined : "Give the row's id, a GUID such as 0b6f0e2c-1a2b-4c3d-8e4f-5a6b7c8d9e0f."),
  merge: (cells) => {
    if (cells.value === '') return 'Give the Actimo id of the other user.';
    return cells.value === cells['Actimo id'] ? 'A user cannot be merged into itself.' : undefined;
  },
  loadFlagged: mustBeEmpty,
  leaveOut: mustBeEmpty,
};

const guid = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;

function answerOf(cells: HeldCells, decidedBy: string | undefined): ImportedAnswer {
  const kind = cells.decision as HeldDecision;
  const { value, id, comment } = cells;
  const given = {
    value: { value },
    link: { rowId: value.replaceAll(/[{}]/g, '').toLowerCase() },
    merge: { into: value },
    loadFlagged: {},
    leaveOut: {},
  }[kind];
  return { id, answer: { kind, ...given }, by: cells['decided by'] || (decidedBy ?? ''), ...(comment !== '' && { comment }) };
}

type RawCell = string | boolean | Date | null | undefined;

/** Numbers come as the text in the file, so that a phone number or an id typed as a number keeps its digits. */
async function heldSheetOf(file: string): Promise<readonly (readonly RawCell[])[]> {
  const content = await readFile(file);
  const sheets = await readWorkbook(content, { parseNumber: digitsOf, trim: true }).catch((error: unknown) => {
    throw new ReportError('not-a-workbook', 'The file is not an XLSX workbook.', 'Save it as .xlsx and import it again.', { cause: error });
  });
  const sheet = sheets.find(({ sheet: name }) => name === heldSheet);
  if (!sheet)
    throw new ReportError('not-the-held-list', `The workbook has no sheet "${heldSheet}".`, 'Import a workbook that `held export` wrote.');
  return sheet.data as readonly (readonly RawCell[])[];
}

/** Spreadsheets keep fifteen digits of a number: what is longer, and therefore in scientific notation, is no longer what was typed. */
const rounded = '#rounded#';

function digitsOf(stored: string): string {
  if (!/e/i.test(stored)) return stored;
  return Number.isSafeInteger(Number(stored)) ? String(Number(stored)) : rounded;
}

function textOf(cell: RawCell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().replace('T00:00:00.000Z', '');
  return String(cell).trim();
}
