/** The one idea of this program: make applied equal desired, then verified equal applied, for a chosen set of rows; and its reverse. */

export { convergePartition, type PartitionInput } from './converge-partition.js';
export { addCounts, noCounts, type StepCounts } from './counts.js';
export type { FlagCount } from './flags.js';
export { type IdentityResult, resolveIdentities } from './identities.js';
export { pause } from './pause.js';
export { type PlanResult, planObject } from './plan-object.js';
export { reconcile } from './reconcile.js';
export type { Milestone, Scene } from './scene.js';
export { settleOpenChunks } from './settle.js';
export { type UndoInput, type UndoMode, undoPartition } from './undo-partition.js';
export { verifySample } from './verify-sample.js';
export { allSources } from './world.js';
