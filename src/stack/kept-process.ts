import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { StackError } from './errors.js';

export interface KeptProcessOptions {
  /** What messages call it, e.g. `Postgres`. */
  readonly name: string;
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Run as this user; only root may. */
  readonly uid?: number;
  readonly gid?: number;
  /** The signal that asks for a clean end, also sent by the keeper when the launcher dies. Default SIGTERM. */
  readonly stopSignal?: 'SIGTERM' | 'SIGINT';
  /** Milliseconds after the stop signal until SIGKILL. Default 15,000. */
  readonly graceMs?: number;
  /** File that standard error, and standard output unless `onStdout` is given, are appended to. Without it they are thrown away. */
  readonly logFile?: string;
  /** Takes standard output as text, chunk by chunk. */
  readonly onStdout?: (text: string) => void;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface KeptProcess {
  readonly name: string;
  readonly pid: number;
  /** Settles once, when the process has ended; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Null while it runs. */
  readonly end: () => ProcessEnd | null;
  /** Sends a signal; nothing happens when it has ended. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Asks it to end, after the grace period makes it, and waits until it is gone. May be called twice. */
  readonly stop: () => Promise<ProcessEnd>;
}

/**
 * The watcher forks off first, then the shell becomes the command: the process that the launcher sees *is* the command. The watcher reads from a
 * pipe that only the launcher holds. A line means that all is well and over; end of file without one means that the launcher is dead, killed with
 * SIGKILL or not, and the command must follow.
 */
const keeperScript = `
exec 3<&0 </dev/null
( (
  IFS= read -r _ <&3 && exit
  kill -s "$1" $$ || exit
  i=0
  while kill -s 0 $$ && [ $i -lt "$2" ]; do sleep 1; i=$((i + 1)); done
  kill -s KILL $$
) >/dev/null 2>&1 & )
shift 2
exec "$@" 3<&-
`;

/**
 * Starts a program that does not outlive this process, however this process ends. It gets a session of its own, so that Ctrl-C in the terminal
 * reaches only the launcher, which then stops things in order.
 *
 * What holds: if the launcher dies, the program gets its stop signal at once and SIGKILL after the grace period. What does not: when someone kills
 * the watching shell too, nobody is left to notice.
 */
export function spawnKept(options: KeptProcessOptions): KeptProcess {
  const stopSignal = options.stopSignal ?? 'SIGTERM';
  const graceMs = options.graceMs ?? 15_000;
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, 'a', 0o600);
  const keeper = [stopSignal.slice(3), String(Math.ceil(graceMs / 1000)), options.command, ...(options.args ?? [])];
  const child = spawn('/bin/sh', ['-c', keeperScript, options.name, ...keeper], {
    detached: true,
    stdio: ['pipe', options.onStdout ? 'pipe' : (log ?? 'ignore'), log ?? 'ignore'],
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  if (log !== undefined) closeSync(log);
  if (child.pid === undefined) throw new StackError('cannot-start', `${options.name} could not be started`, 'see that /bin/sh exists');

  let end: ProcessEnd | null = null;
  const ended = new Promise<ProcessEnd>((resolve) => {
    const settle = (result: ProcessEnd): void => {
      if (end !== null) return;
      end = result;
      child.stdin?.end('ended\n');
      resolve(result);
    };
    child.once('exit', (code, signal) => settle({ code, signal }));
    child.once('error', () => settle({ code: 127, signal: null }));
  });
  // The watcher may be gone already when its line is written; there is nothing left to tell it then.
  child.stdin?.on('error', () => undefined);
  if (options.onStdout) {
    child.stdout?.setEncoding('utf8');
    child.stdout?.on('data', options.onStdout);
  }

  const signal = (name: NodeJS.Signals): void => {
    if (end === null) child.kill(name);
  };
  const stop = async (): Promise<ProcessEnd> => {
    signal(stopSignal);
    const force = setTimeout(() => signal('SIGKILL'), graceMs);
    try {
      return await ended;
    } finally {
      clearTimeout(force);
    }
  };
  return {
    name: options.name,
    pid: child.pid,
    ended,
    end: () => end,
    signal,
    stop,
  };
}
