import { type ObjectName, objectNames } from '../../domain/index.js';
import { compareKeys } from '../body.js';
import { typeInWords } from '../rules/index.js';
import type { Rule, Source } from '../rules/rule.js';
import { compiled, propertyOf } from './compiled.js';
import type { MappingDocument } from './schema.js';

/** A field that came up in Actimo; with the label that Actimo's field definitions give it, if any. */
export interface SeenField {
  readonly object: ObjectName;
  readonly field: string;
  readonly label?: string;
  /** True when a slot of `unusedSlots` has got a value. */
  readonly used?: boolean;
}

/** Why a slot without values and definition is dropped. It holds only as long as it is true. */
export const unusedSlot = 'No record has a value and Actimo defines no such field.';

/** Slots of users that are dropped because nobody used them. */
export const unusedSlots = (doc: MappingDocument): string[] =>
  Object.entries(doc.fields.user).flatMap(([field, decision]) => ('drop' in decision && decision.drop === unusedSlot ? [field] : []));

/**
 * The document with every field that it does not know as open. A custom property whose slot has got another label is open again, and its column is
 * retired: the slot means something else now. The same document when there is nothing new.
 */
export function mergeFieldsSeen(doc: MappingDocument, seen: Iterable<SeenField>): MappingDocument {
  const fields = { workspace: { ...doc.fields.workspace }, user: { ...doc.fields.user }, membership: { ...doc.fields.membership } };
  const retired = new Set<string>();
  let changed = false;
  for (const { object, field, label, used = false } of seen) {
    const known = Object.hasOwn(fields[object], field) ? fields[object][field] : undefined;
    const isUsed = known !== undefined && 'drop' in known && known.drop === unusedSlot && (used || label !== undefined);
    if (known === undefined || isUsed) {
      const labelled = label === undefined ? '' : `, labelled "${label}"`;
      fields[object][field] = { open: `Came ${isUsed ? 'into use' : 'up'} in Actimo after the mapping was made${labelled}.` };
      changed = true;
    } else if (label !== undefined && 'property' in known && known.property !== label) {
      fields[object][field] = { open: `The slot was "${known.property}" and is now labelled "${label}".` };
      retired.add(field);
      changed = true;
    }
  }
  if (!changed) return doc;
  return {
    ...doc,
    fields,
    properties: doc.properties.map((property) => (retired.has(property.slot) ? { ...property, retired: true } : property)),
  };
}

/** Fields without a decision; each one blocks the mapping gate. */
export const openFields = (doc: MappingDocument): { object: ObjectName; field: string; note: string }[] =>
  objectNames.flatMap((object) =>
    Object.entries(doc.fields[object]).flatMap(([field, decision]) => ('open' in decision ? [{ object, field, note: decision.open }] : [])),
  );

export interface FieldLine {
  readonly object: ObjectName;
  readonly field: string;
  readonly decision: 'mapped' | 'dropped' | 'open';
  readonly table?: string;
  readonly columns: readonly string[];
  /** What the rules do, or the reason for dropping, or where an open field came from. */
  readonly note: string;
}

/** One line per field of Actimo, for the mapping gate. */
export function describeMapping(doc: MappingDocument): FieldLine[] {
  return objectNames.flatMap((object) =>
    Object.keys(doc.fields[object])
      .sort(compareFields)
      .map((field) => describeField(doc, object, field)),
  );
}

/** `data2` before `data10`. */
const compareFields = (a: string, b: string): number =>
  compareKeys(a.replace(/\d+$/, ''), b.replace(/\d+$/, '')) || compareKeys(a.replace(/^\D*/, ''), b.replace(/^\D*/, ''));

function describeField(doc: MappingDocument, object: ObjectName, field: string): FieldLine {
  const decision = doc.fields[object][field];
  if (decision === undefined || 'open' in decision) return { object, field, decision: 'open', columns: [], note: decision?.open ?? '' };
  if ('drop' in decision) return { object, field, decision: 'dropped', columns: [], note: decision.drop };
  const property = propertyOf(doc, field);
  if (property !== undefined) {
    return {
      object,
      field,
      decision: 'mapped',
      table: 'contact',
      columns: [property.schemaName.toLowerCase()],
      note: `${property.label}: ${typeInWords(property.type)}`,
    };
  }
  const { person, account, membership } = compiled(doc);
  const rules = ([...person, ...account, ...membership] as readonly Rule<Source>[]).filter(({ reads }) =>
    reads.some((read) => read.object === object && read.field === field),
  );
  const table = rules[0]?.table;
  const columns = rules.flatMap((rule) => rule.columns(doc).map((column) => (rule.table === table ? column : `${rule.table}.${column}`)));
  return {
    object,
    field,
    decision: 'mapped',
    ...(table !== undefined && { table }),
    columns: [...new Set(columns)],
    note: [...new Set(rules.map(({ says }) => says))].join('; '),
  };
}
