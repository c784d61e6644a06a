import { Random, streams } from './seed/random.js';

/** An API key of the client with this index (the first one unless said). `workspaces` null sees the whole client; else the contacts who are or were in one of them. */
export interface ApiKey {
  readonly key: string;
  readonly workspaces: readonly number[] | null;
  readonly client?: number;
  /** When the key stops working, by the sandbox's clock, in milliseconds. */
  readonly expiresAt: number | null;
}

/** A key in the shape of the documented example, 8-4-4-4-12. The same seed gives the same keys. */
export function seededKey(seed: number, index: number): string {
  const random = new Random(seed, streams.keys, index);
  const hex = (length: number): string => Array.from({ length }, () => random.int(16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}

/** The keys that are in force, and those that were taken back. */
export class KeyRing {
  #revoked = new Set<string>();

  constructor(readonly keys: readonly ApiKey[]) {}

  /** The key behind the header, if it works now. */
  find(header: string | undefined, now: number): ApiKey | undefined {
    const key = this.keys.find((candidate) => candidate.key === header);
    return key && !this.#revoked.has(key.key) && (key.expiresAt === null || now < key.expiresAt) ? key : undefined;
  }

  revoke(key: string): void {
    this.#revoked.add(key);
  }

  revoked(): readonly string[] {
    return [...this.#revoked];
  }

  /** All keys work again, but those. */
  reset(revoked: readonly string[] = []): void {
    this.#revoked = new Set(revoked);
  }
}
