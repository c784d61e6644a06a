import type { WorkflowExecutionDescription } from '@temporalio/client';
import {
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { workflowIds } from '../domain/index.js';
import type { DecisionInput, DecisionVerdict } from '../workflows/gates.js';
import type { AnyCommand, CommandName, Progress } from '../workflows/messages.js';
import { ClientError, refusal } from './errors.js';
import { exitCodes } from './exit-codes.js';
import { type Temporal, unreachable } from './temporal.js';

/** The one workflow of a migration; its name is the migration's, so that there cannot be two. */
export const workflowIdOf = workflowIds.migration;

export interface SendOptions {
  /** Milliseconds to wait for a worker's answer. */
  readonly waitMs?: number;
  /** Sends a signal, which Temporal keeps until a worker comes, instead of an update, which is answered. */
  readonly asSignal?: boolean;
}

/** How long a command waits for the verdict unless told: a worker answers within a second, but may be busy. */
const defaultWaitMs = 15_000;
/** A question that costs nothing: if no worker answers it soon, none is there. */
const queryWaitMs = 5_000;

const unavailable = 14;
const notFound = 5;

/** The running migration, as Temporal knows it. Every method throws ClientError with an exit code. */
export class MigrationHandle {
  constructor(
    readonly temporal: Temporal,
    readonly migration: string,
  ) {}

  private get handle() {
    return this.temporal.client.workflow.getHandle(workflowIdOf(this.migration));
  }

  /** What the workflow says of itself; null when no worker answers, or when it has only just begun. */
  async progress(waitMs = queryWaitMs): Promise<Progress | null> {
    try {
      return await this.temporal.connection.withDeadline(Date.now() + waitMs, () => this.handle.query<Progress>('progress'));
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw this.notRunning(error);
      const code = grpcCode(error);
      if (code === unavailable) throw unreachable(this.temporal.address, error);
      return null;
    }
  }

  /** Start, close and state of the newest run; null when Temporal knows no such migration. */
  async describe(runId?: string): Promise<WorkflowExecutionDescription | null> {
    try {
      const id = workflowIdOf(this.migration);
      return await this.temporal.client.workflow.getHandle(id, runId).describe();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError || grpcCode(error) === notFound) return null;
      if (grpcCode(error) === unavailable) throw unreachable(this.temporal.address, error);
      throw error;
    }
  }

  /** Approves or rejects; answers the verdict's sentence. A refusal is thrown, with exit code 3. */
  decide(input: DecisionInput, options: SendOptions = {}): Promise<string> {
    return this.send('decide', input, options);
  }

  command(name: CommandName, input: AnyCommand, options: SendOptions = {}): Promise<string> {
    return this.send(name, input, options);
  }

  private async send(
    name: string,
    input: DecisionInput | AnyCommand,
    { waitMs = defaultWaitMs, asSignal = false }: SendOptions,
  ): Promise<string> {
    try {
      if (asSignal) {
        await this.handle.signal(name, input);
        return 'Sent. The rules judge it as soon as a worker runs; `status` shows what came of it.';
      }
      const verdict = await this.temporal.connection.withDeadline(Date.now() + waitMs, () =>
        this.handle.executeUpdate<DecisionVerdict, [DecisionInput | AnyCommand]>(name, { args: [input] }),
      );
      return verdict.sentence;
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) throw refusal(error.cause?.message ?? error.message);
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || grpcCode(error) === 4) throw this.noWorker(waitMs);
      if (error instanceof WorkflowNotFoundError || grpcCode(error) === notFound) throw this.notRunning(error);
      if (grpcCode(error) === unavailable) throw unreachable(this.temporal.address, error);
      throw error;
    }
  }

  private noWorker(waitMs: number): ClientError {
    return new ClientError(
      'no-worker',
      exitCodes.unreachable,
      `No worker answered within ${Math.round(waitMs / 1_000)} seconds. Temporal may still hand it to one that comes soon, or not.`,
      'Start a worker (`actimo-to-dynamics worker`) and look at `status`. With --signal Temporal keeps it for certain until a worker runs.',
    );
  }

  private notRunning(cause: unknown): ClientError {
    return new ClientError(
      'not-running',
      exitCodes.refused,
      `Migration ${this.migration} is not running in Temporal (namespace ${this.temporal.namespace} at ${this.temporal.address}).`,
      '`status` says how it ended; `start` begins it, `start --adopt` goes on from the ledger if Temporal lost it.',
      { cause },
    );
  }
}

/** gRPC's number of an error or of what caused it. */
function grpcCode(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}
