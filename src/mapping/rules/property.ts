import { samePropertyValue } from '../agree/property-value.js';
import { isEmpty } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import type { PropertyType } from '../document/property-type.js';
import type { Property } from '../document/schema.js';
import { type PropertyProblem, toPropertyValue } from '../write/property-value.js';
import { asking, reads, unplacedOf } from './kit.js';
import type { PersonSource, Rule, RuleHold } from './rule.js';

/** A custom property in its typed column. A value that is not what the type says is a question; loaded all the same it is kept without a place. */
export function propertyRule(property: Property): Rule<PersonSource> {
  const { slot, type } = property;
  const column = property.schemaName.toLowerCase();
  return {
    name: 'property',
    table: 'contact',
    facet: 'core',
    reads: reads('user', slot),
    says: `custom property: ${typeInWords(type)}`,
    columns: () => [column],

    write(source) {
      const converted = toPropertyValue(source.body[slot], type);
      return converted.ok
        ? { columns: { [column]: converted.value } }
        : asking({ [column]: null }, problem(property, converted.code), unplacedOf(source, slot));
    },

    agrees(source, readBack, context) {
      const said = source.body[slot];
      const found = readBack[column];
      if (typeof said !== 'object' || said === null) {
        if (samePropertyValue(said, found, type)) return [verdict(slot, column, said, labelled(found, type), true)];
      }
      const left =
        isEmpty(found) && problems.some((code) => context.accepts(code, slot)) && context.unplacedHas(source.keyOf(slot), slot, said);
      return [
        verdict(slot, column, said, labelled(found, type), left, left ? 'kept among the values without a place' : 'not the same value'),
      ];
    },
  };
}

const problems: readonly PropertyProblem[] = ['not-text', 'too-long', 'wrong-type', 'unknown-option'];

function problem({ slot, type }: Property, code: PropertyProblem): RuleHold {
  const reasons: Record<PropertyProblem, string> = {
    'not-text': `${slot} is a list or an object.`,
    'too-long': `${slot} is longer than its column takes.`,
    'wrong-type': `${slot} is not a value of its type (${typeInWords(type)}).`,
    'unknown-option': `${slot} is none of the ${type.kind === 'choice' ? type.options.length : 0} options of its column.`,
  };
  const suggestion =
    code === 'unknown-option'
      ? 'Add the option to the mapping, give another one, or load the person without: it is kept with the values without a place.'
      : 'Give a value of the type, change the type in the mapping, or load the person without: it is kept with the values without a place.';
  return { code, field: slot, reason: reasons[code], suggestion };
}

/** The type in a few words, for people. */
export function typeInWords(type: PropertyType): string {
  switch (type.kind) {
    case 'text':
      return `text, up to ${type.maxLength} characters`;
    case 'memo':
      return `long text, up to ${type.maxLength} characters`;
    case 'integer':
      return 'whole number';
    case 'decimal':
      return `number with up to ${type.precision} decimals`;
    case 'boolean':
      return `yes or no (${type.yes}/${type.no})`;
    case 'date':
      return 'date';
    case 'datetime':
      return 'date and time';
    case 'phone':
      return 'phone number, as written';
    case 'email':
      return 'e-mail address, as written';
    case 'choice':
      return `choice of ${type.options.length}`;
  }
}

/** A choice is a number on the wire; a person wants to see the option. */
const labelled = (found: unknown, type: PropertyType): unknown =>
  type.kind === 'choice' ? (type.options.find(({ value }) => value === found)?.label ?? found) : found;
