import type { Collation } from '../core/collation.js';
import type { Column } from '../metadata/types.js';
import { cutLoose, indexText } from './key-index.js';
import type { Row } from './row.js';

/** Rows by the value of one column; built when first asked for, kept up from then on. */
export class ValueIndex {
  readonly column: Column;
  readonly #rows = new Map<string, Row | Set<Row>>();
  readonly #collation: Collation;

  constructor(column: Column, collation: Collation) {
    this.column = column;
    this.#collation = collation;
  }

  add(row: Row, values: readonly unknown[]): void {
    const value = values[this.column.slot] ?? null;
    if (value === null) return;
    const text = indexText(this.column, value, this.#collation);
    const held = this.#rows.get(text);
    if (held === undefined) this.#rows.set(cutLoose(text), row);
    else if (held instanceof Set) held.add(row);
    else if (held !== row) this.#rows.set(text, new Set([held, row]));
  }

  remove(row: Row, values: readonly unknown[]): void {
    const value = values[this.column.slot] ?? null;
    if (value === null) return;
    const text = indexText(this.column, value, this.#collation);
    const held = this.#rows.get(text);
    if (held === row) this.#rows.delete(text);
    else if (held instanceof Set) {
      held.delete(row);
      if (held.size === 0) this.#rows.delete(text);
    }
  }

  find(value: unknown): readonly Row[] {
    const held = this.#rows.get(indexText(this.column, value, this.#collation));
    if (held === undefined) return [];
    return held instanceof Set ? [...held] : [held];
  }
}
