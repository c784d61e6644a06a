import type { Collation } from '../core/collation.js';
import { faults } from '../core/errors.js';
import type { Column, Key } from '../metadata/types.js';
import type { Row } from './row.js';

/** The text under which a value is found: equal values of the database's collation give equal texts. */
export function indexText(column: Column, value: unknown, collation: Collation): string {
  return typeof value === 'string' && (column.type === 'String' || column.type === 'Memo') ? collation.fold(value) : String(value);
}

/** The text by itself: one that is cut from a longer text, as those of packed rows are, would keep all of it in memory for as long as an index has it. */
export const cutLoose = (text: string): string => ` ${text}`.slice(1);

/** Rows by the values of an alternate key. Rows with an empty key column are left out: several may coexist (docs/facts/dataverse.md §3). */
export class KeyIndex {
  readonly key: Key;
  readonly #rows = new Map<string, Row>();
  readonly #collation: Collation;

  constructor(key: Key, collation: Collation) {
    this.key = key;
    this.#collation = collation;
  }

  /** Whether the two hold different values of the key. */
  differs(old: readonly unknown[], values: readonly unknown[]): boolean {
    return this.key.columns.some(({ slot }) => (old[slot] ?? null) !== (values[slot] ?? null));
  }

  #textOf(values: readonly unknown[]): string | null {
    return this.#text(this.key.columns.map(({ slot }) => values[slot]));
  }

  /** The text of values in the order of the key's columns. */
  #text(parts: readonly unknown[]): string | null {
    const { columns } = this.key;
    let text = '';
    for (let at = 0; at < columns.length; at += 1) {
      const value = parts[at] ?? null;
      if (value === null) return null;
      const part = indexText(columns[at] as Column, value, this.#collation);
      text = columns.length === 1 ? part : `${text}${part}\u0001`;
    }
    return text;
  }

  /** The row with these values, which are in the order of the key's columns. */
  find(parts: readonly unknown[]): Row | undefined {
    const text = this.#text(parts);
    return text === null ? undefined : this.#rows.get(text);
  }

  /** Throws DuplicateRecordEntityKey when another row holds the values. */
  add(row: Row, values: readonly unknown[]): void {
    const text = this.#textOf(values);
    if (text === null) return;
    const holder = this.#rows.get(text);
    if (holder !== undefined && holder !== row) {
      throw faults.duplicateKey(
        this.key.schemaName,
        this.key.columns.map((column) => column.displayName[Number(Object.keys(column.displayName)[0])] ?? column.schemaName),
      );
    }
    this.#rows.set(cutLoose(text), row);
  }

  remove(row: Row, values: readonly unknown[]): void {
    const text = this.#textOf(values);
    if (text !== null && this.#rows.get(text) === row) this.#rows.delete(text);
  }
}
