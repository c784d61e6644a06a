import type { Http } from '../http.js';
import { Slots } from '../slots.js';

export interface MetadataWrite {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly what: string;
  /** Sending it twice does what sending it once does: trouble of the moment is sat out here. */
  readonly repeatable?: boolean;
}

/** One metadata operation at a time in an environment: two customizations at once are refused (docs/facts/dataverse.md §6). */
export function createMetadataWriter(http: Http) {
  const one = new Slots(1);
  return async function write({ method, path, body, headers, what, repeatable }: MetadataWrite, signal?: AbortSignal): Promise<void> {
    const done = await one.acquire(signal);
    try {
      await http.request({
        method,
        path,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(headers === undefined ? {} : { headers }),
        context: { what },
        attempts: repeatable ? 'retry' : 'once',
        signal,
      });
    } finally {
      done();
    }
  };
}

export type MetadataWriter = ReturnType<typeof createMetadataWriter>;
