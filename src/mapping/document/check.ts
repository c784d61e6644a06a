import { type ObjectName, objectNames } from '../../domain/index.js';
import { MappingError } from '../errors.js';
import { accountRules, connectionRules, locationRules, membershipTableRules, personRules } from '../rules/index.js';
import { managerColumn } from '../rules/manager.js';
import { ownColumns } from '../schema/own-columns.js';
import type { MappingDocument, Property } from './schema.js';

/** Fields without which nothing can be told apart. */
const needed: readonly (readonly [ObjectName, string])[] = [
  ['workspace', 'id'],
  ['user', 'id'],
  ['membership', 'contact_id'],
  ['membership', 'workspace_id'],
];

/** Names of the rules that carry a field. */
export function rulesFor(object: ObjectName, field: string): string[] {
  const all = [...personRules, ...accountRules, ...locationRules, ...connectionRules, ...membershipTableRules('any')];
  return [
    ...new Set(all.filter(({ reads }) => reads.some((read) => read.object === object && read.field === field)).map(({ name }) => name)),
  ];
}

/** What a schema cannot say: that the parts of a document fit together. Throws `MappingError` at the first that does not. */
export function checkMapping(doc: MappingDocument): MappingDocument {
  for (const [object, field] of needed) {
    const decision = doc.fields[object][field];
    if (decision === undefined || !('rules' in decision))
      throw new MappingError(`fields.${object}.${field}`, 'must be carried by a rule: without it records cannot be told apart');
  }
  for (const object of objectNames) {
    for (const [field, decision] of Object.entries(doc.fields[object])) checkField(doc, object, field, decision);
  }
  checkProperties(doc);
  return doc;
}

function checkField(doc: MappingDocument, object: ObjectName, field: string, decision: MappingDocument['fields']['user'][string]): void {
  const path = `fields.${object}.${field}`;
  if ('rules' in decision) {
    const known = rulesFor(object, field);
    const stranger = decision.rules.find((rule) => !known.includes(rule));
    if (stranger !== undefined)
      throw new MappingError(
        path,
        `there is no rule "${stranger}" for it; ${known.length === 0 ? 'no rule takes this field' : `there is ${known.join(', ')}`}`,
      );
  }
  if ('property' in decision) {
    if (object !== 'user') throw new MappingError(path, 'only fields of users can be custom properties');
    const property = doc.properties.find(({ slot, label, retired }) => slot === field && label === decision.property && !retired);
    if (property === undefined)
      throw new MappingError(path, `there is no property with slot ${field} and label "${decision.property}" that is not retired`);
  }
}

function checkProperties({ properties, publisher: { prefix, optionValuePrefix } }: MappingDocument): void {
  const taken = new Set([...Object.keys(ownColumns).map((name) => `${prefix}_${name.toLowerCase()}`), managerColumn(prefix)]);
  const identities = new Set<string>();
  for (const [index, property] of properties.entries()) {
    const path = `properties[${index}]`;
    const identity = JSON.stringify([property.slot, property.label]);
    if (identities.has(identity)) throw new MappingError(path, `slot ${property.slot} with this label is there twice`);
    identities.add(identity);
    const name = property.schemaName.toLowerCase();
    if (!name.startsWith(`${prefix}_`)) throw new MappingError(`${path}.schemaName`, `must start with ${prefix}_`);
    if (/I[dD]$/.test(property.schemaName)) throw new MappingError(`${path}.schemaName`, 'must not end in Id: Dataverse names look-ups so');
    if (taken.has(name)) throw new MappingError(`${path}.schemaName`, 'is taken by another column');
    taken.add(name);
    checkType(property, path, optionValuePrefix);
  }
}

function checkType({ type }: Property, path: string, optionValuePrefix: number): void {
  if (type.kind === 'integer' && type.min > type.max) throw new MappingError(`${path}.type`, 'min is above max');
  if (type.kind === 'boolean' && type.yes.trim().toLowerCase() === type.no.trim().toLowerCase())
    throw new MappingError(`${path}.type`, 'yes and no are the same word');
  if (type.kind !== 'choice') return;
  const values = new Set<number>();
  const labels = new Set<string>();
  for (const { value, label } of type.options) {
    if (values.has(value)) throw new MappingError(`${path}.type.options`, `the value ${value} is there twice`);
    if (labels.has(label.trim())) throw new MappingError(`${path}.type.options`, 'a label is there twice');
    if (Math.floor(value / 10_000) !== optionValuePrefix)
      throw new MappingError(`${path}.type.options`, `the value ${value} is not ${optionValuePrefix} × 10,000 + n`);
    values.add(value);
    labels.add(label.trim());
  }
}
