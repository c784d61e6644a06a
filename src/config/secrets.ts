import { SecretsError } from './errors.js';

export interface ActimoKeySecret {
  readonly key: string;
  /** Id of the one workspace that this key reads; absent for a key of the whole client. */
  readonly workspace?: string;
}

export interface Secrets {
  readonly actimoKeys: readonly ActimoKeySecret[];
  readonly dataverseClientSecret: string;
  /** e.g. `postgres://user:password@host:5432/database`. */
  readonly databaseUrl: string;
  readonly temporal: { readonly address: string; readonly namespace: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What each variable is for, so that the message about a missing one helps. */
const purposes = {
  ACTIMO_API_KEYS: "Actimo's API keys, separated by commas; write `12=<key>` for a key that reads only workspace 12",
  DATAVERSE_CLIENT_SECRET: 'the client secret of the application user in Dataverse',
  DATABASE_URL: 'the Postgres database of the ledger, e.g. postgres://user:password@host:5432/database',
} as const;
type Variable = keyof typeof purposes;

/** All secrets at once. Throws `SecretsError` that names every variable that is missing. Values are never part of a message. */
export function readSecrets(env: Environment): Secrets {
  requireAll(env, ['ACTIMO_API_KEYS', 'DATAVERSE_CLIENT_SECRET', 'DATABASE_URL']);
  return {
    actimoKeys: readActimoKeys(env),
    dataverseClientSecret: readDataverseSecret(env),
    databaseUrl: readDatabaseUrl(env),
    temporal: readTemporal(env),
  };
}

export function readActimoKeys(env: Environment): readonly ActimoKeySecret[] {
  const [list] = requireAll(env, ['ACTIMO_API_KEYS']);
  const keys = (list as string)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseKey);
  if (keys.length === 0) throw unusable('ACTIMO_API_KEYS', 'holds no key');
  if (new Set(keys.map(({ key }) => key)).size < keys.length)
    throw unusable('ACTIMO_API_KEYS', 'holds the same key twice, which would double its rate');
  return keys;
}

/** `key` or `workspace=key`. A key may end in `=` (Base64), so only an equals sign with text on both sides parts the two. */
function parseKey(part: string): ActimoKeySecret {
  const split = /^([^=\s]+)=([^=].*)$/.exec(part);
  const key = split?.[2] ?? part;
  // A key goes into an HTTP header: anything but visible ASCII would fail there with a message that nobody understands.
  if (!/^[\x21-\x7e]+$/.test(key)) throw unusable('ACTIMO_API_KEYS', 'holds a key with a blank or a letter that no key has');
  return split?.[1] === undefined ? { key } : { key, workspace: split[1] };
}

export const readDataverseSecret = (env: Environment): string => requireAll(env, ['DATAVERSE_CLIENT_SECRET'])[0] as string;

export function readDatabaseUrl(env: Environment): string {
  const [url] = requireAll(env, ['DATABASE_URL']);
  if (!/^postgres(ql)?:\/\//.test(url as string)) throw unusable('DATABASE_URL', 'does not begin with postgres://');
  return url as string;
}

/** Not secret, but from the environment too: where Temporal is. Defaults are those of its development server. */
export const readTemporal = (env: Environment): Secrets['temporal'] => ({
  address: env.TEMPORAL_ADDRESS?.trim() || '127.0.0.1:7233',
  namespace: env.TEMPORAL_NAMESPACE?.trim() || 'default',
});

function requireAll(env: Environment, variables: readonly Variable[]): string[] {
  const missing = variables.filter((name) => !env[name]?.trim());
  if (missing.length > 0)
    throw new SecretsError(
      missing,
      `${missing.length === 1 ? 'The environment variable' : 'The environment variables'} ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set`,
      missing.map((name) => `Set ${name} to ${purposes[name]}.`).join(' '),
    );
  return variables.map((name) => (env[name] as string).trim());
}

const unusable = (variable: Variable, what: string) =>
  new SecretsError([variable], `The environment variable ${variable} ${what}`, `Set ${variable} to ${purposes[variable]}.`);
