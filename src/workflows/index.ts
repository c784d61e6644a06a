/** What happens, in which order: the workflows, and every signal, update and query by name. Deterministic code only. */
export { convergeWorkflow } from './converge-workflow.js';
export { deltaTickWorkflow, deltaWorkflow } from './delta-workflow.js';
export { migrationWorkflow } from './migration-workflow.js';
export { rollbackWorkflow } from './rollback-workflow.js';
