import { parseArgs } from 'node:util';
import { type Profile, profiles } from '../actimo/index.js';

export interface SandboxFlags {
  readonly users: number;
  readonly seed: number;
  readonly profile: Profile;
  readonly actimoPort: number;
  readonly dataversePort: number;
  readonly host: string;
  readonly latencyMs: number;
  readonly actimoRate: number;
  readonly actimoKeys: 'client' | 'workspace';
  readonly clients: number;
  readonly speed: number;
  readonly tls: boolean;
  readonly openToken: boolean;
  readonly stateFile: string | undefined;
  readonly dropFolder: string | undefined;
  readonly baseLanguage: number;
  readonly existing: number | undefined;
}

export class FlagError extends Error {
  override readonly name = 'FlagError';
}

export const usage = `usage: npm run sandbox -- [flags]

Plays Actimo and Dataverse over HTTP until stopped. Prints one JSON line when it is ready.

  --users N           people in Actimo, 20 to 500000 (300)
  --seed N            same seed, same data (7)
  --profile P         what Actimo's API shows: ${profiles.join(', ')} (full-inferred)
  --actimo-port N     0 takes any free port (4001)
  --dataverse-port N  0 takes any free port (4002)
  --host H            address to listen on (127.0.0.1); admin routes answer this machine only
  --latency MS        added to every answer of both (0)
  --actimo-rate N     requests a second and key (20, the documented limit)
  --actimo-keys K     client: one key sees all; workspace: one key per workspace (client)
  --clients N         customers of Actimo with --users people each; the first one is migrated (1)
  --speed N           time passes N times as fast for limits, jobs, tokens and people (1)
  --tls               Dataverse and its token endpoint over https, with an authority made now
  --open-token        Dataverse takes any bearer token
  --state FILE        keeps what changes, so that it survives a restart
  --drop DIR          writes the exports of the admin UI to this folder (profile files)
  --base-language N   of the Dataverse organisation (1030, Danish)
  --existing N        Contacts in Dataverse who resemble nobody in Actimo (5 % of the people)
  --help`;

/** Reads the command line; throws `FlagError` with a sentence. */
export function readFlags(args: readonly string[]): SandboxFlags | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  const whole = (name: keyof typeof values, otherwise: number, least: number, most: number): number => {
    const text = values[name];
    const value = text === undefined ? otherwise : Number(text);
    if ((text !== undefined && !/^\d+$/.test(String(text))) || value < least || value > most)
      throw new FlagError(`--${name} takes a whole number from ${least} to ${most}, not ${text}`);
    return value;
  };
  for (const name of ['host', 'state', 'drop'] as const)
    if (values[name] === '') throw new FlagError(`--${name} takes a text that is not empty`);
  const profile = values.profile ?? 'full-inferred';
  if (!profiles.includes(profile as Profile)) throw new FlagError(`--profile takes ${profiles.join(', ')}, not ${profile}`);
  const keys = values['actimo-keys'] ?? 'client';
  if (keys !== 'client' && keys !== 'workspace') throw new FlagError(`--actimo-keys takes client or workspace, not ${keys}`);
  const actimoPort = whole('actimo-port', 4001, 0, 65_535);
  const dataversePort = whole('dataverse-port', 4002, 0, 65_535);
  if (actimoPort !== 0 && actimoPort === dataversePort)
    throw new FlagError(`--actimo-port and --dataverse-port are both ${actimoPort}; give each its own`);
  return {
    users: whole('users', 300, 20, 500_000),
    seed: whole('seed', 7, 0, 2_147_483_647),
    profile: profile as Profile,
    actimoPort,
    dataversePort,
    host: values.host ?? '127.0.0.1',
    latencyMs: whole('latency', 0, 0, 600_000),
    actimoRate: whole('actimo-rate', 20, 1, 1_000_000),
    actimoKeys: keys,
    clients: whole('clients', 1, 1, 100),
    speed: whole('speed', 1, 1, 100_000),
    tls: values.tls ?? false,
    openToken: values['open-token'] ?? false,
    stateFile: values.state,
    dropFolder: values.drop,
    baseLanguage: whole('base-language', 1030, 1000, 99_999),
    existing: values.existing === undefined ? undefined : whole('existing', 0, 0, 1_000_000),
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        users: text,
        seed: text,
        profile: text,
        'actimo-port': text,
        'dataverse-port': text,
        host: text,
        latency: text,
        'actimo-rate': text,
        'actimo-keys': text,
        clients: text,
        speed: text,
        tls: flag,
        'open-token': flag,
        state: text,
        drop: text,
        'base-language': text,
        existing: text,
        help: flag,
      },
    });
  } catch (error) {
    throw new FlagError(error instanceof Error ? error.message : String(error));
  }
}
