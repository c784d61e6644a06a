import { A2DError } from '../domain/index.js';

/** A document or list that cannot be written or read. */
export class ReportError extends A2DError {}
