import { DataverseFault } from '../core/errors.js';

/** The 429 of a limit, with the seconds after which the request would be served. */
export const refusal = (code: string, message: string, seconds: number): DataverseFault =>
  new DataverseFault(429, code, message, { 'Retry-After': String(seconds) });
