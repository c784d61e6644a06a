import { type Disposition, dispositions, type ObjectName } from '../domain/index.js';
import type { CountsByObject, DeltaCounts, Difference } from './inputs.js';

/** The content of `summary.json`. `read` is the sum of the other counts of its object. */
export interface SummaryJson {
  /** `pending` is there only while a migration has not ended, so that the parts always add up. */
  readonly objects: Readonly<Partial<Record<ObjectName, Readonly<Record<Disposition | 'read', number>> & { readonly pending?: number }>>>;
  readonly reconciliation: { readonly clean: boolean; readonly differences: readonly Difference[] };
  readonly delta: DeltaCounts;
  /** Seconds; `migration` is the whole. */
  readonly timings: Readonly<Record<string, number>>;
}

/** `summary.json`: the figures of a migration for scripts and checkers, in a fixed shape. Unlike the documents it holds timings, so it has no approval code. */
export function summaryJson(input: {
  readonly counts: CountsByObject;
  readonly reconciliation: { readonly clean: boolean; readonly differences: readonly Difference[] };
  readonly delta: DeltaCounts;
  readonly timings: Readonly<Record<string, number>>;
}): SummaryJson {
  const { counts, reconciliation, delta, timings } = input;
  const objects = Object.fromEntries(
    Object.entries(counts).map(([object, line]) => [
      object,
      {
        read: line.read,
        ...(Object.fromEntries(dispositions.map((name) => [name, line[name]])) as Record<Disposition, number>),
        ...(line.pending > 0 && { pending: line.pending }),
      },
    ]),
  );
  return {
    objects,
    reconciliation: { clean: reconciliation.clean, differences: [...reconciliation.differences] },
    delta: { created: delta.created, updated: delta.updated, deleted: delta.deleted },
    timings: { ...timings },
  };
}
