/** How strict and how slow the environment is. Where the facts are unsure, the default is the stricter side. */
export interface Settings {
  readonly seed: number;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Any bearer token is taken for the application user's. */
  readonly openToken: boolean;
  readonly baseLanguage: number;
  readonly provisionedLanguages: readonly number[];
  /** Milliseconds that every answer takes at least. */
  latencyMs: number;
  /** Seconds that a token lives. */
  readonly tokenSeconds: number;
  /** Milliseconds from a customization until every server sees it. */
  propagationMs: number;
  /** Milliseconds that a customization takes; another one meanwhile is refused. */
  customizationMs: number;
  /** Milliseconds that building a key's index takes. */
  keyIndexMs: number;
  /** Milliseconds that a bulk deletion takes. */
  readonly bulkDeleteMs: number;
  /** Milliseconds that an operation in the background takes. */
  readonly backgroundMs: number;
  /** Whether rows that are sent again are counted (`rowsSentAgain` of the statistics). */
  countAgain: boolean;
  /** Chance that a bulk call deadlocks when another one on the same table is in flight. */
  deadlockChance: number;
  /** Web servers, each with service protection limits of its own. */
  servers: number;
  limits: { readonly requests: number; readonly executionMs: number; readonly concurrency: number; readonly windowMs: number };
  /** Searches a minute: of one user, and of all. */
  searches: { readonly user: number; readonly organization: number };
  /** Requests of 24 hours that all users without a licence share, and whether going over them is refused. */
  entitlement: { readonly pool: number; readonly enforced: boolean };
  /** Milliseconds of execution time charged per row. */
  cost: { readonly writtenMs: number; readonly readMs: number; readonly requestMs: number };
  /** Largest request body, bytes. */
  readonly maxBody: number;
  /** `statecode` in the body of a create: silently ignored, or applied ([U] in docs/facts/dataverse.md §8). */
  readonly stateOnCreate: 'ignored' | 'applied';
  /** Whether `overriddencreatedon` may lie in the future ([C], §8). */
  readonly futureCreatedOn: 'refused' | 'taken';
}
