import type { Column } from '../metadata/types.js';
import type { Row } from '../rows/row.js';

/** Something that has a value for each row. */
export interface Operand {
  /** E.g. `Edm.String`; null for the literal null. */
  readonly type: string | null;
  readonly valueOf: (row: Row) => unknown;
  /** Set when it is a column of the queried table itself. */
  readonly column: Column | null;
  readonly literal: boolean;
}

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** A `$filter`, understood. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly items: readonly Filter[] }
  | { readonly kind: 'not'; readonly item: Filter }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'text'; readonly how: 'contains' | 'startswith' | 'endswith'; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'in'; readonly column: Column; readonly values: readonly unknown[] }
  | { readonly kind: 'between'; readonly column: Column; readonly low: unknown; readonly high: unknown }
  | { readonly kind: 'test'; readonly test: (row: Row) => boolean };
