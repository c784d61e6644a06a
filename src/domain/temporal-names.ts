import type { ObjectName } from './objects.js';
import type { FacetName } from './rows.js';

/** The two task queues: `control` for workflows, gates and short steps; `load` for what moves rows. */
export const queues = { control: 'control', load: 'load' } as const;

/** Workflow and schedule ids: meaningful, so that they can be found and so that a second writer of the same object cannot start. */
export const workflowIds = {
  migration: (migration: string) => `migration.${migration}`,
  converge: (migration: string, step: { readonly object: ObjectName; readonly facet: FacetName }, pass: string) =>
    `migration.${migration}.converge.${step.object}.${pass}-${step.facet}`,
  delta: (migration: string, pass: string) => `migration.${migration}.delta.${pass}`,
  rollback: (migration: string) => `migration.${migration}.rollback`,
  tick: (migration: string) => `migration.${migration}.tick`,
  schedule: (migration: string) => `migration.${migration}.delta`,
} as const;
