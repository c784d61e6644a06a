import { A2DError } from '../domain/index.js';

/** The mapping document is not one, or contradicts itself. `path` leads to the place in the YAML, e.g. `contact.existing`. */
export class MappingError extends A2DError {
  constructor(
    readonly path: string,
    says: string,
    next = 'Correct the mapping file there; docs/mapping.md explains every setting.',
  ) {
    super('mapping', `${path === '' ? 'the mapping' : path}: ${says}`, next);
  }
}

/** The caller broke the contract of a plan or verify function: a bug, not a fact about the data. */
export class MappingInputError extends A2DError {
  constructor(says: string) {
    super('mapping-input', says, 'This is a defect of the program; report it with the message.');
  }
}
