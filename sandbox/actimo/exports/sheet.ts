/** A cell: text, a number, a moment, or nothing. */
export type Cell = string | number | Date | null;

/** A table as the admin UI exports it (docs/facts/actimo.md §11, C.3). No ids in it: who is meant must be told by e-mail address, number or name. */
export interface Sheet {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What stands in place of the name of somebody whom no list shows any more. */
export const deleted = 'Slettet kontakt';
export const moment = (value: string | null): Date | null => (value === null ? null : new Date(value));
export const plain = (value: string | null | undefined): string | null => value || null;
