import type { Columns, SourceKey } from '../../domain/index.js';

/**
 * Reads the column for values without a place: a line is `<record> <field>: <value>`, the value as JSON where it is no plain one-line text.
 * Remembers what was asked for, so that lines that nobody asked for show.
 */
export class UnplacedReader {
  private readonly lines: readonly string[];
  private readonly asked = new Set<number>();

  constructor(readBack: Columns, column: string) {
    const memo = readBack[column];
    this.lines =
      typeof memo === 'string'
        ? memo
            .replaceAll('\r\n', '\n')
            .split('\n')
            .filter((line) => line !== '')
        : [];
  }

  has(key: SourceKey, field: string, value: unknown): boolean {
    const head = `${key} ${field}: `;
    const index = this.lines.findIndex((line) => line.startsWith(head) && saysSame(line.slice(head.length), value));
    if (index >= 0) this.asked.add(index);
    return index >= 0;
  }

  /** Lines that no field explains. */
  unexplained(): number {
    return this.lines.length - this.asked.size;
  }
}

function saysSame(written: string, value: unknown): boolean {
  if (typeof value === 'string' && written === value.trim()) return true;
  try {
    return JSON.stringify(JSON.parse(written)) === JSON.stringify(value);
  } catch (error) {
    // Not JSON: then it is not the value either. Anything else is a defect.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
