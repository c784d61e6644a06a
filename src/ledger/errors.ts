import { A2DError } from '../domain/index.js';

/** Something that the ledger refuses or misses. Codes are listed where they are thrown. */
export class LedgerError extends A2DError {}

/** A writer's epoch is over: rollback, abort or cut-over raised it. The writer stops and sends nothing more. */
export class EpochRaisedError extends LedgerError {
  constructor(
    readonly mine: number,
    readonly current: number,
  ) {
    super(
      'epoch-raised',
      `epoch ${mine} is over, the migration is in epoch ${current}: nothing of it may be sent any more`,
      'stop; the migration goes on by itself',
    );
  }
}

/**
 * Postgres quotes values of the failed statement in `detail` and `where`, and these may be people's data: what is left names the constraint, not the row.
 */
export function withoutValues(error: unknown): void {
  if (typeof error !== 'object' || error === null) return;
  for (const field of ['detail', 'where', 'internalQuery', 'hint']) delete (error as Record<string, unknown>)[field];
}
