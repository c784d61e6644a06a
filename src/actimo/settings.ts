import type { Catalogue } from './catalogue.js';

/** One API key of the customer. It belongs to the whole client unless `workspace` names the one workspace (by id) that it may read. */
export interface ActimoKey {
  readonly key: string;
  readonly workspace?: string;
}

export interface ActimoSettings {
  /** Root of the API with its version, e.g. `https://a.actimo.com/api/v1`. */
  readonly url: string;
  /** At least one. Keys of the whole client share the work, and their rates add up. */
  readonly keys: readonly ActimoKey[];
  /** Id of the client, for an API whose `GET /project` does not tell it. Where both are known they must agree. */
  readonly client?: string;
  /** Where things are read. Default: the catalogue that this package ships. */
  readonly catalogue?: Catalogue;
  /** Requests a second that Actimo allows each key. Default 20 (docs/facts/actimo.md §2). */
  readonly ratePerSecond?: number;
  /** Share of that rate that we use, above 0 and at most 1. Default 0.8. */
  readonly rateShare?: number;
  /** Times that a failed reading request is sent again before it counts as failed. Default 6, over about a minute. */
  readonly retries?: number;
  /** Pause before the first repetition, in milliseconds; it doubles each time, up to half a minute. Default 500. */
  readonly retryDelayMs?: number;
  /** How long one answer may take from first to last byte, in milliseconds. Default 60,000; a list in one body ten times that. */
  readonly timeoutMs?: number;
}

/** A share of one key's rate that this process may use for `forMs` milliseconds from now. */
export interface RateLease {
  readonly perSecond: number;
  readonly forMs: number;
}

/**
 * The rate of a key belongs to all processes that read with it. `lease` answers the share of this process and is asked again when that has run out;
 * it waits while there is nothing to give, and rejects when `signal` aborts. Without a budget this process takes the whole rate.
 */
export interface RateBudget {
  /** `resource` names the key without telling it: `actimo:<ten hex digits>`. `wanted` is the whole rate of the key times `rateShare`, in requests a second. */
  lease(resource: string, wanted: number, signal?: AbortSignal): Promise<RateLease>;
}

/** What this room writes to a log: pino's signature. Never a body, a value or a key. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface ActimoDeps {
  readonly budget?: RateBudget;
  readonly log?: Log;
  /** Sent as `User-Agent`. */
  readonly userAgent?: string;
}
