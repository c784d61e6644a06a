import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../domain/package-root.js';
import { StackError } from './errors.js';

/** Path of a compiled program below `dist`, e.g. `sandbox/main.js`. Throws StackError `not-built`. */
export function builtProgram(path: string): string {
  const program = join(packageRoot(), 'dist', path);
  if (!existsSync(program)) throw new StackError('not-built', `dist/${path} does not exist`, 'run npm run build');
  return program;
}
