import { Context } from '@temporalio/activity';
import type { MigrationFile } from '../config/index.js';
import { convergePartition, reconcile, type StepCounts, settleOpenChunks, sweepChunks, undoPartition } from '../converge/index.js';
import { countFacets, countUndo, putArtefact } from '../ledger/index.js';
import { targetTables } from '../mapping/index.js';
import type { ConvergeStep, UndoRound } from '../workflows/steps.js';
import { beating } from './beating.js';
import type { Connections } from './connections.js';

interface Of {
  readonly migration: string;
}
interface Partition {
  readonly index: number;
  readonly of: number;
}

const mostPartitions = 64;
const partitionsFor = (rows: number, { load }: MigrationFile): number => Math.min(mostPartitions, Math.ceil(rows / load.rowsPerPartition));

/** Kind of the artefact that holds what the last reconciliation counted in Dynamics. */
export const reconciledKind = 'reconciled-counts';

/** The ledger into Dynamics, and back. */
export const writingActivities = (connections: Connections) => ({
  /** The converge steps in their order: parents before children; look-ups that can be circular once both sides are there; states last. */
  async convergeSteps(input: Of): Promise<ConvergeStep[]> {
    return beating(async () => {
      const tables = targetTables(await (await connections.of(input.migration)).mapping());
      return (['core', 'links', 'state'] as const).flatMap((facet) =>
        tables.filter(({ facets }) => facets.includes(facet)).map(({ table, object }) => ({ object, table, facet })),
      );
    });
  },

  async countPartitions(input: Of & { readonly step: ConvergeStep; readonly sampleOnly: boolean }): Promise<number> {
    return beating(async () => {
      const { ledger, file } = await connections.of(input.migration);
      const { table, facet } = input.step;
      return partitionsFor(await countFacets(ledger, { table, facet, sampleOnly: input.sampleOnly }), file);
    });
  },

  async convergePartition(
    input: Of & {
      readonly step: ConvergeStep;
      readonly pass: string;
      readonly sampleOnly: boolean;
      readonly epoch: number;
      readonly partition: Partition;
    },
  ): Promise<StepCounts> {
    return beating(async (signal) => {
      const { step, pass, sampleOnly, epoch, partition } = input;
      const scene = await (await connections.of(input.migration)).scene();
      scene.reached('pass-begins');
      return convergePartition(scene, { ...step, pass, sampleOnly, attempt: Context.current().info.attempt, epoch, partition, signal });
    });
  },

  /** Settles what was sent and not answered. `sweep`: in an undo or an abort, once each request has been under way for as long as one can be. */
  async settleOpenChunks(input: Of & { readonly sweep: boolean }): Promise<number> {
    return beating(async (signal) => {
      const connection = await connections.of(input.migration);
      if (!(await connection.hasMapping())) return 0;
      const scene = await connection.scene();
      return input.sweep ? sweepChunks(scene, signal) : settleOpenChunks(scene, { belongs: () => true, signal });
    });
  },

  /** Reads everything that was written once more and holds it against its source. */
  async reconcile(input: Of & { readonly epoch: number }): Promise<{ rows: number }> {
    return beating(async (signal) => {
      const { ledger, scene } = await connections.of(input.migration);
      const { rows, tables } = await reconcile(await scene(), signal);
      await putArtefact(ledger, { kind: reconciledKind, body: JSON.stringify(tables) });
      return { rows };
    });
  },

  /** First everything is looked at, then rows that were there are restored, then ours are deleted, children before parents. */
  async undoRounds(input: Of): Promise<UndoRound[]> {
    return beating(async () => {
      const { hasMapping, mapping } = await connections.of(input.migration);
      if (!(await hasMapping())) return []; // nothing can have been written
      const tables = [...new Set(targetTables(await mapping()).map(({ table }) => table))].reverse();
      return (['check', 'restore', 'remove'] as const).flatMap((mode) => tables.map((table) => ({ mode, table })));
    });
  },

  async countUndoPartitions(input: Of & { readonly table: string; readonly scope: 'all' | 'sample' }): Promise<number> {
    return beating(async () => {
      const { ledger, file } = await connections.of(input.migration);
      return partitionsFor(await countUndo(ledger, { table: input.table, scope: input.scope }), file);
    });
  },

  async undoPartition(
    input: Of & UndoRound & { readonly scope: 'all' | 'sample'; readonly epoch: number; readonly partition: Partition },
  ): Promise<StepCounts> {
    return beating(async (signal) => {
      const { mode, table, scope, epoch, partition } = input;
      return undoPartition(await (await connections.of(input.migration)).scene(), { mode, table, scope, epoch, partition, signal });
    });
  },
});
