import type { Dataverse } from '../dataverse/index.js';
import type { Ledger } from '../ledger/index.js';
import type { MappingDocument } from '../mapping/index.js';
import type { RefusedOwners } from './owners.js';

/** Where a crash is most telling: chaos tests end the process there. In production nobody listens. */
export type Milestone =
  | 'chunk-journaled' // before the request leaves
  | 'chunk-sent' // handed to the network, no answer yet
  | 'chunk-answered' // answered, not yet in the ledger
  | 'chunk-settled' // in the ledger
  | 'pass-begins'
  | 'undo-chunk-sent';

/** What the converge step works with; made once per migration and process. */
export interface Scene {
  readonly ledger: Ledger;
  readonly dataverse: Dataverse;
  readonly doc: MappingDocument;
  /** E-mail or id of the system user, or id of the team, that owns what nobody else may own; the application user itself when absent. */
  readonly fallbackOwner: string | undefined;
  readonly refusedOwners: RefusedOwners;
  /** Rows of one write request, at most. */
  readonly maxChunkRows: number;
  /** How long a request that was sent can be under way, at most, in milliseconds: after that its sender has given up. */
  readonly longestWriteMs: number;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  reached(milestone: Milestone): void;
}
