/**
 * What each gate asks and what every answer causes, in words. No imports: workflows and terminals show the same sentences as the documents.
 */
export type GateName = 'scope' | 'mapping' | 'schema' | 'sample' | 'cutOver' | 'accept';

/** The migration's own durations, in words. */
export interface GateDurations {
  /** How long after the last delta everything can be taken back. Default "72 hours". */
  readonly undoWindow?: string;
  /** How long deltas run beside the full migration. Default "24 to 48 hours". */
  readonly deltaWindow?: string;
}

/** One gate in words: full sentences. */
export interface GateWords {
  readonly title: string;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly unanswered: string;
  readonly undo: string;
}

export function gateWords(gate: GateName, durations: GateDurations = {}): GateWords {
  return words[gate]({ undoWindow: durations.undoWindow ?? '72 hours', deltaWindow: durations.deltaWindow ?? '24 to 48 hours' });
}

/** The same in a few words each, for a progress line or a table of gates. */
export const gateTable: Readonly<Record<GateName, { readonly approve: string; readonly reject: string; readonly unanswered: string }>> = {
  scope: { approve: 'design', reject: 'audit again', unanswered: 'reminders' },
  mapping: { approve: 'with the schema: schema in place, then the sample', reject: 'design again', unanswered: 'reminders' },
  schema: { approve: 'with the mapping: schema in place, then the sample', reject: 'design again', unanswered: 'reminders' },
  sample: { approve: 'full migration', reject: 'sample undone, design again', unanswered: 'reminders' },
  cutOver: { approve: 'last delta', reject: 'deltas go on', unanswered: 'deltas go on past the window, the operator is warned' },
  accept: { approve: 'purge', reject: 'roll back, asked for by name', unanswered: 'clean: undo closes; otherwise it stays open and asks' },
};

const words: Readonly<Record<GateName, (durations: Required<GateDurations>) => GateWords>> = {
  scope: () => ({
    title: 'Scope',
    question: 'Is this what shall be moved, from here to there?',
    yes: 'The mapping and the schema are designed from what was read. Nothing is written to Dynamics.',
    no: 'Actimo is audited again, and a new scope document is put to you. Say in the comment what to change.',
    unanswered: 'Nothing happens. You are reminded until someone answers.',
    undo: 'There is nothing to undo: up to here the migration has only read.',
  }),
  mapping: () => ({
    title: 'Mapping',
    question: 'Shall every field go where this document says?',
    yes: 'Together with a yes to the schema: the schema is put in place in Dynamics, and then the sample is written. These are the first changes to Dynamics. One yes alone starts nothing.',
    no: 'The mapping and the schema are designed again and both are put to you anew. Nothing is written to Dynamics.',
    unanswered: 'Nothing is written to Dynamics. You are reminded until someone answers.',
    undo: 'Up to here there is nothing to undo. What yes starts can be taken back with a no to the sample, or with a roll-back at any later time until acceptance.',
  }),
  schema: () => ({
    title: 'Schema',
    question: 'May Dynamics be given the tables and columns that this document lists?',
    yes: 'Together with a yes to the mapping: the schema is put in place, or checked where your own people put it there, and then the sample is written. These are the first changes to Dynamics. One yes alone starts nothing.',
    no: 'The mapping and the schema are designed again and both are put to you anew. Nothing is written to Dynamics.',
    unanswered: 'Nothing is written to Dynamics. You are reminded until someone answers.',
    undo: 'Up to here there is nothing to undo. A roll-back removes the schema that the migration made itself; what was there before stays.',
  }),
  sample: () => ({
    title: 'Sample',
    question: 'Did the sample arrive as it should, so that everyone may follow?',
    yes: 'The full migration starts: every record in scope is written to Dynamics, read back and compared. Deltas follow what changes in Actimo meanwhile.',
    no: 'The sample is taken back out of Dynamics, and the mapping and the schema are designed again. Say in the comment what was wrong.',
    unanswered: 'The sample stays in Dynamics and nothing more is written. You are reminded until someone answers.',
    undo: 'The sample until you answer, with a no. The full migration at any time until acceptance, with a roll-back.',
  }),
  cutOver: ({ undoWindow, deltaWindow }) => ({
    title: 'Cut-over',
    question: 'Is Actimo closed for changes, and is Dynamics in step with it?',
    yes: 'A last delta runs, again and again until a pass finds nothing new. Then both sides are reconciled once more and the summary is put to you. What people still change in Actimo after that is lost: say in the comment who closed Actimo.',
    no: 'Nothing is lost: deltas go on as before, and you are asked again with a fresh report.',
    unanswered: `Deltas go on past their window (${deltaWindow}), and the operator is warned. Nothing is cut over without an answer.`,
    undo: `A roll-back is possible until ${undoWindow} after the last delta.`,
  }),
  accept: ({ undoWindow }) => ({
    title: 'Acceptance',
    question: 'Is the migration accepted as it is, for good?',
    yes: "The undo closes for good: the migration's own books, with the copies of people's data in them, are deleted. What is in Dynamics stays. The documents and the rebuild package stay where they were written.",
    no: 'Nothing is deleted. To take the migration back, ask for the roll-back by name; it deletes what the migration created and restores what it changed.',
    unanswered: `If everything is clean, the undo closes by itself after ${undoWindow}, and that is recorded. If anything is unclean, held without a decision, or rolling back, it stays open and asks again. The window can be extended.`,
    undo: `Until ${undoWindow} after the last delta. A roll-back need only have begun by then. After a yes: no more.`,
  }),
};
