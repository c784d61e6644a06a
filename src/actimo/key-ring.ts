import { createHash } from 'node:crypto';
import { ActimoError } from './errors.js';
import { Pacer } from './pacer.js';
import type { ActimoKey, RateBudget } from './settings.js';

/** Whose eyes a request sees with: `client` for the keys that see the whole client, else the id of the one workspace that a key sees. */
export type Scope = 'client' | { readonly workspace: string };

/** The keys, each with its own pace. */
export class KeyRing {
  readonly #client: readonly Pacer[];
  readonly #workspaces = new Map<string, Pacer[]>();
  /** All keys in the order of the settings, with the name by which messages call them. */
  readonly all: readonly { readonly pacer: Pacer; readonly name: string }[];

  constructor(
    keys: readonly ActimoKey[],
    readonly perSecond: number,
    budget?: RateBudget,
  ) {
    if (keys.length === 0)
      throw new ActimoError('actimo-settings', 'There is no Actimo API key', 'Set ACTIMO_API_KEYS to at least one key.');
    const pacers = keys.map(({ key, workspace }, index) => ({
      workspace,
      pacer: new Pacer(key, resourceOf(key), perSecond, budget),
      name: workspace === undefined ? `key ${index + 1}` : `key ${index + 1} (workspace ${workspace})`,
    }));
    this.all = pacers;
    this.#client = pacers.filter(({ workspace }) => workspace === undefined).map(({ pacer }) => pacer);
    for (const { workspace, pacer } of pacers)
      if (workspace !== undefined) this.#workspaces.set(workspace, [...(this.#workspaces.get(workspace) ?? []), pacer]);
  }

  /** The scopes that together see everything: the client's, or every workspace that has a key. */
  get lists(): readonly Scope[] {
    return this.#client.length > 0 ? ['client'] : [...this.#workspaces.keys()].map((workspace) => ({ workspace }));
  }

  /** The scope for what belongs to one workspace: its own key if it has one. Undefined when no key sees it. */
  within(workspace: string): Scope | undefined {
    if (this.#workspaces.has(workspace)) return { workspace };
    return this.#client.length > 0 ? 'client' : undefined;
  }

  /** The key of this scope that can send soonest. */
  soonest(scope: Scope): Pacer {
    const pacers = scope === 'client' ? this.#client : (this.#workspaces.get(scope.workspace) ?? []);
    return pacers.reduce((best, one) => (one.delay < best.delay ? one : best));
  }

  /** Requests a second that a scope can send. */
  rate(scope: Scope): number {
    return this.perSecond * (scope === 'client' ? this.#client.length : (this.#workspaces.get(scope.workspace)?.length ?? 0));
  }

  nameOf(pacer: Pacer): string {
    return this.all.find((one) => one.pacer === pacer)?.name ?? 'key';
  }
}

/** The same in every process, and no way back to the key. */
const resourceOf = (key: string) => `actimo:${createHash('sha256').update(key).digest('hex').slice(0, 10)}`;
