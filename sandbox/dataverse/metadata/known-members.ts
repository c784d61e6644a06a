import { faults } from '../core/errors.js';
import type { Json } from './describe.js';

/** Throws when a definition names what its type does not have; annotations and bindings aside. */
export function refuseUnknownMembers(body: Json, type: string, set: string, known: ReadonlySet<string>): void {
  for (const name of Object.keys(body)) {
    if (name.includes('@') || known.has(name)) continue;
    throw faults.payload(
      set,
      `The property '${name}' does not exist on type 'Microsoft.Dynamics.CRM.${type}'. Make sure to only use property names that are defined by the type.`,
    );
  }
}
