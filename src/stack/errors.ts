import { A2DError } from '../domain/index.js';

/** A part of the embedded stack could not be found, started or stopped. Codes: see where they are thrown. */
export class StackError extends A2DError {}
