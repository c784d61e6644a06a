import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { searchAttributeNames } from '../../src/stack/search-attributes.js';
import { onFileEnd } from './file-end.js';
import { sharedService } from './services.js';

export interface FreshNamespace {
  /** `host:port` */
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
}

/** Temporal's number for a Keyword attribute (temporal.api.enums.v1.IndexedValueType). */
const keyword = 2;

/** A namespace of one's own on the run's dev server, with the project's search attributes; the client is closed when the test file has ended. */
export async function freshNamespace(): Promise<FreshNamespace> {
  const address = process.env['A2D_TEST_TEMPORAL'] ?? (await sharedService<{ address: string }>('temporal')).address;
  const connection = await Connection.connect({ address });
  onFileEnd(() => connection.close());
  const namespace = `test-${randomUUID()}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  const searchAttributes = Object.fromEntries(searchAttributeNames.map((name) => [name, keyword]));
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes,
  });
  return { address, namespace, client: new Client({ connection, namespace }) };
}
