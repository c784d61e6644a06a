/** The one idea of this program: make applied equal desired, then verified equal applied, for a chosen set of rows; and its reverse. */

export { convergePartition } from './converge-partition.js';
export type { StepCounts } from './counts.js';
export type { FlagCount } from './flags.js';
export { resolveIdentities } from './identities.js';
export { RefusedOwners } from './owners.js';
export { pause } from './pause.js';
export { planObject } from './plan-object.js';
export { reconcile } from './reconcile.js';
export type { Milestone, Scene } from './scene.js';
export { settleOpenChunks, sweepChunks } from './settle.js';
export { type UndoMode, undoPartition } from './undo-partition.js';
export { verifySample } from './verify-sample.js';
export { allSources } from './world.js';
