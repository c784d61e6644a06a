import type { ObjectName } from '../domain/index.js';
import { clientOf } from './client.js';
import { defaultCatalogue } from './default-catalogue.js';
import { ActimoError } from './errors.js';
import { KeyRing } from './key-ring.js';
import type { Reader } from './lists.js';
import { Pass } from './pass.js';
import { probe } from './probe.js';
import { Requests } from './requests.js';
import { secondCountOf } from './second-counts.js';
import type { ActimoDeps, ActimoSettings } from './settings.js';
import type { ActimoSource, ReadOptions, SourceBody } from './source.js';

/** A source for one client. Sends nothing yet. Throws `ActimoError` code `actimo-settings` on settings that cannot be. */
export function connectActimo(settings: ActimoSettings, deps: ActimoDeps = {}): ActimoSource {
  const catalogue = settings.catalogue ?? defaultCatalogue;
  const perSecond = (settings.ratePerSecond ?? 20) * (settings.rateShare ?? 0.8);
  if (!(perSecond > 0))
    throw new ActimoError('actimo-settings', 'actimo.ratePerSecond and actimo.rateShare leave no request', 'Set both above 0.');
  const requests = new Requests(new KeyRing(settings.keys, perSecond, deps.budget), {
    url: settings.url,
    header: catalogue.signIn.name,
    retries: settings.retries ?? 6,
    retryDelayMs: settings.retryDelayMs ?? 500,
    timeoutMs: settings.timeoutMs ?? 60_000,
    userAgent: deps.userAgent ?? 'actimo-to-dynamics',
    log: deps.log,
  });
  const reader: Reader = { requests, catalogue };

  return {
    async probe({ signal } = {}) {
      // Every key, first: one that is not accepted would otherwise show as an object that cannot be read.
      await clientOf(reader, settings.client, signal);
      return probe(reader, signal);
    },
    client: ({ signal } = {}) => clientOf(reader, settings.client, signal),
    read: (object: ObjectName, options: ReadOptions = {}) => new Pass(reader, object, options),
    secondCount: (object, { signal } = {}) => secondCountOf(reader, object, signal),
    fieldDefinitions: ({ signal } = {}) => fieldDefinitions(reader, signal),
    requests: () => requests.counts(),
    close: () => requests.close(),
  };
}

async function fieldDefinitions({ requests, catalogue }: Reader, signal?: AbortSignal): Promise<readonly SourceBody[] | null> {
  if (!catalogue.fieldDefinitions) return null;
  const [scope] = requests.keys.lists;
  if (scope === undefined) return null;
  try {
    const { rows } = await requests.ask({ about: 'the custom fields', endpoint: catalogue.fieldDefinitions, scope }, signal);
    const definitions: SourceBody[] = [];
    for await (const block of rows.blocks()) definitions.push(...block);
    return definitions;
  } catch (error) {
    // Not documented, so not there is what to expect: the operator then names the fields in the mapping document.
    if (error instanceof ActimoError && (error.code === 'actimo-not-there' || error.code === 'actimo-forbidden')) return null;
    throw error;
  }
}
