import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtProgram } from '../../../src/stack/built-program.js';
import { spawnKept } from '../../../src/stack/index.js';

const node = process.execPath;
const forever = 'setInterval(() => undefined, 1000)';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200 && isAlive(pid); tries++) await sleep(50);
  return !isAlive(pid);
}

test('the process seen is the program itself, and its exit code is told', async () => {
  let printed = '';
  const onStdout = (text: string): void => {
    printed += text;
  };
  const kept = spawnKept({ name: 'p', command: node, args: ['-e', 'console.log(process.pid); process.exitCode = 7'], onStdout });
  expect(await kept.ended).toEqual({ code: 7, signal: null });
  await sleep(50);
  expect(Number(printed)).toBe(kept.pid);
});

test('a program that does not exist ends with exit code 127', async () => {
  const kept = spawnKept({ name: 'p', command: '/does/not/exist' });
  expect((await kept.ended).code).toBe(127);
});

test('stop asks with the stop signal, so that the program can end in order', async () => {
  let ready: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const program = `process.on('SIGINT', () => process.exit(3)); console.log('ready'); ${forever}`;
  const kept = spawnKept({ name: 'p', command: node, args: ['-e', program], stopSignal: 'SIGINT', onStdout: ready });
  await started;
  expect(await kept.stop()).toEqual({ code: 3, signal: null });
  expect(await kept.stop()).toEqual({ code: 3, signal: null });
});

test('a program that will not end is made to after the grace period', async () => {
  let ready: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const program = `process.on('SIGTERM', () => undefined); console.log('ready'); ${forever}`;
  const kept = spawnKept({ name: 'p', command: node, args: ['-e', program], graceMs: 200, onStdout: ready });
  await started;
  expect((await kept.stop()).signal).toBe('SIGKILL');
});

test.each(['SIGKILL', 'SIGTERM'] as const)('when the launcher dies of %s, its programs end too', async (signal) => {
  const launcherCode = `
    const { spawnKept } = await import(${JSON.stringify(builtProgram('src/stack/index.js'))});
    const stubborn = "process.on('SIGTERM', () => undefined); console.log('up'); ${forever}";
    const kept = [${JSON.stringify(forever)}, stubborn].map((code) => spawnKept({ name: 'p', command: process.execPath, args: ['-e', code], graceMs: 1000 }));
    setTimeout(() => console.log(JSON.stringify(kept.map((one) => one.pid))), 500);
  `;
  const launcher = spawn(node, ['--input-type=module', '-e', launcherCode], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(launcher.stdout, 'data')) as [Buffer];
  const pids = JSON.parse(line.toString()) as number[];
  expect(pids.map(isAlive)).toEqual([true, true]);
  launcher.kill(signal);
  expect(await Promise.all(pids.map(gone))).toEqual([true, true]);
});
