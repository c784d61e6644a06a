import type { ObjectName } from '../../domain/index.js';
import { fieldOf } from '../body.js';
import type { Body } from '../types.js';
import { isSlot } from './known-fields.js';
import { Profiler } from './profile.js';

/** What a proposal goes by: which fields records have, and what the values of the custom ones look like. Memory does not grow with the number of records. */
export class Evidence {
  readonly fields: Readonly<Record<ObjectName, Set<string>>> = { workspace: new Set(), user: new Set(), membership: new Set() };
  readonly profilers = new Map<string, Profiler>();

  /** Each record once. */
  see(object: ObjectName, bodies: Iterable<Body>): this {
    for (const body of bodies) {
      for (const field of Object.keys(body)) {
        this.fields[object].add(field);
        if (object === 'user' && isSlot(field)) this.profile(field, fieldOf(body, field));
      }
    }
    return this;
  }

  private profile(slot: string, value: unknown): void {
    const profiler = this.profilers.get(slot) ?? new Profiler();
    this.profilers.set(slot, profiler);
    profiler.add(value);
  }
}
