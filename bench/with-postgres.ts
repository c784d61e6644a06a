import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres, temporaryDataDir } from '../src/stack/index.js';

/** Hands over the URL of an empty database of a Postgres of its own, which commits to disk as a real one does; nothing of it is left afterwards. */
export async function withPostgres<T>(use: (url: string) => Promise<T>): Promise<T> {
  const dir = await temporaryDataDir('a2d-bench-');
  try {
    const postgres = await startPostgres({ dir: join(dir, 'postgres'), database: 'bench', durable: true });
    try {
      return await use(postgres.url);
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
