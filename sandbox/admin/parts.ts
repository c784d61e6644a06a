import type { Actimo } from '../actimo/index.js';
import type { Dataverse } from '../dataverse/index.js';

/** What the admin routes have at hand. */
export interface AdminParts {
  readonly actimo: Actimo;
  readonly dataverse: Dataverse;
  /** Puts both sides back to how they were when the sandbox was ready. */
  reset(): void;
}
