import { A2DError } from '../domain/index.js';

/** What one setting has wrong. `path` is as in the file, e.g. `delta.every`. */
export interface MigrationFileProblem {
  readonly path: string;
  readonly problem: string;
  readonly next: string;
}

/** The migration file cannot be used. The message names every setting that is wrong. */
export class MigrationFileError extends A2DError {
  constructor(readonly problems: readonly MigrationFileProblem[]) {
    super(
      'migration-file',
      problems.map(({ path, problem }) => `${path} ${problem}`).join('; '),
      [...new Set(problems.map(({ next }) => next))].join(' '),
    );
  }
}

/** Environment variables that are missing or unusable. Their values are never shown. */
export class SecretsError extends A2DError {
  constructor(
    readonly variables: readonly string[],
    message: string,
    next: string,
  ) {
    super('secrets', message, next);
  }
}
