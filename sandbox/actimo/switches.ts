/** What the real service leaves open (docs/facts/actimo.md C.1). The defaults are what was seen, or else the stricter side. */
export interface Switches {
  /** `none`: every list is one answer. `offset`: `limit`, `offset`, and `meta.total`. `page`: `page`, `per_page`. */
  readonly paging: 'none' | 'offset' | 'page';
  /** Lines of a page when the caller does not say, and the most that it can ask for. */
  readonly pageSize: number;
  readonly maxPageSize: number;
  /** `iso_z`: 2021-03-04T08:00:00Z. `sql`: 2021-03-04 08:00:00, UTC. `epoch`: seconds. */
  readonly dateStyle: 'iso_z' | 'sql' | 'epoch';
  /** Booleans as 0 and 1 or as false and true. */
  readonly bools: 'numbers' | 'words';
  /** Invented paths answer 404, invented contact fields are left out. */
  readonly onlyDocumented: boolean;
  /** Whether a 429 says how long to wait. */
  readonly retryAfter: boolean;
  /** Whether `GET /contacts/{id}/relationships` is there. */
  readonly relationships: boolean;
  /** What `POST /contacts` does with an e-mail or number that is taken. */
  readonly duplicate: 'conflict' | 'update';
  /** Adds `updated_at` and the filter `updated_since`. */
  readonly delta: boolean;
  /** Whether links to media carry an expiry, so that the same record reads differently each time. */
  readonly mediaExpires: boolean;
}

export type Profile = 'documented' | 'full-inferred' | 'files';
export const profiles: readonly Profile[] = ['documented', 'full-inferred', 'files'];

export const defaultSwitches: Switches = {
  paging: 'none',
  pageSize: 100,
  maxPageSize: 1000,
  dateStyle: 'iso_z',
  bools: 'numbers',
  onlyDocumented: false,
  retryAfter: false,
  relationships: true,
  duplicate: 'conflict',
  delta: false,
  mediaExpires: true,
};

/** A profile's switches: `documented` and `files` have no read path beyond contacts and groups. */
export function switchesOf(profile: Profile, overrides: Partial<Switches> = {}): Switches {
  return { ...defaultSwitches, onlyDocumented: profile !== 'full-inferred', ...overrides };
}

const allowed: { readonly [Name in keyof Switches]: readonly Switches[Name][] | 'number' } = {
  paging: ['none', 'offset', 'page'],
  pageSize: 'number',
  maxPageSize: 'number',
  dateStyle: ['iso_z', 'sql', 'epoch'],
  bools: ['numbers', 'words'],
  onlyDocumented: [true, false],
  retryAfter: [false, true],
  relationships: [true, false],
  duplicate: ['conflict', 'update'],
  delta: [true, false],
  mediaExpires: [true, false],
};

/** Checks switches that came from outside. Answers what is wrong with them, or nothing. */
export function wrongSwitch(overrides: Record<string, unknown>): string | undefined {
  for (const [name, value] of Object.entries(overrides)) {
    const values: readonly unknown[] | 'number' | undefined = allowed[name as keyof Switches];
    if (values === undefined) return `there is no switch ${name}; there are ${Object.keys(allowed).join(', ')}`;
    if (values === 'number' ? !(typeof value === 'number' && value >= 1 && Number.isInteger(value)) : !values.includes(value)) {
      return `switch ${name} takes ${values === 'number' ? 'a whole number above 0' : values.join(', ')}`;
    }
  }
  return undefined;
}
