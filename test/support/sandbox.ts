import { type SandboxProcess, startSandbox } from '../../src/stack/sandbox.js';
import { onFileEnd } from './file-end.js';

/** Starts `dist/sandbox/main.js` with the given flags on free ports; stopped when the test file has ended, if the test has not stopped it itself. */
export async function sandbox(...flags: string[]): Promise<SandboxProcess> {
  const started = await startSandbox(flags);
  onFileEnd(started.stop);
  return started;
}
