/** What the admin routes need of the Dataverse side. */
export interface DataverseSide {
  /** The systemuser that the migration signs in as. */
  readonly applicationUser: string;
  /** All rows of a table; look-ups by their column's name as the id alone. */
  rows(table: string): Iterable<{ readonly id: string; readonly columns: Readonly<Record<string, unknown>> }>;
  /** Everything it holds, rows and metadata, one canonical JSON line each. */
  dump(): Iterable<string>;
  stats(): unknown;
  resetStats(): void;
  readonly faults: {
    /** Answers what is wrong with a rule, or nothing. */
    wrong(rule: Record<string, unknown>): string | undefined;
    add(rule: Record<string, unknown>): void;
    clear(): void;
    list(): unknown;
  };
  /** Milliseconds since 1970. */
  readonly clock: { now(): number; set(ms: number): void; advance(ms: number): void };
  /** Puts a row in as somebody who works in the environment would, past all limits; a look-up is `{ table, id }`. Answers its id. */
  insert(row: { readonly table: string; readonly id?: string; readonly columns: Readonly<Record<string, unknown>> }): string;
}
