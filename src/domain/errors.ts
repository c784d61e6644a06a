/**
 * Base of every error that a person may read. `code` is stable and for scripts, `message` names the record, field or setting and says what happened,
 * `next` says what to do. None of them carries personal data: a record is named by its object and key, a field by its name.
 */
export class A2DError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly next?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}
