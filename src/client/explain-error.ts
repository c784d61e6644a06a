import { A2DError } from '../domain/index.js';
import { ClientError } from './errors.js';
import { type ExitCode, exitCodes } from './exit-codes.js';

/** An error as a person reads it: never a stack trace. */
export interface Explanation {
  readonly exit: ExitCode;
  readonly code: string;
  readonly message: string;
  readonly next?: string;
}

/** Codes of other rooms that mean more than "it did not work". */
const exits: Readonly<Record<string, ExitCode>> = {
  'migration-file': exitCodes.usage,
  secrets: exitCodes.usage,
  mapping: exitCodes.usage,
  'actimo-catalogue': exitCodes.usage,
  'actimo-settings': exitCodes.usage,
  'unknown-migration': exitCodes.usage,
  'migration-name': exitCodes.usage,
  'purged-migration': exitCodes.refused,
  'other-client': exitCodes.refused,
  'actimo-unavailable': exitCodes.unreachable,
  'actimo-rate': exitCodes.unreachable,
};

/** Kinds of DataverseError that say nothing of what was asked: nobody answered. */
const noAnswer: ReadonlySet<unknown> = new Set(['not-executed', 'in-doubt', 'throttled']);

/** What a system call says when the other side is not there. */
const noWay: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
]);

export function explain(error: unknown): Explanation {
  if (error instanceof A2DError) {
    const { code, message, next } = error;
    return { exit: exitOf(error), code, message: sentence(message), ...(next === undefined ? {} : { next: sentence(next) }) };
  }
  if (!(error instanceof Error)) return { exit: exitCodes.failed, code: 'unknown', message: sentence(String(error)) };
  const code = codeOf(error);
  if (error.name === 'ExitPromptError' || error.name === 'AbortError' || error.name === 'AbortPromptError') {
    return { exit: exitCodes.interrupted, code: 'interrupted', message: 'Stopped; nothing was done.' };
  }
  if (noWay.has(code))
    return { exit: exitCodes.unreachable, code: String(code), message: sentence(`nobody answers: ${error.message || String(code)}`) };
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
    return {
      exit: exitCodes.usage,
      code,
      message: sentence(error.message),
      next: 'See that the path is right and that this user may read it.',
    };
  }
  return {
    exit: exitCodes.failed,
    code: code ?? error.name,
    message: sentence(`${error.name}: ${error.message}`),
    next: 'Run it again with --debug for more.',
  };
}

function exitOf(error: A2DError): ExitCode {
  if (error instanceof ClientError) return error.exit;
  if ('kind' in error && noAnswer.has(error.kind)) return exitCodes.unreachable;
  return exits[error.code] ?? exitCodes.failed;
}

/** Node gathers the failures of all addresses of a host in an AggregateError, and gives it the code of the first. */
const codeOf = (error: Error): string | undefined => ('code' in error && typeof error.code === 'string' ? error.code : undefined);

const sentence = (text: string): string => {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
};
