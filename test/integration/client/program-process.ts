import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../../src/domain/package-root.js';
import { onFileEnd } from '../../support/file-end.js';

/** A built program as a process of its own; killed when the test file has ended, if it has not ended itself. */
export class ProgramProcess {
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number>;

  constructor(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env) {
    this.child = spawn(process.execPath, [join(packageRoot(), 'dist', 'src', 'client', program), ...args], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.ended = new Promise((resolve) => this.child.once('close', (code, signal) => resolve(code ?? (signal === null ? -1 : 128))));
    onFileEnd(async () => void (await this.stop('SIGKILL')));
  }

  /** Waits for a text in the output; fails when the program ends without it. */
  async says(text: string, timeoutMs = 60_000): Promise<void> {
    let over = false;
    void this.ended.then(() => {
      over = true;
    });
    for (const end = Date.now() + timeoutMs; !this.output.includes(text); ) {
      if (over || Date.now() > end) throw new Error(`the program never said "${text}":\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  exit(): Promise<number> {
    return this.ended;
  }

  stop(signal: NodeJS.Signals): Promise<number> {
    this.child.kill(signal);
    return this.ended;
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
