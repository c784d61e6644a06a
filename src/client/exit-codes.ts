/** How a command ends, for scripts. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, refused: 3, unreachable: 4, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'done',
  failed: 'it was tried and did not work, or a check found something that is not in order',
  usage: 'wrong use: an option, a file or an environment variable is missing or wrong; nothing was done',
  refused: 'the rules of the migration refuse it: wrong code, closed gate, wrong phase, no approver; nothing was changed',
  unreachable: 'Temporal, Postgres, Actimo or Dynamics cannot be reached, or no worker answers',
  interrupted: 'stopped with Ctrl-C',
};

/** The table below every help text and in docs/operator-guide.md. */
export const exitCodeLines: readonly string[] = Object.entries(exitCodes).map(
  ([name, code]) => `  ${String(code).padStart(3)}  ${meanings[name as keyof typeof exitCodes]}`,
);
