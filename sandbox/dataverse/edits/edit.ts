import type { Colleague } from '../insert.js';
import { orRefused } from './edit-refused.js';

type Columns = Readonly<Record<string, unknown>>;

/** What a person does in Dynamics while a migration runs. Columns by logical names, look-ups as `{ table, id }`. */
export type Edit =
  | { readonly op: 'create'; readonly table: string; readonly id?: string; readonly columns: Columns }
  | { readonly op: 'update'; readonly table: string; readonly id: string; readonly columns: Columns }
  | { readonly op: 'delete'; readonly table: string; readonly id: string }
  /** `id` is merged into `into`, which gets `columns`. */
  | { readonly op: 'merge'; readonly table: string; readonly id: string; readonly into: string; readonly columns?: Columns };

/** One edit as it was carried out. */
export interface EditDone {
  readonly op: Edit['op'];
  readonly table: string;
  readonly id: string;
  readonly columns: readonly string[];
}

/** Carries out one edit; throws EditRefused with what the environment says against it. */
export function applyEdit(colleague: Colleague, edit: Edit): EditDone {
  const { op, table } = edit;
  const done = (id: string, columns: Columns = {}): EditDone => ({ op, table, id, columns: Object.keys(columns) });
  return orRefused(`${op} of ${table}`, () => {
    switch (edit.op) {
      case 'create':
        return done(colleague.insert({ table, columns: edit.columns, ...(edit.id === undefined ? {} : { id: edit.id }) }), edit.columns);
      case 'update':
        colleague.update(table, edit.id, edit.columns);
        return done(edit.id, edit.columns);
      case 'delete':
        colleague.remove(table, edit.id);
        return done(edit.id);
      case 'merge':
        colleague.merge(table, edit.id, edit.into, edit.columns);
        return done(edit.id, edit.columns);
    }
  });
}

/** What is wrong with an edit that came from outside, in a sentence; nothing when it is one. */
export function wrongEdit(edit: unknown): string | undefined {
  const { op, table, id, into, columns } = (edit ?? {}) as Readonly<Record<string, unknown>>;
  if (!['create', 'update', 'delete', 'merge'].includes(String(op))) return 'op must be create, update, delete or merge';
  if (typeof table !== 'string') return 'table must be the logical name of a table';
  if (op === 'create' ? id !== undefined && typeof id !== 'string' : typeof id !== 'string') return 'id must be the id of a row';
  if (op === 'merge' && typeof into !== 'string') return 'into must be the id of the row that stays';
  const given = typeof columns === 'object' && columns !== null && !Array.isArray(columns);
  if (op === 'create' || op === 'update' ? !given : columns !== undefined && !given) return 'columns must be an object';
  return undefined;
}
