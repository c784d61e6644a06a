import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DecisionInput, DecisionVerdict, GateState } from './gates.js';
import type { Phase } from './migration-state.js';

/** Who gives a command; the name goes into the decision log. */
export interface CommandInput {
  readonly by: string;
  readonly comment?: string;
}

/** Requests per second over all processes; 0 takes the brake off. */
export interface ThrottleInput extends CommandInput {
  readonly requestsPerSecond: number;
}

/** By how many hours the undo window is moved out. */
export interface ExtendInput extends CommandInput {
  readonly hours: number;
}

/** What `progress` answers; no personal data. */
export interface Progress {
  readonly migration: string;
  readonly phase: Phase;
  /** One sentence: what is going on, or what is waited for. */
  readonly doing: string;
  /** What is being written, e.g. `contact links (5 of 8)`; null while Actimo is read and mapped, and between passes. */
  readonly step: string | null;
  readonly gates: readonly GateState[];
  readonly paused: boolean;
  readonly stuck: { readonly step: string; readonly type: string; readonly message: string } | null;
  readonly epoch: number;
  readonly deltaPasses: number;
  /** Milliseconds since 1970, workflow time; null when not running. */
  readonly undoUntil: number | null;
  readonly undoClosed: boolean;
  readonly deltaWindowUntil: number | null;
  readonly runs: number;
}

// A decision is both: a signal, so that Temporal's own UI and CLI can send it while no worker runs, and an update, so that the caller hears the
// verdict. One handler serves both; so it is for the commands.
export const decideSignal = defineSignal<[DecisionInput]>('decide');
export const decideUpdate = defineUpdate<DecisionVerdict, [DecisionInput]>('decide');

export const commandNames = ['pause', 'resume', 'throttle', 'abort', 'rollBack', 'extend', 'retry', 'delta'] as const;
export type CommandName = (typeof commandNames)[number];
export type AnyCommand = CommandInput & Partial<ThrottleInput> & Partial<ExtendInput>;

export const commandSignal = (name: CommandName) => defineSignal<[AnyCommand]>(name);
export const commandUpdate = (name: CommandName) => defineUpdate<DecisionVerdict, [AnyCommand]>(name);

/** Sent by `deltaTickWorkflow`: a delta is due. */
export const deltaDueSignal = defineSignal('deltaDue');

export const progressQuery = defineQuery<Progress>('progress');
