import type { ColumnValue } from '../../domain/index.js';
import type { PropertyType } from '../document/property-type.js';
import { toInstant } from './instant.js';
import { toText } from './text.js';

export type Converted = { readonly ok: true; readonly value: ColumnValue } | { readonly ok: false; readonly code: PropertyProblem };
export type PropertyProblem = 'not-text' | 'too-long' | 'wrong-type' | 'unknown-option';

const ok = (value: ColumnValue): Converted => ({ ok: true, value });
const no = (code: PropertyProblem): Converted => ({ ok: false, code });

/** A custom property's value in the form of its column; `null` for a blank one; a problem when it is not what the type says. */
export function toPropertyValue(value: unknown, type: PropertyType): Converted {
  const text = toText(value);
  if (text === undefined) return no('not-text');
  if (text === null) return ok(null);
  switch (type.kind) {
    case 'text':
    case 'memo':
      return limited(text, type.maxLength);
    case 'phone':
      return limited(text, propertyLengths.phone);
    case 'email':
      return limited(text, propertyLengths.email);
    case 'integer':
      return toInteger(text, type.min, type.max);
    case 'decimal':
      return toDecimal(text, type.precision, typeof value === 'number' ? '.' : type.separator);
    case 'boolean':
      return toYesNo(text, type.yes, type.no);
    case 'date':
      return orWrongType(toDay(text, type.order));
    case 'datetime': {
      const instant = toInstant(text);
      return instant === null || instant === undefined || instant.fraction ? no('wrong-type') : ok(instant.iso);
    }
    case 'choice': {
      const option = type.options.find(({ label }) => label.trim() === text);
      return option === undefined ? no('unknown-option') : ok(option.value);
    }
  }
}

/** Lengths of the columns that the kinds without a length of their own get. */
export const propertyLengths = { phone: 100, email: 250 } as const;
/** Length of an option's label in Dataverse. */
export const optionLength = 200;
/** More new values at once than this are no options. */
export const addedOptionsLimit = 50;

const orWrongType = (value: ColumnValue | undefined): Converted => (value === undefined ? no('wrong-type') : ok(value));
const limited = (text: string, maxLength: number): Converted => (text.length > maxLength ? no('too-long') : ok(text));

function toInteger(text: string, min: number, max: number): Converted {
  if (!/^-?(0|[1-9]\d{0,9})$/.test(text)) return no('wrong-type');
  const number = Number(text);
  return number < min || number > max ? no('wrong-type') : ok(number === 0 ? 0 : number);
}

function toDecimal(text: string, precision: number, separator: string): Converted {
  const parts = /^(-?)(0|[1-9]\d{0,10})(?:([.,])(\d+))?$/.exec(text);
  if (parts === null || (parts[3] !== undefined && parts[3] !== separator) || (parts[4] ?? '').length > precision) return no('wrong-type');
  const number = Number(`${parts[1]}${parts[2]}.${parts[4] ?? '0'}`);
  return Math.abs(number) > 100_000_000_000 ? no('wrong-type') : ok(number === 0 ? 0 : number);
}

function toYesNo(text: string, yes: string, noWord: string): Converted {
  const word = text.toLowerCase();
  if (word === yes.trim().toLowerCase()) return ok(true);
  return word === noWord.trim().toLowerCase() ? ok(false) : no('wrong-type');
}

export type DayOrder = 'iso' | 'dayFirst' | 'monthFirst';

/** A day as `YYYY-MM-DD`; undefined when the text is none in this order. A moment at midnight UTC counts as its day. */
function toDay(text: string, order: DayOrder): string | undefined {
  const parts =
    order === 'iso'
      ? /^(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/.exec(text)
      : /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text);
  if (parts === null) return undefined;
  const [a, b, c] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [year, month, day] = order === 'iso' ? [a, b, c] : order === 'dayFirst' ? [c, b, a] : [c, a, b];
  const at = new Date(Date.UTC(year, month - 1, day));
  if (year < 1753 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return undefined;
  return at.toISOString().slice(0, 10);
}
