import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { isAutoNumber } from './auto-numbers.js';
import type { ColumnSpec } from './define.js';
import type { Json } from './describe.js';
import { fileSize, imageSize } from './file-columns.js';
import { readLabel } from './labels.js';
import type { OptionSet } from './metadata.js';
import type { ImeMode, Option, Requirement } from './types.js';

const requirements = new Set(['None', 'Recommended', 'ApplicationRequired']);
const imeModes: readonly ImeMode[] = ['Auto', 'Inactive', 'Active', 'Disabled'];
const stringFormats = new Set(['Text', 'Email', 'Url', 'Phone', 'TextArea', 'TickerSymbol', 'Json', 'RichText']);

export interface ReadColumn {
  readonly spec: ColumnSpec;
  readonly optionSet: OptionSet | null;
}

/** `Microsoft.Dynamics.CRM.StringAttributeMetadata` to `StringAttributeMetadata`. */
export const typeName = (value: unknown): string =>
  typeof value === 'string' ? value.replace(/^#?(Microsoft\.Dynamics\.CRM\.)?/, '') : '';

const whole = (body: Json, name: string, least: number, most: number, otherwise: number): number => {
  const value = body[name] ?? otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw faults.argument(`${name} must be a whole number from ${least} to ${most}.`);
  }
  return value;
};

const within = (body: Json, low: number, high: number): { min: number; max: number } => {
  const min = (body.MinValue ?? low) as number;
  const max = (body.MaxValue ?? high) as number;
  if (typeof min !== 'number' || typeof max !== 'number' || min < low || max > high || min > max) {
    throw faults.argument(`MinValue and MaxValue must lie between ${low} and ${high}.`);
  }
  return { min, max };
};

/** What a column definition asks for, by its type (docs/facts/dataverse.md §6 "Columns"). */
export function readColumn(
  world: World,
  table: string,
  body: Json,
  choiceOf: (reference: unknown) => OptionSet,
  first = firstOption,
): ReadColumn {
  const required = { required: requirementOf(body), imeMode: imeModeOf(body) ?? 'Auto' };
  const plain = (spec: ColumnSpec): ReadColumn => ({ spec: { ...spec, ...required }, optionSet: null });
  switch (typeName(body['@odata.type'])) {
    case 'StringAttributeMetadata': {
      const format = (body.FormatName as { Value?: unknown } | undefined)?.Value ?? body.Format ?? 'Text';
      if (typeof format !== 'string' || !stringFormats.has(format))
        throw faults.argument(`'${String(format)}' is no format of a text column.`);
      return plain({ type: 'String', maxLength: whole(body, 'MaxLength', 1, 4000, 100), format, ...autoNumberIn(body) });
    }
    case 'MemoAttributeMetadata':
      return plain({ type: 'Memo', maxLength: whole(body, 'MaxLength', 1, 1_048_576, 2000), format: 'TextArea' });
    case 'IntegerAttributeMetadata':
      return plain({ type: 'Integer', ...within(body, -2_147_483_648, 2_147_483_647), format: String(body.Format ?? 'None') });
    case 'BigIntAttributeMetadata':
      return plain({ type: 'BigInt' });
    case 'DecimalAttributeMetadata':
      return plain({ type: 'Decimal', ...within(body, -100_000_000_000, 100_000_000_000), precision: whole(body, 'Precision', 0, 10, 2) });
    case 'DoubleAttributeMetadata':
      return plain({ type: 'Double', ...within(body, -100_000_000_000, 100_000_000_000), precision: whole(body, 'Precision', 0, 5, 5) });
    case 'MoneyAttributeMetadata':
      return plain({
        type: 'Money',
        ...within(body, -922_337_203_685_477, 922_337_203_685_477),
        precision: whole(body, 'Precision', 0, 4, 2),
        precisionSource: precisionSourceOf(body) ?? 2,
      });
    case 'DateTimeAttributeMetadata':
      return plain(dateTimeSpec(body));
    case 'BooleanAttributeMetadata':
      return plain(booleanSpec(world, body));
    case 'PicklistAttributeMetadata':
    case 'MultiSelectPicklistAttributeMetadata': {
      const type = typeName(body['@odata.type']) === 'PicklistAttributeMetadata' ? 'Picklist' : 'MultiSelectPicklist';
      const bound = body['GlobalOptionSet@odata.bind'];
      if (bound !== undefined) {
        const set = choiceOf(bound);
        return { spec: { type, options: set.options, ...required }, optionSet: set };
      }
      const options = readOptions(world, (body.OptionSet as Json | undefined)?.Options, 'OptionSet', first);
      const preset = body.DefaultFormValue;
      const known = typeof preset === 'number' && options.some((option) => option.value === preset);
      return plain({ type, options, ...(known ? { defaultValue: preset } : {}) });
    }
    case 'FileAttributeMetadata':
      return plain({ type: 'File', create: false, update: false, maxSizeInKb: fileSize(body.MaxSizeInKB ?? 32_768) });
    case 'ImageAttributeMetadata':
      return plain({
        type: 'Image',
        maxSizeInKb: imageSize(table, String(body.SchemaName), body.MaxSizeInKB ?? 10_240),
        canStoreFullImage: body.CanStoreFullImage === true,
      });
    case 'LookupAttributeMetadata':
      throw faults.argument('A look-up is made through RelationshipDefinitions.');
    default:
      throw faults.payload('Attributes', `The type '${String(body['@odata.type'])}' is no type of column.`);
  }
}

