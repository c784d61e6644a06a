import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDataDir } from '../../../src/stack/data-dir.js';
import { onFileEnd } from '../../support/file-end.js';
import { ProgramProcess } from './program-process.js';

/** What `. env` would set. */
async function environmentOf(folder: string): Promise<Record<string, string>> {
  const text = await readFile(join(folder, '.actimo-to-dynamics', 'env'), 'utf8');
  return Object.fromEntries([...text.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
}

test('up keeps everything running on this machine, and a migration survives its restart', async () => {
  const folder = await temporaryDataDir('a2d-up-test-');
  onFileEnd(() => rm(folder, { recursive: true, force: true }));
  const up = () => new ProgramProcess('main.js', ['up', '--with-sandbox', '--users', '20', '--actimo-rate', '2000'], folder);
  const run = async (...args: string[]) => {
    const program = new ProgramProcess('main.js', args, folder, { ...process.env, ...(await environmentOf(folder)) });
    return { exit: await program.exit(), output: program.output };
  };

  const first = up();
  await first.says('Ctrl-C stops everything');
  expect((await stat(join(folder, '.actimo-to-dynamics', 'env'))).mode & 0o077).toBe(0);
  expect(await run('check', '--file', '.actimo-to-dynamics/sandbox.yaml')).toMatchObject({ exit: 0 });
  expect(await run('start', '--file', '.actimo-to-dynamics/sandbox.yaml')).toMatchObject({ exit: 0 });
  expect(await first.stop('SIGINT')).toBe(0);

  const second = up();
  await second.says('Ctrl-C stops everything');
  let status = '';
  for (const end = Date.now() + 40_000; !status.includes('Waiting for a decision') && Date.now() < end; )
    status = (await run('status', '-m', 'rehearsal')).output;
  expect(status).toContain('scope, since');
  expect(await second.stop('SIGTERM')).toBe(0);
}, 150_000);
