import type { DataverseError } from '../dataverse/index.js';

/** Requests in a row that were rolled back or never begun before the partition is given back to Temporal, which waits longer. */
const triesOfNotExecuted = 5;
/** In a search one more try is enough: that waiting does not help is what began it. */
const triesInSearch = 2;
/** Codes that mostly pass, but that one bad row can cause as well (docs/facts/dataverse.md §10: UnExpected). */
const unexplained: ReadonlySet<string> = new Set(['0x80040216']);
/** From this attempt of the partition on a row that fails all by itself is believed to be the reason: waiting has not helped. */
const attemptsOfLoneRow = 3;

/** Rows of one request. `search`: their chunk failed for no stated reason, and the row that causes it is looked for. */
interface Slice<Row> {
  readonly rows: readonly Row[];
  readonly search: Search<Row> | null;
}

interface Search<Row> {
  /** Rows of the chunk that failed. */
  readonly size: number;
  /** Rows of the same chunk were executed meanwhile: then it is neither the table nor the moment. */
  othersPassed: boolean;
  /** Rows that failed alone, and how. */
  readonly suspects: Blamed<Row>[];
}

interface Blamed<Row> {
  readonly row: Row;
  readonly error: DataverseError;
}

/** What searches found: rows to be refused with the error that they caused, and an error that no row can be blamed for. */
interface SearchResult<Row> {
  readonly blamed: readonly Blamed<Row>[];
  readonly unsolved: DataverseError | null;
}

/**
 * Which rows are sent next, and what it means that a request was not executed. It is sent again, ever later, and then given up. But where the code says
 * nothing of the reason, the chunk is halved first: a row is blamed for it once others of the same chunk went through.
 */
export class ChunkQueue<Row> {
  private readonly waiting: Slice<Row>[] = [];
  private readonly searches: Search<Row>[] = [];
  private current: Slice<Row> = { rows: [], search: null };
  private tries = 0;

  constructor(rows: readonly Row[], size: number) {
    for (let from = 0; from < rows.length; from += size) this.waiting.push({ rows: rows.slice(from, from + size), search: null });
  }

  next(): readonly Row[] | undefined {
    const slice = this.waiting.shift();
    if (slice !== undefined) this.current = slice;
    return slice?.rows;
  }

  /** The last request was executed, or refused for a stated reason; `again` are slices to be sent next. */
  executed(again: readonly (readonly Row[])[]): void {
    const { search } = this.current;
    this.tries = 0;
    if (search !== null) search.othersPassed = true;
    this.waiting.unshift(...again.map((rows) => ({ rows, search })));
  }

  /** The last request was rolled back or never begun: answers how long to wait, in milliseconds. Throws the error when the partition is to be given back. */
  notExecuted(error: DataverseError): number {
    const { rows, search } = this.current;
    this.tries += 1;
    if (error.kind === 'auth') throw error;
    if (this.tries < (search === null ? triesOfNotExecuted : triesInSearch)) {
      this.waiting.unshift(this.current);
      return 250 * 2 ** this.tries;
    }
    if (!unexplained.has(error.code)) throw error;
    this.tries = 0;
    const within = search ?? { size: rows.length, othersPassed: false, suspects: [] };
    if (search === null) this.searches.push(within);
    if (rows.length > 1) this.waiting.unshift(...halves(rows).map((half) => ({ rows: half, search: within })));
    else within.suspects.push(...rows.map((row) => ({ row, error })));
    return 0;
  }

  /** Asked when everything was sent. `attempt`: how often the partition was begun, this time included. */
  found(attempt: number): SearchResult<Row> {
    const believed = ({ othersPassed, size }: Search<Row>) => othersPassed || (size === 1 && attempt >= attemptsOfLoneRow);
    return {
      blamed: this.searches.filter(believed).flatMap(({ suspects }) => suspects),
      unsolved: this.searches.filter((search) => !believed(search)).flatMap(({ suspects }) => suspects)[0]?.error ?? null,
    };
  }
}

/** For finding the row because of which all of them are refused. */
export function halves<Row>(rows: readonly Row[]): (readonly Row[])[] {
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)];
}
