import { createChildSearch } from './children.js';
import { createChunkSizer } from './chunk-size.js';
import type { Dataverse } from './dataverse.js';
import { createHttp } from './http.js';
import { createMetadataCache } from './metadata-cache.js';
import { createOrganisation } from './organisation.js';
import { createPace } from './pace.js';
import { createReads } from './reads.js';
import { deploySchema } from './schema/deploy.js';
import type { SchemaDeps } from './schema/deployment.js';
import { compareAll, takeInventory } from './schema/inventory.js';
import { countCustomTables, removeSchema } from './schema/remove.js';
import { createMetadataWriter } from './schema/write-metadata.js';
import type { DataverseDeps, DataverseSettings } from './settings.js';
import { bestVia, createSend } from './write.js';

/**
 * A connection to one environment. Nothing is sent until something is asked. Without a `budget` this process alone keeps to `maxConcurrency`;
 * with one, each request also waits for its share.
 */
export function connectDataverse(settings: DataverseSettings, deps: DataverseDeps = {}): Dataverse {
  const http = createHttp(settings, deps);
  const { whoAmI, organisation, privileges } = createOrganisation(http);
  const metadata = createMetadataCache(http, async () => (await organisation()).baseLanguage);
  const pace = createPace(settings.maxConcurrency ?? 8);
  const sizer = createChunkSizer();
  const reads = createReads(http, metadata);
  const write = createMetadataWriter(http);

  async function schemaDeps(signal: AbortSignal | undefined): Promise<SchemaDeps> {
    const options = signal === undefined ? {} : { signal };
    const [me, { baseLanguage }] = await Promise.all([whoAmI(options), organisation(options)]);
    return { http, write, language: baseLanguage, me };
  }

  return {
    whoAmI,
    organisation,
    privileges,
    table: (name, options) => metadata.table(name, options),
    countCustomTables: (options) => countCustomTables({ http }, options?.signal),
    ...reads,
    childrenOf: createChildSearch(http, metadata),
    send: createSend({ http, metadata, pace, sizer, settings }),
    bestVia: async (name, operation, options) => bestVia(await metadata.table(name), operation, options?.ifMatch ?? false),
    chunkSize: sizer.size,
    async deploySchema(design, options = {}) {
      try {
        return await deploySchema(await schemaDeps(options.signal), design, options);
      } finally {
        metadata.forget();
      }
    },
    async checkSchema(design, options = {}) {
      const { language, me } = await schemaDeps(options.signal);
      return compareAll(design, await takeInventory(design, { http, language, businessUnit: me.businessUnitId, signal: options.signal }));
    },
    async removeSchema(parts, options = {}) {
      try {
        return await removeSchema(await schemaDeps(options.signal), parts, options);
      } finally {
        metadata.forget();
      }
    },
    close: () => http.close(),
  };
}
