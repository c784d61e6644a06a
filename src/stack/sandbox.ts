import { builtProgram } from './built-program.js';
import { StackError } from './errors.js';
import { type KeptProcess, spawnKept } from './kept-process.js';

/** What the sandbox prints when it is ready: where its two systems are and how to sign in. */
export interface SandboxEndpoints {
  readonly actimo: {
    readonly url: string;
    readonly apiKeys: readonly string[];
  };
  readonly dataverse: {
    readonly url: string;
    readonly tokenUrl: string;
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
  /** File with the certificate authority of `--tls`. */
  readonly ca: string | null;
}

export interface SandboxProcess extends SandboxEndpoints {
  readonly pid: number;
  readonly ended: KeptProcess['ended'];
  readonly stop: () => Promise<void>;
}

/**
 * Starts the sandbox with command-line flags, e.g. `['--users', '300', '--seed', '7']`; ports are chosen by the system unless the flags name them.
 * Throws StackError `not-built`, or `sandbox-failed` when it ends before it is ready.
 */
export async function startSandbox(flags: readonly string[], logFile?: string): Promise<SandboxProcess> {
  const withPorts = [...flags];
  for (const flag of ['--actimo-port', '--dataverse-port']) if (!flags.includes(flag)) withPorts.push(flag, '0');
  let onLine: (line: string) => void = () => undefined;
  const firstLine = new Promise<string>((resolve) => {
    onLine = resolve;
  });
  let text = '';
  const child = spawnKept({
    name: 'sandbox',
    command: process.execPath,
    args: [builtProgram('sandbox/main.js'), ...withPorts],
    ...(logFile === undefined ? {} : { logFile }),
    onStdout: (chunk) => {
      if (text.includes('\n')) return;
      text += chunk;
      if (text.includes('\n')) onLine(text.slice(0, text.indexOf('\n')));
    },
  });
  const line = await Promise.race([firstLine, child.ended.then(() => null)]);
  if (line === null) {
    const code = child.end()?.code ?? 'none';
    throw new StackError(
      'sandbox-failed',
      `the sandbox ended before it was ready (exit code ${code})`,
      'run npm run sandbox with the same flags to see why',
    );
  }
  return {
    ...(JSON.parse(line) as SandboxEndpoints),
    pid: child.pid,
    ended: child.ended,
    stop: async () => void (await child.stop()),
  };
}
