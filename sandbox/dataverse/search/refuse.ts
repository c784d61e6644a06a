import { DataverseFault } from '../core/errors.js';

/** A refusal of search. Its messages are custom APIs, whose refusals share one code. */
export const refused = (message: string): DataverseFault => new DataverseFault(400, '0x80048d0b', message);
