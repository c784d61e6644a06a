/** Where the environment is and who we are there. The secret comes from the environment of the process, never from a file. */
export interface DataverseSettings {
  /** Root of the environment, e.g. `https://contoso.crm4.dynamics.com`, without `/api/data`. */
  readonly url: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Token endpoint of the sandbox or of a sovereign cloud; without it Microsoft's public cloud is asked. */
  readonly tokenUrl?: string;
  /** PEM file with a certificate authority to trust besides the public ones. */
  readonly caFile?: string;
  readonly apiVersion?: 'v9.2';
  readonly bypass?: BypassSettings;
  /** Most requests that this process has under way at once, reads included. Default 8. */
  readonly maxConcurrency?: number;
  /** How long a write may stay unanswered, in milliseconds. Default 240,000: a synchronous plug-in may take two minutes. */
  readonly writeTimeoutMs?: number;
  /** How long a read may stay unanswered, in milliseconds. Default 60,000. */
  readonly readTimeoutMs?: number;
}

/** Which of the customer's own logic does not run on our writes (docs/facts/dataverse.md §2). Microsoft's own logic always runs. */
export interface BypassSettings {
  /** Custom synchronous plug-ins and real-time workflows. Needs `prvBypassCustomBusinessLogic`. */
  readonly customSync?: boolean;
  /** Custom asynchronous plug-ins and workflows. Needs `prvBypassCustomBusinessLogic`. */
  readonly customAsync?: boolean;
  /** Power Automate flows. */
  readonly flows?: boolean;
}

/**
 * The right to send one request. Shares of a limit live outside this room (several processes act as one application user);
 * `acquire` waits for a share and answers the function that gives it back. It rejects when `signal` aborts.
 */
export interface Budget {
  acquire(kind: 'request', signal?: AbortSignal): Promise<() => void>;
}

/** What this room writes to a log: pino's signature. Never a body, never a value. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface DataverseDeps {
  readonly budget?: Budget;
  readonly log?: Log;
  /** Sent as `User-Agent`, so that an administrator can tell our requests from others. */
  readonly userAgent?: string;
}
