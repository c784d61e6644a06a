import type { ObjectName, SourceKey } from '../domain/index.js';

/** The JSON of one record as read. The only thing added is what the catalogue's `enrich` says, e.g. a user's `manager_id`. */
export type SourceBody = Readonly<Record<string, unknown>>;

export interface SourceRow {
  readonly key: SourceKey;
  readonly body: SourceBody;
}

export interface ComparableRow extends SourceRow {
  /** What tells whether the record has changed since an earlier reading: the body, links to files without what signs them for some minutes. */
  readonly compared: SourceBody;
}

/** At most 500 rows of a pass, in the order in which Actimo answered them. No key comes twice in a pass. */
export interface SourcePage {
  readonly rows: readonly ComparableRow[];
  /** Counts from 1 within the pass. Ours, not Actimo's: a big answer is cut into several. */
  readonly page: number;
  /** Rows that the pass will have, as far as Actimo has told by now; for a progress bar. */
  readonly expected: number | null;
}

/** Something that a pass or a probe could not read, in words for the scope document. */
export interface Unread {
  /** A field, a workspace, or some rows: `manager_id`, `workspace 12`, `2 rows without "id"`. */
  readonly what: string;
  readonly why: string;
}

/** How a pass went; what "gone" may be decided upon. */
export interface PassSummary {
  /** Every page of every part was read to its end. */
  readonly complete: boolean;
  /** No key came twice, no total changed, nothing vanished while the pass ran. Paging can hide a row only in a disturbed pass. */
  readonly undisturbed: boolean;
  /** Rows with different keys, those of `alreadyRead` included. */
  readonly rows: number;
  /**
   * The same number from other questions to Actimo, asked after the last page: equal to `rows` when all agree, else one that does not; null when there is
   * no such question or the pass is incomplete. Rows that a question does not count (memberships that have ended) are added to its answer as they were read.
   */
  readonly secondCount: number | null;
  readonly unread: readonly Unread[];
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /**
   * Those of these keys that an earlier, interrupted attempt of the same pass has stored. They are neither enriched (which costs a request each) nor handed out again.
   */
  readonly alreadyRead?: (keys: readonly SourceKey[]) => Promise<ReadonlySet<SourceKey>>;
}

/** One pass over one object. Iterate it once, with `for await`; leaving the loop early ends the pass as incomplete. Throws `ActimoError`. */
export interface ReadPass extends AsyncIterable<SourcePage> {
  /** Final once the iteration has ended, however it ended; until then `complete` is false. */
  summary(): PassSummary;
}

/** What a full read of one object takes, and whether it can be done. */
export interface ProbeResult {
  readonly object: ObjectName;
  readonly readable: boolean;
  /** In words, when not readable. */
  readonly why?: string;
  /** Parts of a readable object that cannot be read, e.g. `manager_id`. */
  readonly unread: readonly Unread[];
  /** Fields that the probed records have. */
  readonly fields: readonly string[];
  /** Whether Actimo or public code that calls it documents the endpoint, or we inferred it. */
  readonly basis: 'documented' | 'inferred';
  /** Records there now; null when not readable or not told. Of memberships the current ones: the sum that the workspaces give. */
  readonly rows: number | null;
  /** Requests of one full read at that number of records, as `formula` says. */
  readonly requests: number;
  /** `requests` at our share of the rate of all keys. A delta never comes due faster than this. */
  readonly seconds: number;
  /** e.g. `1 + rows`. */
  readonly formula: string;
  /** Path of a request that is sent as POST although it reads; absent for GET. To be approved with the scope. */
  readonly readingPost?: string;
}

/** The source. One per process and client is enough; passes over different objects may run at the same time and share the rate. */
export interface ActimoSource {
  /** Asks every endpoint once and says what is readable. Throws only when a key is not accepted at all or `signal` aborts. */
  probe(options?: { readonly signal?: AbortSignal }): Promise<readonly ProbeResult[]>;
  /** Whose data this is. `ActimoError` code `wrong-client` when the settings name another. */
  client(options?: { readonly signal?: AbortSignal }): Promise<{ readonly id: string; readonly name: string }>;
  read(object: ObjectName, options?: ReadOptions): ReadPass;
  /** The number of records by the cheapest question other than the pass's own, of memberships the current ones only; null when the catalogue has none. */
  secondCount(object: ObjectName, options?: { readonly signal?: AbortSignal }): Promise<number | null>;
  /** `{key: 'data1', label, type, options}` of the custom fields; null when Actimo does not tell. */
  fieldDefinitions(options?: { readonly signal?: AbortSignal }): Promise<readonly SourceBody[] | null>;
  /** Requests sent since the start, by HTTP status or error, e.g. `{ '200': 41, '429': 1 }`. */
  requests(): Readonly<Record<string, number>>;
  /** Closes kept-alive sockets. */
  close(): void;
}
