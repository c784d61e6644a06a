import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { type Actimo, type ClientKeys, createActimo } from '../actimo/index.js';
import { createAdmin } from '../admin/index.js';
import { createDataverse, type Dataverse } from '../dataverse/index.js';
import { makeCertificates } from './certificates.js';
import type { SandboxFlags } from './flags.js';
import { liveEnvironment } from './live-environment.js';

/** What is printed when the sandbox is ready: where its two systems are and how to sign in. */
export interface Ready {
  readonly actimo: {
    readonly url: string;
    readonly apiKeys: readonly string[];
    /** With `--clients` above 1: all customers of Actimo, the first one with the keys above. */
    readonly clients?: readonly ClientKeys[];
  };
  readonly dataverse: {
    readonly url: string;
    readonly tokenUrl: string;
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
  /** File with the certificate authority of `--tls`. */
  readonly ca: string | null;
}

export interface Sandbox {
  readonly ready: Ready;
  readonly actimo: Actimo;
  readonly dataverse: Dataverse;
  close(): Promise<void>;
}

/** Starts both systems, fills them, and answers when they can be asked. */
export async function startSandbox(flags: SandboxFlags): Promise<Sandbox> {
  const certificates = flags.tls ? await makeCertificates() : undefined;
  let admin: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  const outside = (request: IncomingMessage, response: ServerResponse): boolean => admin?.(request, response) ?? false;
  const { users, seed } = flags;

  const dataverse = createDataverse({
    seed,
    baseLanguage: flags.baseLanguage,
    openToken: flags.openToken,
    latencyMs: flags.latencyMs,
    speed: flags.speed,
    outside,
    ...(certificates ? { tls: { key: certificates.key, cert: certificates.cert } } : {}),
    ...(flags.stateFile === undefined ? {} : { stateFile: `${flags.stateFile}.dataverse` }),
  });
  const actimo = createActimo({
    users,
    seed,
    profile: flags.profile,
    ratePerSecond: flags.actimoRate,
    latencyMs: flags.latencyMs,
    keys: flags.actimoKeys,
    clients: flags.clients,
    clock: dataverse.clock,
    contactsWritten: () => dataverse.rowsWritten('contact'),
    outside,
    ...(flags.stateFile === undefined ? {} : { stateFile: flags.stateFile }),
  });
  const settle = (): void => {
    // The counts begin when the migration could: what was there before is nobody's write.
    for (const row of liveEnvironment(actimo.store, { seed, ...(flags.existing === undefined ? {} : { existing: flags.existing }) }).rows) {
      dataverse.insert(row);
      if (row.mergedInto !== undefined) dataverse.merge(row.table, row.id, row.mergedInto);
    }
    dataverse.resetStats();
  };
  if (!dataverse.restored) settle();
  admin = createAdmin({
    actimo,
    dataverse,
    reset: () => {
      actimo.reset();
      dataverse.reset();
      settle();
    },
  });
  const close = async (): Promise<void> => {
    await Promise.all([actimo.close(), dataverse.close()]);
    if (certificates) rmSync(dirname(certificates.caFile), { recursive: true, force: true });
  };
  const open = async () => {
    const { url } = await actimo.listen(flags.actimoPort, flags.host);
    const { url: dataverseUrl, tokenUrl } = await dataverse.listen(flags.dataversePort, flags.host);
    if (flags.dropFolder !== undefined) await dropExports(actimo, flags.dropFolder);
    return { url, dataverseUrl, tokenUrl };
  };
  const { url, dataverseUrl, tokenUrl } = await open().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const { tenantId, clientId, clientSecret } = dataverse;
  return {
    ready: {
      actimo: { url, apiKeys: actimo.apiKeys, ...(flags.clients > 1 ? { clients: actimo.clients } : {}) },
      dataverse: { url: dataverseUrl, tokenUrl, tenantId, clientId, clientSecret },
      ca: certificates?.caFile ?? null,
    },
    actimo,
    dataverse,
    close,
  };
}

/** Writes all exports of the admin UI to a folder, as a customer would who downloads them one by one. */
async function dropExports(actimo: Actimo, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const name of actimo.exportNames()) {
    for (const format of ['xlsx', 'csv', 'cp1252.csv']) {
      const bytes = await actimo.exportOf(`${name}.${format}`);
      if (bytes) writeFileSync(join(folder, `${name}.${format}`), bytes);
    }
  }
}
