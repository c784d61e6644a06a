import { TestWorkflowEnvironment } from '@temporalio/testing';
import { resolveTemporalTestServer } from '../../src/stack/temporal-binary.js';
import { onFileEnd } from './file-end.js';

/**
 * A time-skipping test server of this file's own: a wait of 72 hours is over at once, but only while a workflow's result is awaited. It has no
 * Schedules and no visibility. Taken down when the test file has ended.
 */
export async function timeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  const { path } = await resolveTemporalTestServer();
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  onFileEnd(() => environment.teardown());
  return environment;
}
