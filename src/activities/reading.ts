import { resolveIdentities } from '../converge/index.js';
import type { ObjectName } from '../domain/index.js';
import { finishReadPass, markGone, seenInPass, startReadPass, storePage } from '../ledger/index.js';
import { beating } from './beating.js';
import type { Connections } from './connections.js';
import { goneInReport } from './gone.js';
import { keepUnread } from './unread.js';

export interface ReadResult {
  readonly created: number;
  readonly changed: number;
  readonly gone: number;
  /** Not met in this pass and not known to be gone: the next pass tells. */
  readonly missing: number;
}

/** Actimo into the ledger. */
export const readingActivities = (connections: Connections) => ({
  /** One pass over one object, page by page. An attempt that was interrupted goes on with its pass. */
  async readObject(input: {
    readonly migration: string;
    readonly object: ObjectName;
    readonly pass: string;
    /** Hash of the approved report that says how many records left Actimo. */
    readonly goneApproved?: string;
  }): Promise<ReadResult> {
    return beating<ReadResult, Resumed>(async (signal, resume) => {
      const { actimo, ledger, file } = await connections.of(input.migration);
      const { object } = input;
      const begun = resume.details ?? { pass: await startReadPass(ledger, object), created: 0, changed: 0 };
      resume.note(begun);
      let { created, changed } = begun;
      const reading = actimo.read(object, {
        signal,
        ...(resume.details ? { alreadyRead: (keys) => seenInPass(ledger, { object, pass: begun.pass, keys }) } : {}),
      });
      for await (const page of reading) {
        signal.throwIfAborted();
        const stored = await storePage(ledger, { object, pass: begun.pass, rows: page.rows });
        created += stored.created;
        changed += stored.changed;
        resume.note({ pass: begun.pass, created, changed });
      }
      const { complete, undisturbed, secondCount, unread } = reading.summary();
      await keepUnread(ledger, object, unread);
      const { missing } = await finishReadPass(ledger, { object, pass: begun.pass, complete, undisturbed, secondCount });
      const { gone, asked, candidates } = await markGone(ledger, {
        object,
        maxShare: file.goneShare,
        confirmed: input.goneApproved === undefined ? 0 : await goneInReport(ledger, input.goneApproved, object),
      });
      if (asked)
        connections.deps.log.warn(
          { migration: input.migration, object, candidates },
          'more records seem gone from Actimo than goneShare allows; a person must look',
        );
      return { created, changed, gone, missing: complete && undisturbed && !asked ? missing - gone : 0 };
    });
  },

  /** Who is who, before the first write. */
  async resolveIdentities(input: {
    readonly migration: string;
    readonly pass: string;
  }): Promise<{ people: number; matched: number; held: number }> {
    return beating(async (signal) => resolveIdentities(await (await connections.of(input.migration)).scene(), signal));
  },
});

interface Resumed {
  readonly pass: number;
  readonly created: number;
  readonly changed: number;
}
