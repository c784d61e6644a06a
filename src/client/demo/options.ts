import { parseArgs } from 'node:util';
import { usageError } from '../errors.js';

export interface DemoOptions {
  readonly users: number;
  readonly seed: number;
  /** Requests a second that the sandbox's Actimo allows. */
  readonly actimoRate: number;
  /** People of the sample. */
  readonly sample: number;
  readonly out: string;
  /** A person decides at the gates. */
  readonly interactive: boolean;
  readonly thenRollback: boolean;
  /** Leave everything running at the end, until Ctrl-C. */
  readonly keep: boolean;
  readonly historyLimit: number | undefined;
}

export const demoUsage = `usage: npm run demo -- [flags]

Runs a whole migration on this machine: Postgres, Temporal, a worker, and the sandbox that plays Actimo and Dynamics.

  --users N         people in Actimo, 20 to 500000 (300)
  --sample N        people of the sample (60)
  --seed N          same seed, same data (7)
  --actimo-rate N   requests a second that the sandbox's Actimo allows (100; Actimo documents 20)
  --out DIR         folder for documents, dumps and logs (out/demo)
  --interactive     you decide at the gates
  --then-rollback   take everything back at the end, and prove that Dynamics is as it was
  --keep            leave everything running at the end, until Ctrl-C
  --history-limit N continue workflows as new after N history events, to show that nothing is lost across it
  --help

Exit code 0: every record is verified, or held or left out with a reason; the reconciliation is clean; an independent checker agrees.`;

/** Throws ClientError `usage`. */
export function readDemoOptions(args: readonly string[]): DemoOptions | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  const users = whole('users', values.users, 300, 20, 500_000);
  return {
    users,
    seed: whole('seed', values.seed, 7, 0, 2_147_483_647),
    actimoRate: whole('actimo-rate', values['actimo-rate'], 100, 1, 100_000),
    sample: whole('sample', values.sample, Math.min(60, users), 1, 100_000),
    out: values.out ?? 'out/demo',
    interactive: values.interactive ?? false,
    thenRollback: values['then-rollback'] ?? false,
    keep: values.keep ?? false,
    historyLimit: values['history-limit'] === undefined ? undefined : whole('history-limit', values['history-limit'], 0, 20, 50_000),
  };
}

function parse(args: readonly string[]) {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        users: text,
        sample: text,
        seed: text,
        'actimo-rate': text,
        out: text,
        interactive: flag,
        'then-rollback': flag,
        keep: flag,
        'history-limit': text,
        help: flag,
      },
    });
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error), 'See npm run demo -- --help.');
  }
}

function whole(name: string, text: string | undefined, otherwise: number, least: number, most: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most && text.trim() !== '') return value;
  throw usageError(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`, 'See npm run demo -- --help.');
}
