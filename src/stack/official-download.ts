import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { promisify } from 'node:util';
import { StackError } from './errors.js';

const run = promisify(execFile);
const version = 'v1.9.1';
const architectures: Readonly<Record<string, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
};

/**
 * Fetches the Temporal CLI from where Temporal publishes it (the place and the protocol are those of the SDK's own download) into `directory`.
 * The first answer has five seconds: behind a closed network this has to fail fast, because another source comes after it.
 */
export async function downloadOfficialCli(directory: string): Promise<string> {
  const architecture = architectures[process.arch];
  if (architecture === undefined) throw new StackError('no-download', `there is no official build for ${process.arch}`);
  const query = new URLSearchParams({
    arch: architecture,
    platform: process.platform,
    format: 'tar.gz',
  });
  const info = await fetchOk(`https://temporal.download/temporal-cli/${version}?${query}`, 5_000);
  const { archiveUrl, fileToExtract } = (await info.json()) as {
    archiveUrl: string;
    fileToExtract: string;
  };

  await mkdir(dirname(directory), { recursive: true });
  const work = await mkdtemp(`${directory}.`);
  try {
    const archive = await fetchOk(archiveUrl, 180_000);
    await pipeline(Readable.fromWeb(archive.body as ReadableStream), createWriteStream(join(work, 'archive.tar.gz')));
    await run('tar', ['-xzf', join(work, 'archive.tar.gz'), '-C', work, fileToExtract]);
    const inside = join(work, fileToExtract);
    await chmod(inside, 0o755);
    await run(inside, ['--version'], { timeout: 10_000 });
    await mkdir(directory, { recursive: true });
    await rename(inside, join(directory, 'temporal'));
    return join(directory, 'temporal');
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fetchOk(url: string, timeoutMs: number): Promise<Response> {
  const host = new URL(url).host;
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
    throw new StackError('no-download', `${host} cannot be reached (${cause})`);
  }
  if (!response.ok) throw new StackError('no-download', `${host} answered ${response.status}`);
  return response;
}
