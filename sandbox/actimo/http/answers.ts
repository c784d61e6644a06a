/** What a route answers, before it is written in the envelope. */
export type Answer =
  | {
      readonly kind: 'list';
      readonly ids: Iterable<number>;
      readonly count: number;
      readonly load: (id: number) => Record<string, unknown> | undefined;
    }
  | { readonly kind: 'one'; readonly row: Record<string, unknown> }
  | { readonly kind: 'done' }
  | { readonly kind: 'error'; readonly status: number; readonly message: string; readonly more?: Record<string, unknown> };

export const notFound = (what: string): Answer => ({ kind: 'error', status: 404, message: `${what} not found` });
export const badInput = (message: string): Answer => ({ kind: 'error', status: 400, message });

/** A list that is at hand. */
export function listOf(rows: readonly Record<string, unknown>[]): Answer {
  return { kind: 'list', ids: rows.keys(), count: rows.length, load: (index) => rows[index] };
}
