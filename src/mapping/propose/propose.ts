import type { ObjectName } from '../../domain/index.js';
import { compareKeys } from '../body.js';
import { checkMapping, rulesFor } from '../document/check.js';
import { unusedSlot } from '../document/fields.js';
import { type FieldDecision, type MappingDocument, mappingSchema, type Property } from '../document/schema.js';
import { managerColumn } from '../rules/manager.js';
import { ownColumns } from '../schema/own-columns.js';
import type { Body } from '../types.js';
import { toText } from '../write/text.js';
import type { Evidence } from './evidence.js';
import { type Definition, inferType } from './infer-type.js';
import { droppedFields, isSlot } from './known-fields.js';
import { Profiler } from './profile.js';
import { schemaName } from './schema-name.js';

export interface ProposalInput {
  /** Id of the client in Actimo. */
  readonly client: string;
  readonly evidence: Evidence;
  /** Actimo's definitions of its custom fields: `key`, `label`, `type`, `options`; null when it gives none. */
  readonly fieldDefinitions: readonly Body[] | null;
  readonly prefix?: string;
}

/**
 * A mapping document with the default of every choice, which is the one that loses nothing, a decision for every known field, and custom properties
 * with types inferred from all values. Fields that nobody knows are open. The same input gives the same document.
 */
export function proposeMapping(input: ProposalInput): MappingDocument {
  const definitions = definitionsOf(input.fieldDefinitions);
  const { fields, profilers } = input.evidence;
  const base = mappingSchema.parse({
    version: 1,
    client: input.client,
    fields: {},
    ...(input.prefix !== undefined && { publisher: { prefix: input.prefix } }),
  });
  const properties = proposeProperties(base, definitions, profilers);
  const user = decisions('user', [...fields.user, ...definitions.keys(), ...alwaysKnown.user]);
  for (const { slot, label } of properties) user[slot] = { property: label };
  return checkMapping({
    ...base,
    fields: {
      workspace: decisions('workspace', [...fields.workspace, ...alwaysKnown.workspace]),
      user,
      membership: decisions('membership', [...fields.membership, ...alwaysKnown.membership]),
    },
    properties,
  });
}

/** Fields without which a document cannot be, whether or not there was a record to show them. */
const alwaysKnown = {
  workspace: ['id', 'name'],
  user: ['id', 'first_name', 'last_name', 'email'],
  membership: ['contact_id', 'workspace_id'],
} as const;

/** Labels of custom fields by slot, as Actimo's own definitions have them. */
export const definedLabels = (definitions: readonly Body[] | null): ReadonlyMap<string, string> =>
  new Map([...definitionsOf(definitions)].map(([slot, { label }]) => [slot, label]));

function definitionsOf(bodies: readonly Body[] | null): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const body of bodies ?? []) {
    const key = toText(body['key']);
    if (key === null || key === undefined) continue;
    const options = Array.isArray(body['options'])
      ? (body['options'] as unknown[]).map(toText).filter((option) => typeof option === 'string')
      : [];
    definitions.set(key, { label: toText(body['label']) ?? key, type: toText(body['type']) ?? null, options });
  }
  return definitions;
}

function decisions(object: ObjectName, fields: Iterable<string>): Record<string, FieldDecision> {
  const made: Record<string, FieldDecision> = {};
  for (const field of [...new Set(fields)].sort(compareFieldNames)) {
    const rules = rulesFor(object, field);
    const reason = droppedFields[object][field];
    if (rules.length > 0) made[field] = { rules };
    else if (reason !== undefined) made[field] = { drop: reason };
    else if (object === 'user' && isSlot(field)) made[field] = { drop: unusedSlot };
    else made[field] = { open: 'Found in the answers of Actimo; no rule knows it.' };
  }
  return made;
}

const slotNumber = (field: string): number => (isSlot(field) ? Number(field.slice(4)) : 0);
const compareFieldNames = (a: string, b: string): number => slotNumber(a) - slotNumber(b) || compareKeys(a, b);

function proposeProperties(
  doc: MappingDocument,
  definitions: ReadonlyMap<string, Definition>,
  profilers: ReadonlyMap<string, Profiler>,
): Property[] {
  const { prefix, optionValuePrefix } = doc.publisher;
  const taken = new Set([...Object.keys(ownColumns).map((name) => `${prefix}_${name.toLowerCase()}`), managerColumn(prefix)]);
  const slots = [...new Set([...definitions.keys(), ...profilers.keys()])].sort(compareFieldNames);
  const properties: Property[] = [];
  for (const slot of slots) {
    const definition = definitions.get(slot) ?? null;
    const profile = (profilers.get(slot) ?? new Profiler()).profile();
    // A slot that is neither defined nor filled is not in use.
    if (definition === null && profile.values === 0) continue;
    const label = definition?.label ?? slot;
    const name = schemaName(label, slot, prefix, taken);
    taken.add(name.toLowerCase());
    const { type, says } = inferType(profile, definition, optionValuePrefix * 10_000);
    const { values, blanks, longest, distinct } = profile;
    properties.push({
      slot,
      label,
      schemaName: name,
      type,
      retired: false,
      evidence: { definition: definition?.type ?? null, values, blanks, distinct: distinct?.size ?? 500, longest, says },
    });
  }
  return properties;
}
