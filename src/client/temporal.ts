import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Context } from './context.js';
import { ClientError } from './errors.js';
import { exitCodes } from './exit-codes.js';

/** An open connection to Temporal, as the environment names it. */
export interface Temporal {
  readonly client: Client;
  readonly connection: Connection;
  readonly address: string;
  readonly namespace: string;
  close(): Promise<void>;
}

/**
 * Connects by Temporal's own variables (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_..., or a profile of its configuration file), as
 * the worker does. Throws ClientError `temporal-unreachable`.
 */
export async function openTemporal({ env }: Pick<Context, 'env'>): Promise<Temporal> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: definedOnly(env) });
  const address = connectionOptions?.address ?? '127.0.0.1:7233';
  try {
    const connection = await Connection.connect({ ...connectionOptions, address, connectTimeout: '5 seconds' });
    return { client: new Client({ connection, namespace }), connection, address, namespace, close: () => connection.close() };
  } catch (error) {
    throw unreachable(address, error);
  }
}

export const unreachable = (address: string, cause: unknown): ClientError =>
  new ClientError(
    'temporal-unreachable',
    exitCodes.unreachable,
    `Temporal does not answer at ${address}${isGrpcServiceError(cause) ? ` (${cause.details})` : ''}.`,
    'See that it runs (`actimo-to-dynamics up` starts one on this machine) and that TEMPORAL_ADDRESS names it.',
    { cause },
  );

export async function withTemporal<T>(context: Context, work: (temporal: Temporal) => Promise<T>): Promise<T> {
  const temporal = await openTemporal(context);
  try {
    return await work(temporal);
  } finally {
    await temporal.close();
  }
}

const definedOnly = (env: Context['env']): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
