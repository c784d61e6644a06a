import { addedOptionsLimit, optionLength } from '../write/property-value.js';
import { toText } from '../write/text.js';
import type { MappingDocument, Property } from './schema.js';

/** Slots of users whose values are options of a drop-down. */
export const choiceSlots = (doc: MappingDocument): string[] =>
  doc.properties.flatMap(({ slot, type, retired }) => (type.kind === 'choice' && !retired ? [slot] : []));

/**
 * The document with an option for every value that came up in Actimo and is none yet; the same document when there is nothing new. Options that are
 * there keep their numbers: rows in Dynamics have them. Where more are new than a drop-down would bring, or one is longer than a label may be, the slot
 * is something else now: nothing is added, and the people with such values stay held until somebody changes the mapping.
 */
export function mergeOptionsSeen(doc: MappingDocument, seen: ReadonlyMap<string, readonly unknown[]>): MappingDocument {
  const properties = doc.properties.map((property) => (property.retired ? property : withOptions(property, seen.get(property.slot) ?? [])));
  return properties.every((property, index) => property === doc.properties[index]) ? doc : { ...doc, properties };
}

function withOptions(property: Property, values: readonly unknown[]): Property {
  const { type } = property;
  if (type.kind !== 'choice') return property;
  const known = new Set(type.options.map(({ label }) => label.trim()));
  const texts = values.map(toText).filter((text): text is string => typeof text === 'string');
  const added = [...new Set(texts)].filter((text) => !known.has(text)).sort();
  if (added.length === 0 || added.length > addedOptionsLimit || added.some((label) => label.length > optionLength)) return property;
  const next = Math.max(...type.options.map(({ value }) => value)) + 1;
  return {
    ...property,
    type: { ...type, options: [...type.options, ...added.map((label, index) => ({ value: next + index, label }))] },
  };
}
