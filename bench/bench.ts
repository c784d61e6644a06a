/** One way of doing the work, measured. */
export interface Measured {
  readonly what: string;
  /** Units done in a round. */
  readonly count: number;
  /** Of a round; the median. */
  readonly seconds: number;
}

/** Our way and what one would do without it, in turn, in the same run. */
export interface Comparison {
  /** What is counted, e.g. `source records`. */
  readonly unit: string;
  readonly ours: Measured;
  readonly instead: Measured;
  /** How many times the units a second of `instead` ours does; round by round, so that a machine whose speed drifts does not show. */
  readonly ratio: { readonly median: number; readonly least: number; readonly most: number };
}

/** What a process other than this one did, with what it used for it. */
export interface Rate {
  readonly what: string;
  readonly count: number;
  readonly seconds: number;
  /** Of that process alone, all its threads: on a busy machine this says more than the seconds do. */
  readonly processorSeconds: number;
  /** Bytes that it held at the end. */
  readonly rss?: number;
}

export interface Figures {
  readonly comparisons: readonly Comparison[];
  readonly rates?: readonly Rate[];
}

/** A measurement; `main.ts` lists them. A file of this folder exports these three. */
export interface Bench {
  /** What `npm run bench -- NAME` calls it. */
  readonly name: string;
  /** In one sentence, what is measured against what. */
  readonly describe: string;
  run(): Promise<Figures>;
}
