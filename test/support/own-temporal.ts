import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { startTemporal, type TemporalServer } from '../../src/stack/temporal-server.js';
import { onFileEnd } from './file-end.js';

export interface OwnTemporal {
  /** `host:port`; the same after a loss. */
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  /** Stops the server, deletes its database, and starts one on an empty database at the same address. */
  loseDatabase(): Promise<void>;
}

/** A dev server with its database on disk, for a test that does to it what the other tests' server must not suffer. Gone when the test file has ended. */
export async function ownTemporal(): Promise<OwnTemporal> {
  const dir = await mkdtemp(join(tmpdir(), 'a2d-own-temporal-'));
  const namespace = 'default';
  let server: TemporalServer = await startTemporal({ dir, onDisk: true, namespace });
  const { address } = server;
  onFileEnd(async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });
  const connection = await Connection.connect({ address });
  onFileEnd(() => connection.close());
  return {
    address,
    namespace,
    client: new Client({ connection, namespace }),
    async loseDatabase() {
      await server.stop();
      for (const name of await readdir(dir)) if (name.startsWith('temporal.db')) await rm(join(dir, name));
      server = await startTemporal({ dir, onDisk: true, namespace, port: Number(address.split(':')[1]) });
      if (server.address !== address)
        throw new Error(`Temporal is at ${server.address} now, not at ${address}: its port was taken meanwhile`);
    },
  };
}
