import { isAxiosError } from 'axios';
import { DeadlineError } from './abort.js';
import { ActimoError } from './errors.js';
import { BodyError, ShapeError } from './receive.js';

/** What an HTTP status other than 2xx means to us. `subject` says what was asked, `keyName` by which of the keys. */
export function refusal(status: number, subject: string, keyName: string): ActimoError {
  const details = { status };
  if (status === 401)
    return new ActimoError(
      'actimo-unauthorized',
      `${subject}: ${keyName} of ACTIMO_API_KEYS is not accepted (401)`,
      'Ask Actimo support or an Actimo admin for a working key.',
      details,
    );
  if (status === 403)
    return new ActimoError(
      'actimo-forbidden',
      `${subject}: ${keyName} of ACTIMO_API_KEYS may not read this (403)`,
      'Ask Actimo for a key that may, or leave the object out of the scope.',
      details,
    );
  if (status === 404 || status === 410)
    return new ActimoError(
      'actimo-not-there',
      `${subject}: there is no such endpoint or record (${status})`,
      'If this Actimo answers it elsewhere, give a catalogue that says where (actimo.catalogue).',
      details,
    );
  if (status === 429)
    return new ActimoError(
      'actimo-rate',
      `${subject}: too many requests (429), again and again`,
      'Lower actimo.rateShare, or find out what else uses this key.',
      details,
    );
  if (status >= 500 || status === 408 || status === 425)
    return new ActimoError(
      'actimo-unavailable',
      `${subject}: it cannot answer now (${status})`,
      'Try again later; if it stays so, ask Actimo support.',
      details,
    );
  if (status >= 300 && status < 400)
    return new ActimoError(
      'actimo-unexpected',
      `${subject}: it sends us to another address (${status})`,
      'Set actimo.url to the address that answers itself.',
      details,
    );
  return new ActimoError(
    'actimo-unexpected',
    `${subject}: it does not take the request (${status})`,
    'Check path and query of this entry of the catalogue.',
    details,
  );
}

/** What went wrong on the way or in the answer, in words. Answers what it does not know (a mistake in this program) as it is. */
export function explain(error: unknown, subject: string, rows: string): unknown {
  if (error instanceof ActimoError) return error;
  if (error instanceof ShapeError)
    return new ActimoError(
      'actimo-unexpected',
      `${subject}: ${error.message}`,
      `Set \`rows\` of this entry of the catalogue to where the list is (now "${rows}").`,
      { cause: error, status: 200 },
    );
  if (error instanceof BodyError)
    return new ActimoError(
      'actimo-not-json',
      `${subject}: ${error.message}`,
      'See whether actimo.url is the API and not a page, and whether a gateway stands in between; then try again.',
      { cause: error, status: 200 },
    );
  const code = error instanceof DeadlineError ? 'timeout' : codeOf(error);
  if (code === undefined) return error;
  // Without the cause: an axios error holds the request, and with it the key.
  return new ActimoError(
    'actimo-unavailable',
    `${subject}: no complete answer (${code})`,
    'Check actimo.url and the network; then try again.',
  );
}

/** The code of an error of network or stream, undefined for one that is not of that kind (a mistake in this program). */
function codeOf(error: unknown): string | undefined {
  if (isAxiosError(error)) return error.code ?? 'network';
  if (typeof error !== 'object' || error === null || !('code' in error) || !('name' in error) || error.name === 'TypeError')
    return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Milliseconds of a Retry-After header: seconds or a date. Without one a second, the window that Actimo's limit is counted in. */
export function waitOf(header: unknown): number {
  const text = String(header ?? '').trim();
  const milliseconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(milliseconds) ? Math.min(Math.max(milliseconds, 0), 120_000) : 1000;
}
