import type { Context } from '../../../src/client/context.js';

/** A context that keeps what was written. */
export function recordingContext(more: Partial<Context> = {}): Context & { readonly lines: string[]; readonly errors: string[] } {
  const [lines, errors]: [string[], string[]] = [[], []];
  return {
    env: {},
    cwd: process.cwd(),
    out: (line) => void lines.push(line),
    err: (line) => void errors.push(line),
    interactive: false,
    width: 120,
    ...more,
    lines,
    errors,
  };
}
