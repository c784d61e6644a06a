/** What each step of a migration does to the world; thin: each activity calls the rooms below. */
import { type ActivityDeps, Connections } from './connections.js';
import { designActivities } from './design.js';
import { documentActivities } from './documents.js';
import { gateActivities } from './gates.js';
import { lifecycleActivities } from './lifecycle.js';
import { readingActivities } from './reading.js';
import { sampleActivities } from './sample.js';
import { scheduleActivities } from './schedule.js';
import { schemaActivities } from './schema.js';
import { writingActivities } from './writing.js';

export type { ActivityDeps } from './connections.js';

const all = (connections: Connections) => ({
  ...lifecycleActivities(connections),
  ...gateActivities(connections),
  ...readingActivities(connections),
  ...designActivities(connections),
  ...schemaActivities(connections),
  ...sampleActivities(connections),
  ...writingActivities(connections),
  ...documentActivities(connections),
  ...scheduleActivities(connections),
});

export type Activities = ReturnType<typeof all>;

/** Every activity over one set of connections; `close` lets go of them. */
export function createActivities(deps: ActivityDeps): { readonly all: Activities; close(): Promise<void> } {
  const connections = new Connections(deps);
  return { all: all(connections), close: () => connections.close() };
}
