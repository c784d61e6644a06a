import { type Cell, type Document, documentJson, groupedCode, type Section } from '../../reports/index.js';
import { hanging, wrap } from './lines.js';
import { printable } from './printable.js';
import { tableLines } from './table.js';

export interface DocumentTextOptions {
  readonly width: number;
  /** Rows of a table at most; `Infinity` for all. */
  readonly rows: number;
}

/** A document for a terminal: page one first, then its sections. */
export function documentLines(document: Document, options: DocumentTextOptions): string[] {
  const { width } = options;
  const lines = [
    `${document.title}, migration ${document.migration}`,
    ...wrap(document.headline, width),
    `approval code ${groupedCode(documentJson(document).code)}`,
    ...(document.personalData ? ["(holds values of people's records)"] : []),
    '',
    ...findingLines(document, width),
    ...decisionLines(document, width),
  ];
  for (const section of document.sections) lines.push('', ...sectionLines(section, options));
  return lines;
}

const marks = { blocks: '✗', attention: '!', note: '·' } as const;

/** What is not in order, worst first (as the document has them); `most` of them. */
export function findingLines(document: Document, width: number, most = Number.POSITIVE_INFINITY): string[] {
  const { findings } = document;
  if (findings.length === 0) return ['Everything is in order.'];
  const shown = findings.slice(0, most);
  const lines = shown.flatMap(({ severity, text, next }) =>
    wrap(`${marks[severity]} ${printable(text)}${next ? ` ${printable(next)}` : ''}`, width, '  '),
  );
  return shown.length < findings.length ? [...lines, `  and ${findings.length - shown.length} more`] : lines;
}

/** The decision sheet: what is asked, and what every answer causes. */
export function decisionLines(document: Document, width: number): string[] {
  const { decision } = document;
  if (decision === undefined) return [];
  const rows = { yes: decision.yes, no: decision.no, 'no answer': decision.unanswered, undo: decision.undo };
  return ['', ...wrap(decision.question, width), ...Object.entries(rows).flatMap(([word, text]) => hanging(word.padEnd(11), text, width))];
}

function sectionLines(section: Section, { width, rows: most }: DocumentTextOptions): string[] {
  const title = section.title.toUpperCase();
  const note = 'note' in section && section.note ? wrap(section.note, width) : [];
  switch (section.kind) {
    case 'facts':
      return [
        title,
        ...note,
        ...section.facts.flatMap(({ label, value, note: more }) =>
          wrap(`${label}: ${cellText(value)}${more ? ` (${more})` : ''}`, width, '  '),
        ),
      ];
    case 'paragraphs':
      return [title, ...section.paragraphs.flatMap((text) => wrap(printable(text), width))];
    case 'verbatim':
      return [title, ...note, ...section.text.split('\n').map(printable)];
    case 'table': {
      if (section.rows.length === 0) return [title, ...note, section.empty ?? 'None.'];
      const columns = section.columns.map(({ title: heading, align }) => ({ title: heading, right: align === 'right' }));
      const shown = [...section.rows.slice(0, most), ...(section.foot ? [section.foot] : [])].map((row) => row.map(cellText));
      const hidden = section.rows.length - Math.min(most, section.rows.length);
      const more = hidden > 0 ? [`… ${hidden} more rows; --all prints them`] : [];
      return [
        title,
        ...note,
        ...tableLines(columns, shown, width),
        ...more,
        ...(section.more ? [`… ${section.more} more are in the ledger`] : []),
      ];
    }
  }
}

function cellText(cell: Cell): string {
  if (cell === null) return '–';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'object') return cell.code && cell.text === '' ? '(empty)' : printable(cell.text);
  return printable(String(cell));
}
