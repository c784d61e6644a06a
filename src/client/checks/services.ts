import { queues } from '../../domain/index.js';
import { registryLines } from '../books.js';
import type { Context } from '../context.js';
import { openTemporal } from '../temporal.js';
import type { CheckFinding } from './finding.js';

/** Postgres of the ledger. */
export async function* checkPostgres(context: Context): AsyncGenerator<CheckFinding> {
  const known = await registryLines(context);
  yield {
    part: 'Postgres',
    what: 'ledger',
    state: 'ok',
    says: known.length === 0 ? 'no migration yet' : `${known.length} migrations: ${known.map(({ migration }) => migration).join(', ')}`,
  };
}

/** Temporal, and whether a worker asks it for work. */
export async function* checkTemporal(context: Context): AsyncGenerator<CheckFinding> {
  const temporal = await openTemporal(context);
  try {
    const { connection, namespace, address } = temporal;
    await connection.workflowService.describeNamespace({ namespace });
    yield { part: 'Temporal', what: 'namespace', state: 'ok', says: `${namespace} at ${address}` };
    for (const [name, type] of [
      [queues.control, 1],
      [queues.load, 2],
    ] as const) {
      const { pollers } = await connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType: type });
      const workers = new Set(pollers?.map(({ identity }) => identity)).size;
      yield workers > 0
        ? { part: 'Temporal', what: `workers, queue ${name}`, state: 'ok', says: `${workers}` }
        : {
            part: 'Temporal',
            what: `workers, queue ${name}`,
            state: 'attention',
            says: 'none; a migration waits until one runs (`actimo-to-dynamics worker`)',
          };
    }
  } finally {
    await temporal.close();
  }
}
