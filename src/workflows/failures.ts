import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TemporalFailure } from '@temporalio/workflow';

/** The first cause that was made by us, with its type and message: what a person needs to see. Personal data is in neither, by the rule of `A2DError`. */
export function describeFailure(error: unknown): { readonly type: string; readonly message: string } {
  let cause = error;
  while ((cause instanceof ActivityFailure || cause instanceof ChildWorkflowFailure) && cause.cause !== undefined) cause = cause.cause;
  if (cause instanceof ApplicationFailure) return { type: cause.type ?? 'ApplicationFailure', message: cause.message };
  if (cause instanceof TemporalFailure) return { type: cause.name, message: cause.message };
  return { type: 'Unexpected', message: cause instanceof Error ? cause.message : 'An unknown failure.' };
}
