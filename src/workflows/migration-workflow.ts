import { isCancellation } from '@temporalio/workflow';
import { type MigrationInput, MigrationPhases, type MigrationResult } from './migration-phases.js';

/**
 * The whole migration, and the only workflow that starts writers.
 *
 *  1. audit: read Actimo, look at Dynamics                          ⟨scope⟩
 *  2. design mapping and schema; nothing is written before           ⟨mapping⟩ ⟨schema⟩
 *  3. schema in place; sample                                        ⟨sample⟩   no: sample undone, design again
 *  4. full migration, while the Schedule asks for deltas; deltas until  ⟨cutOver⟩  no: deltas go on
 *  5. last deltas until a pass finds nothing; reconcile; summary and rebuild package
 *  6. undo window                                                    ⟨accept⟩   or roll back
 *  7. purge; done
 *
 * `pause`, `resume`, `throttle`, `abort` and `rollBack` work in any phase. See docs/architecture.md.
 */
export async function migrationWorkflow(input: MigrationInput): Promise<MigrationResult> {
  const phases = new MigrationPhases(input.migration);
  try {
    return await phases.run(input);
  } catch (error) {
    if (isCancellation(error)) await phases.stopAndKeep();
    throw error;
  }
}
