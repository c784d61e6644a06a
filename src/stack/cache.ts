import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where downloaded programs are kept between runs: `XDG_CACHE_HOME`, else `~/.cache`, in a folder of our own. */
export function cacheDir(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache'), 'actimo-to-dynamics');
}
