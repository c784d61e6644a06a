import type { Column } from '../metadata/types.js';
import type { Row } from '../rows/row.js';

/** Something that has a value for each row, or for each combination of joined rows. */
export interface Operand<R = Row> {
  /** E.g. `Edm.String`; null for the literal null. */
  readonly type: string | null;
  readonly valueOf: (row: R) => unknown;
  /** Set when it is a column of the queried table itself. */
  readonly column: Column | null;
  readonly literal: boolean;
}

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** A condition on rows, understood, whatever language it was written in. */
export type Filter<R = Row> =
  | { readonly kind: 'and' | 'or'; readonly items: readonly Filter<R>[] }
  | { readonly kind: 'not'; readonly item: Filter<R> }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly left: Operand<R>; readonly right: Operand<R> }
  | { readonly kind: 'like'; readonly left: Operand<R>; readonly right: Operand<R>; readonly where: Where }
  | { readonly kind: 'in'; readonly left: Operand<R>; readonly values: readonly unknown[] }
  | { readonly kind: 'between'; readonly left: Operand<R>; readonly low: unknown; readonly high: unknown }
  | { readonly kind: 'test'; readonly test: (row: R) => boolean };

/** Where in a text a pattern is looked for. */
export type Where = 'whole' | 'start' | 'end' | 'anywhere';

export const literal = <R = Row>(type: string | null, value: unknown): Operand<R> => ({
  type,
  valueOf: () => value,
  column: null,
  literal: true,
});

/** The value of a literal. */
export const valueOfLiteral = (operand: Operand<never>): unknown => operand.valueOf(undefined as never);
