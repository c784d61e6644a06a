import { CancelledFailure } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { ActimoError } from '../actimo/index.js';
import { DataverseError } from '../dataverse/index.js';
import { A2DError } from '../domain/index.js';

/** Kinds of answers that another try may change. Everything else that we know by name parks the migration until a person acts. */
const passing: ReadonlySet<string> = new Set(['not-executed', 'in-doubt', 'throttled', 'aborted']);

function isRetryable(error: A2DError): boolean {
  if (error instanceof DataverseError) return passing.has(error.kind);
  return error instanceof ActimoError && error.passing;
}

/**
 * What Temporal may keep of an error: for one of ours its code and sentence (they carry no personal data, see `A2DError`), for any other only its class
 * and code, because a library's message may quote a value.
 */
export function asFailure(error: unknown, signal?: AbortSignal): Error {
  if (error instanceof TemporalFailure) return error;
  if (signal?.aborted) return new CancelledFailure('stopped between two chunks');
  if (error instanceof A2DError) {
    const message = error.next ? `${error.message} ${error.next}` : error.message;
    return ApplicationFailure.create({ message, type: error.code, nonRetryable: !isRetryable(error) });
  }
  const name = error instanceof Error ? error.name : typeof error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? ` ${String(error.code)}` : '';
  const where = error instanceof Error ? firstOwnFrame(error) : '';
  // A fault of our own code fails the same way every time: it parks the migration at once instead of being tried for ever.
  const nonRetryable =
    error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError || error instanceof SyntaxError;
  return ApplicationFailure.create({ message: `${name}${code}${where}`, type: name, nonRetryable });
}

/** Where in our own code it happened, so that a bug can be found although its message is not kept. */
function firstOwnFrame(error: Error): string {
  const frame = error.stack?.split('\n').find((line) => /\/(dist\/)?src\/[a-z]+\//.test(line) && !line.includes('node_modules'));
  const place = frame?.match(/src\/[\w/.-]+:\d+/)?.[0];
  return place ? ` at ${place}` : '';
}
