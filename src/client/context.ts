import { userInfo } from 'node:os';

/** What a command knows of the process that it runs in. Handed in, so that tests and the demo hand in their own. */
export interface Context {
  /** Secrets are read from here and nowhere else. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Paths are relative to this folder. */
  readonly cwd: string;
  /** Writes a line for people or scripts to standard output. */
  readonly out: (line: string) => void;
  /** Writes a line to standard error. */
  readonly err: (line: string) => void;
  /** Somebody sits there who can be asked. */
  readonly interactive: boolean;
  /** Characters of a line. */
  readonly width: number;
}

export function contextOfProcess(): Context {
  // `... | head` closes the pipe when it has seen enough: that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  return {
    env: process.env,
    cwd: process.cwd(),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
    width: process.stdout.columns || 120,
  };
}

/** Who acts: `--as`, else A2D_APPROVER, else the user of this machine. */
export const personOf = (context: Context, as: string | undefined): string =>
  as?.trim() || context.env.A2D_APPROVER?.trim() || userInfo().username;
