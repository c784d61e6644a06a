import { type ExitCode, exitCodes } from '../exit-codes.js';
import { explain } from '../explain-error.js';

/** One thing that `check` looked at. `attention` does not stop a migration; `wrong` does. */
export interface CheckFinding {
  readonly part: 'Postgres' | 'Temporal' | 'Actimo' | 'Dynamics';
  readonly what: string;
  readonly state: 'ok' | 'attention' | 'wrong';
  readonly says: string;
  /** Set on `wrong`: the exit code that it gives the command. */
  readonly exit?: ExitCode;
}

/** Runs one side's checks; what it throws becomes a finding, because the other sides are worth looking at all the same. */
export async function findingsOf(part: CheckFinding['part'], what: string, checks: AsyncGenerator<CheckFinding>): Promise<CheckFinding[]> {
  const findings: CheckFinding[] = [];
  try {
    for await (const finding of checks) findings.push(finding);
  } catch (error) {
    const { message, next, exit } = explain(error);
    findings.push({ part, what, state: 'wrong', says: next === undefined ? message : `${message} ${next}`, exit });
  }
  return findings;
}

/** What the command ends with: the worst of all, where "cannot be reached" says more than "failed". */
export function exitOf(findings: readonly CheckFinding[]): ExitCode {
  const wrong = findings.filter(({ state }) => state === 'wrong').map(({ exit }) => exit ?? exitCodes.failed);
  if (wrong.length === 0) return exitCodes.ok;
  return wrong.includes(exitCodes.unreachable)
    ? exitCodes.unreachable
    : wrong.includes(exitCodes.usage)
      ? exitCodes.usage
      : exitCodes.failed;
}
