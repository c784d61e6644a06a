import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { objectNames } from '../domain/objects.js';
import { workflowIds } from '../domain/temporal-names.js';
import { load } from './activity-options.js';
import { deltaDueSignal } from './messages.js';
import type { PassOptions } from './migration-state.js';

export interface DeltaInput extends PassOptions {
  readonly migration: string;
  readonly pass: string;
  /** Hash of the document that the mapping gate is about; null before the first one. */
  readonly asked: string | null;
}

export interface DeltaResult {
  /** Source records new, changed and gone in this pass, all objects together. */
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  /** Facets that converge has to write now. */
  readonly toWrite: number;
  /** Records missing from this pass but not yet known to be gone: another pass must tell. */
  readonly missing: number;
  /** Actimo brought a new field or a new value of a drop-down: the gates of mapping and schema open again. */
  readonly mappingChanged: boolean;
}

/** One pass over Actimo: reads every object into the ledger, decides who is who, and plans the rows. What it finds goes to converge. */
export async function deltaWorkflow(input: DeltaInput): Promise<DeltaResult> {
  const { migration, pass, sampleOnly, goneApproved } = input;
  const total = { created: 0, updated: 0, deleted: 0, missing: 0 };
  if (input.read) {
    for (const object of objectNames) {
      const read = await load.readObject({ migration, object, pass, ...(goneApproved === undefined ? {} : { goneApproved }) });
      total.created += read.created;
      total.updated += read.changed;
      total.deleted += read.gone;
      total.missing += read.missing;
    }
  }
  if (!input.plan) return { ...total, toWrite: 0, mappingChanged: false };
  await load.resolveIdentities({ migration, pass });
  let toWrite = 0;
  for (const object of objectNames) toWrite += (await load.planObject({ migration, object, pass, sampleOnly })).toWrite;
  const { mappingChanged } = await load.noticeNewFields({ migration, pass, asked: input.asked });
  return { ...total, toWrite, mappingChanged };
}

/** What the Temporal Schedule starts: tells the migration that a delta is due. The migration may be busy; then the delta follows at once afterwards. */
export async function deltaTickWorkflow(input: { readonly migration: string }): Promise<void> {
  await getExternalWorkflowHandle(workflowIds.migration(input.migration)).signal(deltaDueSignal);
}
