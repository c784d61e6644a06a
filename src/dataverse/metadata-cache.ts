import type { Http } from './http.js';
import { type EntityFacts, readEntity, readTable } from './read-metadata.js';
import type { TableMetadata } from './table-metadata.js';

interface CacheOptions {
  readonly signal?: AbortSignal | undefined;
  readonly fresh?: boolean | undefined;
}

/** Metadata of one environment, read once and asked for by everybody. */
export interface MetadataCache {
  table(name: string, options?: CacheOptions): Promise<TableMetadata>;
  entity(name: string, options?: CacheOptions): Promise<EntityFacts>;
  forget(): void;
}

export function createMetadataCache(http: Http, baseLanguage: (signal?: AbortSignal) => Promise<number>): MetadataCache {
  const tables = new Map<string, Promise<TableMetadata>>();
  const entities = new Map<string, Promise<EntityFacts>>();

  function kept<T>(cache: Map<string, Promise<T>>, name: string, options: CacheOptions | undefined, read: () => Promise<T>): Promise<T> {
    const known = cache.get(name);
    if (known !== undefined && !options?.fresh) return known;
    const asked = read();
    cache.set(name, asked);
    // A failure is not kept: the next one asks again.
    asked.catch(() => {
      if (cache.get(name) === asked) cache.delete(name);
    });
    return asked;
  }

  return {
    entity: (name, options) =>
      kept(entities, name, options, () => readEntity(http, name, { signal: options?.signal, strong: options?.fresh })),
    table: (name, options) =>
      kept(tables, name, options, async () =>
        readTable(http, name, await baseLanguage(options?.signal), { signal: options?.signal, strong: options?.fresh }),
      ),
    forget() {
      tables.clear();
      entities.clear();
    },
  };
}
