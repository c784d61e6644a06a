import { DataverseFault } from '../core/errors.js';

/** What people wanted to do and cannot; in words. `conflict`: it could be done if the environment held something else. */
export class EditRefused extends Error {
  override readonly name = 'EditRefused';
  constructor(
    message: string,
    readonly conflict = false,
  ) {
    super(message);
  }
}

/** Does what somebody wants; what the environment says against it becomes an EditRefused. */
export function orRefused<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DataverseFault) throw new EditRefused(`${what}: ${error.code} ${error.message}`);
    throw error;
  }
}
