/** What a request has made the server do so far, for limits, the time it takes, and statistics. */
export interface Work {
  read: number;
  written: number;
  /** Milliseconds that plug-ins took; the answer waits for them and they are charged as execution time. */
  plugInMs?: number;
  /** Operations against the entitlement: each row of a bulk message and each part of a batch is one. */
  operations?: number;
}
