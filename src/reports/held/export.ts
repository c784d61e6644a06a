import type { Blob } from 'node:buffer';
import type Stream from 'node:stream';
import writeExcelFile, { type Cell, type CellObject, type Feature } from 'write-excel-file/node';
import { getOrderOfSiblings, insertElementMarkupAccordingToOrderOfSiblings } from 'write-excel-file/utility';
import { ReportError } from '../errors.js';
import { byKey, byText } from '../format.js';
import { writePrivateFile } from '../private-file.js';
import { cellsOf, decisionMeanings, type HeldLine, heldColumns, heldDecisions, heldSheet } from './columns.js';

/**
 * Writes the questions as a workbook to decide in: one line each, a decision column with a drop-down list, and a second sheet that says what each decision
 * does. Every cell is text: a value that begins with `=` is never a formula, and an id with leading zeros keeps them.
 */
export async function exportHeld(file: string, held: readonly HeldLine[]): Promise<void> {
  if (held.length > maxLines)
    throw new ReportError(
      'too-many-held',
      `${held.length} questions do not fit into a workbook of ${maxLines} lines.`,
      'Answer by reason in the mapping first, then export the rest.',
    );
  const lines = [...held].sort((a, b) => byText(a.object, b.object) || byKey(a.key, b.key) || byKey(a.id, b.id)).map(cellsOf);
  const workbook = writeExcelFile(
    [
      {
        sheet: heldSheet,
        columns: heldColumns.map(({ width }) => ({ width })),
        stickyRowsCount: 1,
        data: [
          heldColumns.map(({ title }) => heading(title)),
          ...lines.map((line) => heldColumns.map(({ title }) => asText(line[title], editable.has(title)))),
        ],
      },
      { sheet: 'How to decide', columns: [{ width: 16 }, { width: 70 }, { width: 32 }], data: legend },
    ],
    { features: [dropDown(lines.length)] },
  );
  await writePrivateFile(file, await workbook.toBuffer());
}

/** Excel's own limit is 1,048,576 rows. */
const maxLines = 1_000_000;

const editable: ReadonlySet<string> = new Set(['decision', 'value', 'comment', 'decided by']);

const heading = (title: string): Cell => ({
  value: title,
  type: String,
  format: '@',
  fontWeight: 'bold',
  backgroundColor: editable.has(title) ? '#FBF3E2' : '#EEF1F2',
});

/** Format `@` is Excel's Text: what a person types over it stays text too. An editable empty cell is written, so that it has that format. */
function asText(value: string, forEditing: boolean): CellObject | null {
  if (value === '' && !forEditing) return null;
  return { value, type: String, format: '@', alignVertical: 'top', wrap: true };
}

const legend: Cell[][] = [
  ['decision', 'what it does', 'value column'].map((title) => ({ value: title, type: String, fontWeight: 'bold' as const })),
  ...heldDecisions.map((name) => [name, decisionMeanings[name].does, decisionMeanings[name].value].map((value) => asText(value, false))),
  [],
  ...[
    'Fill in decision, value, comment and decided by; leave the other columns as they are. A line without a decision stays as it is.',
    'The workbook is read as a whole: if one line is wrong, none is taken, and every wrong line is named.',
    'Records held because of another record are released with it and need no decision of their own.',
  ].map((sentence) => [{ ...asText(sentence, false), columnSpan: 3 }]),
];

/** A drop-down list on the decision column; the spreadsheet refuses any other word. */
function dropDown(lines: number): Feature<Stream | Buffer | Blob> {
  const column = String.fromCharCode('A'.charCodeAt(0) + heldColumns.findIndex(({ title }) => title === 'decision'));
  const markup =
    `<dataValidations count="1"><dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${column}2:${column}${Math.max(2, lines + 1)}">` +
    `<formula1>"${heldDecisions.join(',')}"</formula1></dataValidation></dataValidations>`;
  const order = getOrderOfSiblings('xl/worksheets/sheet{id}.xml', 'worksheet') ?? [];
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _options, { sheetIndex }) =>
            sheetIndex === 0 ? insertElementMarkupAccordingToOrderOfSiblings(xml, markup, order, 'worksheet') : xml,
        },
      },
    },
  };
}
