/** What a row held before it was changed: kept until it is sure that nobody wants it back. */
export interface Kept {
  readonly values: readonly unknown[];
  release(): void;
}

/** Values that stand by themselves. */
export const plainlyKept = (values: readonly unknown[]): Kept => ({ values, release });

function release(): void {}
