import { cut, lengthOf } from './lines.js';

/** A column of a table; numbers go right. `least` is the width that it keeps when the terminal is narrow. */
export interface TextColumn {
  readonly title: string;
  readonly right?: boolean;
}

const gap = '  ';
/** No column is squeezed below this. */
const narrowest = 6;

/** A table as lines that fit the width: the widest column gives way first, and what does not fit is cut. */
export function tableLines(columns: readonly TextColumn[], rows: readonly (readonly string[])[], width: number): string[] {
  const widths = columns.map(({ title }, at) => Math.max(lengthOf(title), ...rows.map((row) => lengthOf(row[at] ?? ''))));
  const room = Math.max(width - gap.length * (columns.length - 1), columns.length * narrowest);
  for (let total = sum(widths); total > room; total = sum(widths)) {
    const widest = widths.indexOf(Math.max(...widths));
    const second = Math.max(narrowest, ...widths.filter((_, at) => at !== widest));
    const next = Math.max((widths[widest] ?? 0) - (total - room), Math.min(second, (widths[widest] ?? 0) - 1), narrowest);
    if (next === widths[widest]) break;
    widths[widest] = next;
  }
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ right }, at) => {
        const text = cut(cells[at] ?? '', widths[at] ?? 0);
        const blanks = ' '.repeat(Math.max(0, (widths[at] ?? 0) - lengthOf(text)));
        return right ? blanks + text : text + blanks;
      })
      .join(gap)
      .trimEnd();
  return [line(columns.map(({ title }) => title)), line(widths.map((wide) => '─'.repeat(wide))), ...rows.map(line)];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
