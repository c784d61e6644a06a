import { abortable } from './abortable.js';
import type { Http } from './http.js';
import { type EntityFacts, readEntity, readTable } from './read-metadata.js';
import type { TableMetadata } from './table-metadata.js';

interface CacheOptions {
  readonly signal?: AbortSignal | undefined;
  readonly fresh?: boolean | undefined;
}

/** Metadata of one environment, read once in a while and asked for by everybody. */
export interface MetadataCache {
  table(name: string, options?: CacheOptions): Promise<TableMetadata>;
  /** A table that has to have these columns: when one is not known, it is looked for afresh, since another process may have made it. */
  tableWith(name: string, columns: Iterable<string>, options?: CacheOptions): Promise<TableMetadata>;
  entity(name: string, options?: CacheOptions): Promise<EntityFacts>;
  forget(): void;
}

/** Milliseconds after which metadata is read again: people customize while a migration runs for days. */
const maxAge = 120_000;

interface Kept<T> {
  readonly value: Promise<T>;
  readonly at: number;
}

export function createMetadataCache(http: Http, baseLanguage: () => Promise<number>): MetadataCache {
  const tables = new Map<string, Kept<TableMetadata>>();
  const entities = new Map<string, Kept<EntityFacts>>();

  function kept<T>(cache: Map<string, Kept<T>>, name: string, options: CacheOptions | undefined, read: () => Promise<T>): Promise<T> {
    const known = cache.get(name);
    const now = performance.now();
    if (known !== undefined && !options?.fresh && now - known.at < maxAge) return abortable(known.value, options?.signal);
    const asked: Kept<T> = { value: read(), at: now };
    cache.set(name, asked);
    // A failure is not kept: the next one asks again. No signal of one asker stops what others wait for.
    asked.value.catch(() => {
      if (cache.get(name) === asked) cache.delete(name);
    });
    return abortable(asked.value, options?.signal);
  }

  const table: MetadataCache['table'] = (name, options) =>
    kept(tables, name, options, async () => readTable(http, name, await baseLanguage(), { strong: options?.fresh }));

  return {
    table,
    async tableWith(name, columns, options) {
      const known = await table(name, options);
      for (const column of columns) if (!known.columns.has(column)) return table(name, { ...options, fresh: true });
      return known;
    },
    entity: (name, options) => kept(entities, name, options, () => readEntity(http, name, { strong: options?.fresh })),
    forget() {
      tables.clear();
      entities.clear();
    },
  };
}