/** A pattern by which texts are numbered that nobody gives. */
function autoNumberIn({ AutoNumberFormat: pattern }: Json): { readonly autoNumber?: string } {
  if (pattern === undefined || pattern === null || pattern === '') return {};
  if (!isAutoNumber(pattern)) throw faults.argument(`'${String(pattern)}' is no AutoNumberFormat.`);
  return { autoNumber: pattern };
}

export function requirementOf(body: Json): Requirement {
  const value = (body.RequiredLevel as { Value?: unknown } | undefined)?.Value ?? 'None';
  if (typeof value !== 'string' || !requirements.has(value))
    throw faults.argument(`'${String(value)}' is no requirement level that can be chosen.`);
  return value as Requirement;
}

/** The input mode that a definition asks for; undefined: it does not say. */
export function imeModeOf({ ImeMode: mode }: Json): ImeMode | undefined {
  if (mode === undefined || mode === null) return undefined;
  const found = imeModes.find((one) => one === mode);
  if (found === undefined) throw faults.argument(`'${String(mode)}' is no ImeMode.`);
  return found;
}

/** Where the decimals of an amount come from, as a definition says it; undefined: it does not say. */
export function precisionSourceOf({ PrecisionSource: source }: Json): number | undefined {
  if (source === undefined || source === null) return undefined;
  if (source !== 0 && source !== 1 && source !== 2) throw faults.argument('PrecisionSource must be 0, 1 or 2.');
  return source;
}

function dateTimeSpec(body: Json): ColumnSpec {
  const format = body.Format ?? 'DateOnly';
  const behavior = (body.DateTimeBehavior as { Value?: unknown } | undefined)?.Value ?? 'UserLocal';
  if (format !== 'DateOnly' && format !== 'DateAndTime') throw faults.argument(`'${String(format)}' is no format of a date.`);
  if (behavior !== 'UserLocal' && behavior !== 'DateOnly' && behavior !== 'TimeZoneIndependent')
    throw faults.argument(`'${String(behavior)}' is no behavior of a date.`);
  if (behavior === 'DateOnly' && format !== 'DateOnly') throw faults.argument('The behavior DateOnly needs the format DateOnly.');
  return { type: 'DateTime', format, behavior };
}

function booleanSpec(world: World, body: Json): ColumnSpec {
  const set = body.OptionSet as { TrueOption?: Json; FalseOption?: Json } | undefined;
  if (set?.TrueOption === undefined || set.FalseOption === undefined)
    throw faults.argument('A yes/no column needs an OptionSet with TrueOption and FalseOption.');
  return {
    type: 'Boolean',
    defaultValue: body.DefaultValue === true,
    options: [
      { value: 0, label: readLabel(world, set.FalseOption.Label, 'FalseOption', true) },
      { value: 1, label: readLabel(world, set.TrueOption.Label, 'TrueOption', true) },
    ],
  };
}

/** First number of the options of the default publisher. */
export const firstOption = 100_000_000;

/** Options of a definition; those without a value are numbered from `first` on. */
export function readOptions(world: World, value: unknown, what: string, first: number): Option[] {
  if (!Array.isArray(value)) throw faults.argument(`${what} needs Options.`);
  const options = (value as Json[]).map((option, at): Option => {
    const number = option.Value ?? first + at;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > 2_147_483_647)
      throw faults.argument(`${what}: '${String(number)}' is no option value.`);
    return { value: number, label: readLabel(world, option.Label, `${what} option ${number}`, true) };
  });
  if (new Set(options.map((option) => option.value)).size < options.length)
    throw faults.argument(`${what}: two options have the same value.`);
  return options;
}
