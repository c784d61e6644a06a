import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Documents may hold personal data: only the user who runs the program reads them (mode 600). On Windows the folder's own rights rule. */
export const privateMode = 0o600;
export const privateFolderMode = 0o700;

/** Writes a file for its owner only, all or nothing: a reader sees the old content or the new, never half of it. */
export async function writePrivateFile(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: privateFolderMode });
  const next = `${file}.${randomUUID()}.partial`;
  try {
    await writeFile(next, content, { mode: privateMode, flag: 'wx' });
    await chmod(next, privateMode);
    await rename(next, file);
  } finally {
    await rm(next, { force: true });
  }
}
