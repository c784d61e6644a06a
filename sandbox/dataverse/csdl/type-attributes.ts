import type { Element } from '../core/xml.js';

/** `Edm.Guid!` as `Type` and `Nullable="false"`. */
export const typeAttributes = (type: string): Element =>
  type.endsWith('!') ? { '@Type': type.slice(0, -1), '@Nullable': 'false' } : { '@Type': type };
