import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../domain/package-root.js';

/** What a program of its own found; it shares no code with this one. */
export interface ChildVerdict {
  readonly agrees: boolean;
  readonly lines: readonly string[];
}

const run = promisify(execFile);

/** Recomputes the figures of `summary.json` and looks at fields, from the dumps before and after. */
export const checkDumps = (files: { readonly before: string; readonly after: string; readonly summary: string }): Promise<ChildVerdict> =>
  child('check/main.js', ['--before', files.before, '--after', files.after, '--summary', files.summary]);

/** Whether two dumps are the same but for the closed list of docs/sandbox.md. */
export const compareDumps = (first: string, second: string): Promise<ChildVerdict> => child('check/compare.js', [first, second]);

async function child(program: string, args: readonly string[]): Promise<ChildVerdict> {
  const lines = (output: string): string[] => output.trimEnd().split('\n');
  try {
    const { stdout } = await run(process.execPath, [join(packageRoot(), 'dist', 'sandbox', program), ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return { agrees: true, lines: lines(stdout) };
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    return { agrees: false, lines: lines(stdout + stderr || message) };
  }
}
