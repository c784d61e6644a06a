import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { StackError } from './errors.js';
import { type KeptProcess, spawnKept } from './kept-process.js';
import { pickPort } from './ports.js';
import { postgresBinaries } from './postgres-binary.js';
import { closedFolderAbove, type PostgresUser, postgresUser } from './postgres-user.js';

const run = promisify(execFile);

export interface PostgresOptions {
  /** Folder for its data, its password and its log; made when missing. */
  readonly dir: string;
  readonly port?: number;
  /** Database to make when it is missing, and to name in the URL. */
  readonly database: string;
  /** False for tests only: a power cut may then cost the data. */
  readonly durable: boolean;
}

export interface PostgresServer {
  readonly url: string;
  readonly pid: number;
  readonly ended: KeptProcess['ended'];
  readonly stop: () => Promise<void>;
}

/**
 * Starts the embedded Postgres on the loopback address, over data that may be there already, left behind by a crash or not.
 * As root it runs as the system user `postgres`. Throws StackError `closed-folder`, `data-in-use`, `postgres-failed`.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const dir = resolve(options.dir);
  const data = join(dir, 'data');
  const user = await postgresUser();
  await makeFolder(dir, user);
  const binaries = await postgresBinaries(user !== null);
  const passwordFile = join(dir, 'password');
  const fresh = !(await exists(join(data, 'PG_VERSION')));
  if (fresh) await initialise(binaries.initdb, data, passwordFile, user, options.durable);
  await clearStaleLock(data);

  const password = (await readFile(passwordFile, 'utf8')).trim();
  const logFile = join(dir, 'postgres.log');
  // Three tries, because between choosing a free port and listening on it another program may take it.
  for (let attempt = 1; ; attempt++) {
    const port = await pickPort(attempt === 1 ? options.port : undefined);
    const server = spawnKept({
      name: 'Postgres',
      command: binaries.postgres,
      args: ['-D', data, '-p', String(port), ...settings(options.durable)],
      // Fast shutdown: sessions are ended, a checkpoint is written.
      stopSignal: 'SIGINT',
      graceMs: 60_000,
      logFile,
      cwd: data,
      ...(user ?? {}),
    });
    const urlOf = (database: string): string => `postgresql://a2d:${password}@127.0.0.1:${port}/${database}`;
    if (await answers(server, urlOf('postgres'))) {
      await makeDatabase(urlOf('postgres'), options.database);
      return {
        url: urlOf(options.database),
        pid: server.pid,
        ended: server.ended,
        stop: async () => void (await server.stop()),
      };
    }
    await server.stop();
    if (attempt === 3)
      throw new StackError('postgres-failed', `Postgres did not start; its last words: ${await lastLine(logFile)}`, `read ${logFile}`);
  }
}

function settings(durable: boolean): string[] {
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    // No socket file: a folder for it that root and Postgres' user both may use is not to be had everywhere.
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '2GB',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function makeFolder(dir: string, user: PostgresUser | null): Promise<void> {
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o700);
  if (user === null) return;
  const closed = await closedFolderAbove(dir);
  if (closed !== null) {
    const message = `as root, Postgres runs as the system user postgres, which may not enter ${closed} on the way to ${dir}`;
    throw new StackError(
      'closed-folder',
      message,
      'choose a data folder outside it, e.g. /var/lib/actimo-to-dynamics, or run as an ordinary user',
    );
  }
  await chown(dir, user.uid, user.gid);
}

async function initialise(initdb: string, data: string, passwordFile: string, user: PostgresUser | null, durable: boolean): Promise<void> {
  // What an interrupted initdb left cannot be used and holds nothing: there is no PG_VERSION in it.
  await rm(data, { recursive: true, force: true });
  await writeFile(passwordFile, `${randomBytes(24).toString('hex')}\n`, {
    mode: 0o600,
  });
  if (user !== null) await chown(passwordFile, user.uid, user.gid);
  const args = [`--pgdata=${data}`, '--username=a2d', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  // The built-in locale sorts and folds case alike on every machine.
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', ...(durable ? [] : ['--no-sync']));
  try {
    await run(initdb, args, {
      ...(user ?? {}),
      cwd: dirname(data),
      env: { ...process.env, LC_ALL: 'C', HOME: dirname(data) },
    });
  } catch (cause) {
    await rm(data, { recursive: true, force: true });
    const words = ((cause as { stderr?: string }).stderr ?? String(cause)).trim().split('\n').at(-1);
    throw new StackError(
      'postgres-failed',
      `Postgres could not make its data folder: ${words}`,
      `see whether there is room at ${dirname(data)}`,
      { cause },
    );
  }
}

/**
 * Postgres removes the lock file of a server that died, unless its process id now belongs to somebody else of the same user. A server that is still
 * ending, because its launcher was killed a moment ago, is waited for; one that goes on serving is somebody else's.
 */
async function clearStaleLock(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  for (let waited = 0; ; waited += 100) {
    const lines = (await readFile(lock, 'utf8').catch(() => '')).split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 0) return;
    if (!(await isPostgresOn(pid, data))) {
      await rm(lock, { force: true });
      return;
    }
    const stopping = lines[7]?.trim() === 'stopping';
    if (waited >= (stopping ? 60_000 : 2_000)) {
      const message = `a Postgres (process ${pid}) already runs on ${data}`;
      throw new StackError('data-in-use', message, 'stop the stack that uses this data folder, or choose another folder');
    }
    await sleep(100);
  }
}

async function isPostgresOn(pid: number, data: string): Promise<boolean> {
  try {
    const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
    return stdout.includes('postgres') && stdout.includes(data);
  } catch {
    return false;
  }
}

async function answers(server: KeptProcess, url: string): Promise<boolean> {
  for (let waited = 0; waited < 60_000 && server.end() === null; waited += 50) {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5_000,
    });
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await sleep(50);
    }
  }
  return false;
}

async function makeDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

async function lastLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim().split('\n').at(-1) ?? '';
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
