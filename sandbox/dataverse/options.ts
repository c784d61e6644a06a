import type { IncomingMessage, ServerResponse } from 'node:http';
import { Random } from './core/random.js';
import type { Settings } from './core/settings.js';

/** How the environment is to be; everything but the seed has a default. */
export interface DataverseOptions {
  readonly seed: number;
  /** Milliseconds that every answer takes at least (0). */
  readonly latencyMs?: number;
  /** Any bearer token is taken for the application user's (no). */
  readonly openToken?: boolean;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** LCID (1030, Danish). */
  readonly baseLanguage?: number;
  /** The base language alone unless given. */
  readonly provisionedLanguages?: readonly number[];
  /** Seconds that a token lives (3600). */
  readonly tokenSeconds?: number;
  /** Milliseconds until a customization is seen everywhere (300), that it takes (20), and that a key's index takes (250). */
  readonly propagationMs?: number;
  readonly customizationMs?: number;
  readonly keyIndexMs?: number;
  /** Milliseconds that a bulk deletion takes (500). */
  readonly bulkDeleteMs?: number;
  /** Milliseconds that an operation in the background takes (300). */
  readonly backgroundMs?: number;
  /** Chance that a bulk call which overlaps another on its table is the victim of a deadlock (0.05). */
  readonly countAgain?: boolean;
  readonly deadlockChance?: number;
  /** Web servers, each with limits of its own (1). */
  readonly servers?: number;
  /** Service protection (6,000 requests, 1,200,000 ms, 52 at once, in 300,000 ms). */
  readonly limits?: Partial<Settings['limits']>;
  /** Searches a minute (60 of one user, 150 of all). */
  readonly searches?: Partial<Settings['searches']>;
  /** The pool of 24 hours that users without a licence share (500,000, counted and not enforced). */
  readonly entitlement?: Partial<Settings['entitlement']>;
  /** Execution time charged, milliseconds: per row written (20), per row read (2), per request (1). */
  readonly cost?: Partial<Settings['cost']>;
  readonly maxBody?: number;
  readonly stateOnCreate?: Settings['stateOnCreate'];
  readonly futureCreatedOn?: Settings['futureCreatedOn'];
  /** How many times as fast as the machine's the environment's time passes (1): limits, windows, jobs and tokens follow it. */
  readonly speed?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Keeps what changes in this file, so that it survives a restart. */
  readonly stateFile?: string;
  /** Serves what lies outside of the API and of the sign-in; answers whether it did. */
  readonly outside?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export function settingsOf(options: DataverseOptions): Settings {
  // Names of the sign-in depend on the seed alone, whatever else is drawn from it.
  const random = new Random(options.seed + 7919);
  const [tenantId, clientId, secret] = [random.guid(), random.guid(), random.guid()];
  const baseLanguage = options.baseLanguage ?? 1030;
  return {
    seed: options.seed,
    tenantId: options.tenantId ?? tenantId,
    clientId: options.clientId ?? clientId,
    clientSecret: options.clientSecret ?? `secret-${secret}`,
    openToken: options.openToken ?? false,
    baseLanguage,
    provisionedLanguages: options.provisionedLanguages ?? [baseLanguage],
    latencyMs: options.latencyMs ?? 0,
    tokenSeconds: options.tokenSeconds ?? 3600,
    propagationMs: options.propagationMs ?? 300,
    customizationMs: options.customizationMs ?? 20,
    keyIndexMs: options.keyIndexMs ?? 250,
    bulkDeleteMs: options.bulkDeleteMs ?? 500,
    backgroundMs: options.backgroundMs ?? 300,
    countAgain: options.countAgain ?? false,
    deadlockChance: options.deadlockChance ?? 0.05,
    servers: options.servers ?? 1,
    limits: { requests: 6000, executionMs: 1_200_000, concurrency: 52, windowMs: 300_000, ...options.limits },
    searches: { user: 60, organization: 150, ...options.searches },
    entitlement: { pool: 500_000, enforced: false, ...options.entitlement },
    cost: { writtenMs: 20, readMs: 2, requestMs: 1, ...options.cost },
    maxBody: options.maxBody ?? 128 * 1024 * 1024,
    stateOnCreate: options.stateOnCreate ?? 'ignored',
    futureCreatedOn: options.futureCreatedOn ?? 'refused',
  };
}
