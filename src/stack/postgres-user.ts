import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { StackError } from './errors.js';

const run = promisify(execFile);

/** Whom Postgres runs as. Null: as whoever runs this process. */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Postgres refuses to run as root, so root hands it to the system user `postgres`, which is made when it is missing.
 * Throws StackError `no-postgres-user` when it cannot be made.
 */
export async function postgresUser(): Promise<PostgresUser | null> {
  if (process.getuid?.() !== 0) return null;
  const known = await idsOf('postgres');
  if (known !== null) return known;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  } catch (cause) {
    const next = 'run as an ordinary user, or make a system user named postgres, or set DATABASE_URL to a Postgres of your own';
    throw new StackError('no-postgres-user', 'Postgres does not run as root, and the system user postgres could not be made', next, {
      cause,
    });
  }
  const made = await idsOf('postgres');
  if (made === null) throw new StackError('no-postgres-user', 'the system user postgres was made but cannot be looked up');
  return made;
}

async function idsOf(name: string): Promise<PostgresUser | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** Whether any user may reach the path: every folder above it is open to others. */
export async function isTraversable(path: string): Promise<boolean> {
  return (await closedFolderAbove(path)) === null;
}

/** The first folder above the path, from the top, that only its owner may enter; null when there is none. */
export async function closedFolderAbove(path: string): Promise<string | null> {
  const above: string[] = [];
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    above.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of above) {
    const found = await stat(folder).catch(() => null);
    if (found !== null && (found.mode & 0o001) === 0) return folder;
  }
  return null;
}
