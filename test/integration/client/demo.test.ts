import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFileEnd } from '../../support/file-end.js';
import { isRunning, ProgramProcess } from './program-process.js';

async function demo(...flags: string[]): Promise<{ folder: string; process: ProgramProcess }> {
  const folder = await mkdtemp(join(tmpdir(), 'a2d-demo-test-'));
  onFileEnd(() => rm(folder, { recursive: true, force: true }));
  return { folder, process: new ProgramProcess('demo/main.js', ['--out', folder, ...flags], folder) };
}

/** The folder of its servers' data, as the demo says it. */
const dataFolder = (output: string): string => /data in (\S+)\/postgres/.exec(output)?.[1] ?? '';

describe('the demo', () => {
  test('carries everybody over, sends one gate back, and takes everything back when asked to', async () => {
    const { folder, process } = await demo(
      '--users',
      '60',
      '--sample',
      '12',
      '--actimo-rate',
      '2000',
      '--history-limit',
      '40',
      '--then-rollback',
    );
    expect({ exit: await process.exit(), output: process.output }).toMatchObject({ exit: 0 });
    for (const gate of ['scope', 'mapping', 'schema', 'sample', 'cutOver', 'accept']) expect(process.output).toContain(`┌─ gate ${gate}`);
    expect(process.output).toContain('scope: rejected by Ida Holm.');
    expect(process.output).toContain('Held, and why:');
    expect(process.output).toContain('All agrees.');
    expect(process.output).toContain('The dumps are the same.');
    expect(existsSync(dataFolder(process.output))).toBe(false);

    const summary = JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8'));
    expect(summary).toMatchObject({
      reconciliation: { clean: true, differences: [] },
      delta: { created: expect.any(Number), updated: expect.any(Number), deleted: expect.any(Number) },
    });
    expect(summary.timings.migration).toBeGreaterThan(0);
    for (const object of ['workspace', 'user', 'membership']) {
      const { read, ...parts } = summary.objects[object] as Record<string, number>;
      expect(Object.keys(parts).sort()).toEqual(['conflicted', 'differs', 'dropped', 'gone', 'held', 'merged', 'refused', 'verified']);
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(read);
    }
  }, 180_000);

  test('stops with Ctrl-C in the middle and leaves nothing running and nothing behind', async () => {
    const { process } = await demo('--users', '60', '--actimo-rate', '20');
    await process.says('audit:');
    const worker = Number(/worker started, process (\d+)/.exec(process.output)?.[1]);
    expect(isRunning(worker)).toBe(true);
    expect(await process.stop('SIGINT')).toBe(130);
    expect(isRunning(worker)).toBe(false);
    expect(dataFolder(process.output)).not.toBe('');
    expect(existsSync(dataFolder(process.output))).toBe(false);
  }, 90_000);

  test('refuses flags that it does not know', async () => {
    const { process } = await demo('--frobnicate');
    expect({ exit: await process.exit(), output: process.output }).toEqual({ exit: 2, output: expect.stringContaining('--frobnicate') });
  });
});
