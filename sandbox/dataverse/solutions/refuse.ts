import { DataverseFault, faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { isManaged, type Part } from './components.js';
import { blocking } from './dependencies.js';
import { nameOf } from './names.js';

/** Throws when something is still used, or came with a managed solution: then it goes only with that. */
export function refuseDelete(world: World, part: Exclude<Part, { kind: 'role' }>, code = '0x8004f01f'): void {
  const { word } = nameOf(part);
  const item = itemOf(part);
  if (isManaged(world, item))
    throw faults.argument(`The ${word}(${item.metadataId}) is part of a managed solution and cannot be deleted by itself.`);
  const count = blocking(world, part).length;
  if (count > 0) {
    throw new DataverseFault(
      400,
      code,
      `The ${word}(${item.metadataId}) component cannot be deleted because it is referenced by ${count} other components. ` +
        'For a list of referenced components, use the RetrieveDependenciesForDeleteRequest.',
    );
  }
}

/** The definition behind a component. */
export function itemOf(part: Exclude<Part, { kind: 'role' }>): { readonly metadataId: string; readonly solution: string | null } {
  switch (part.kind) {
    case 'table':
      return part.table;
    case 'column':
      return part.column;
    case 'choice':
      return part.set;
    case 'relationship':
      return part.relationship;
    case 'key':
      return part.key;
  }
}
