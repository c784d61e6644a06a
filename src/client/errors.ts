import { A2DError } from '../domain/index.js';
import { type ExitCode, exitCodes } from './exit-codes.js';

/** Something that a command cannot do; `exit` is what the process ends with. */
export class ClientError extends A2DError {
  constructor(
    code: string,
    readonly exit: ExitCode,
    message: string,
    next?: string,
    options?: ErrorOptions,
  ) {
    super(code, message, next, options);
  }
}

export const usageError = (message: string, next?: string): ClientError => new ClientError('usage', exitCodes.usage, message, next);
export const refusal = (sentence: string, next?: string): ClientError => new ClientError('refused', exitCodes.refused, sentence, next);
