import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import type { Column, Table } from '../metadata/types.js';

const edmTypes: Readonly<Record<string, string>> = {
  String: 'Edm.String',
  Memo: 'Edm.String',
  EntityName: 'Edm.String',
  MultiSelectPicklist: 'Edm.String',
  Boolean: 'Edm.Boolean',
  Integer: 'Edm.Int32',
  Picklist: 'Edm.Int32',
  State: 'Edm.Int32',
  Status: 'Edm.Int32',
  BigInt: 'Edm.Int64',
  Decimal: 'Edm.Decimal',
  Money: 'Edm.Decimal',
  Double: 'Edm.Double',
  Uniqueidentifier: 'Edm.Guid',
  File: 'Edm.Binary',
  Image: 'Edm.Binary',
};

/** Characters that XML does not have, halves of a pair among them, cannot be stored. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are looked for
const notXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]/u;
/** The same without looking at pairs: what it does not find, the other one does not either, and it is quicker. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const perhapsNotXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]/;

const moment = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/i;
const kept = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const day = /^\d{4}-\d\d-\d\d$/;
const firstDay = '1753-01-01';

/** The wire type of a column, for messages and metadata. */
export function edmType(column: Column): string {
  if (column.type === 'DateTime') return column.behavior === 'DateOnly' ? 'Edm.Date' : 'Edm.DateTimeOffset';
  return edmTypes[column.type] ?? 'Edm.String';
}

/** Types whose numbers may be text (OData JSON Format 4.0 §3.1). */
const wide = new Set(['Edm.Int64', 'Edm.Decimal']);

const wrongType = (table: Table, column: Column, value: unknown) =>
  typeof value === 'string' && wide.has(edmType(column))
    ? faults.numberFormat(table.entitySetName, edmType(column))
    : faults.payload(
        table.entitySetName,
        `Cannot convert the literal '${typeof value === 'object' ? 'object' : String(value)}' to the expected type '${edmType(column)}'.`,
      );

/** Turns a value of a request body into the one that is stored. Throws what Dataverse answers to values that do not fit (docs/facts/dataverse.md §3 "Values"). */
export function toStored(table: Table, column: Column, value: unknown): unknown {
  if (value === null) return null;
  switch (column.type) {
    case 'String':
    case 'Memo':
      if (typeof value !== 'string') throw wrongType(table, column, value);
      if (value.length > column.maxLength) throw faults.tooLong(table.logicalName, column.logicalName, column.maxLength);
      if (perhapsNotXml.test(value) && notXml.test(value)) throw faults.invalidCharacters(column.logicalName);
      return value === '' ? null : value;
    case 'Boolean':
      if (typeof value !== 'boolean') throw wrongType(table, column, value);
      return value;
    case 'Picklist':
    case 'State':
    case 'Status':
      return toOption(table, column, value);
    case 'Integer':
    case 'BigInt':
      return toInteger(table, column, value);
    case 'Decimal':
    case 'Double':
    case 'Money':
      return toNumber(table, column, value);
    case 'DateTime':
      return column.behavior === 'DateOnly' ? toDay(table, column, value) : toMoment(table, column, value);
    case 'MultiSelectPicklist':
      return toOptions(table, column, value);
    case 'Uniqueidentifier': {
      const id = asGuid(value);
      if (id === null) throw wrongType(table, column, value);
      return id;
    }
    case 'EntityName':
      if (typeof value !== 'string') throw wrongType(table, column, value);
      return value;
    case 'File':
      throw faults.argument(
        `The value of the file column '${column.logicalName}' of the '${table.logicalName}' entity cannot be set with other values; upload the file.`,
      );
    default:
      throw faults.notPlayed(`values of ${column.type} columns in a body`);
  }
}

const optionValues = (column: Column): number[] => (column.options ?? []).map((option) => option.value);

function hasOption(column: Column, value: unknown): boolean {
  const { options } = column;
  if (options === null) return false;
  for (let at = 0; at < options.length; at += 1) if (options[at]?.value === value) return true;
  return false;
}

function toOption(table: Table, column: Column, value: unknown): number {
  if (!Number.isInteger(value)) throw wrongType(table, column, value);
  if (!hasOption(column, value)) throw faults.choice(table.logicalName, column.logicalName, value, optionValues(column));
  return value as number;
}

function toOptions(table: Table, column: Column, value: unknown): string | null {
  if (typeof value !== 'string') throw wrongType(table, column, value);
  if (value.trim() === '') return null;
  const chosen = [...new Set(value.split(',').map((part) => Number(part.trim())))];
  for (const option of chosen)
    if (!hasOption(column, option)) throw faults.choice(table.logicalName, column.logicalName, option, optionValues(column));
  if (chosen.length > 150) throw faults.argument(`Attribute '${column.logicalName}' takes at most 150 selected values.`);
  return chosen.sort((a, b) => a - b).join(',');
}

function toInteger(table: Table, column: Column, value: unknown): number {
  if (!Number.isInteger(value)) throw wrongType(table, column, value);
  const number = value as number;
  if (column.type === 'Integer' && (number > 2_147_483_647 || number < -2_147_483_648)) throw wrongType(table, column, value);
  if (number < column.min || number > column.max) throw faults.integerRange(table.logicalName, column.logicalName);
  return number;
}

function toNumber(table: Table, column: Column, value: unknown): number {
  if (typeof value !== 'number') throw wrongType(table, column, value);
  if (value < column.min || value > column.max) throw faults.decimalRange(table.logicalName, column.logicalName);
  return roundTo(value, column.precision);
}

/** Half away from zero, on the decimal digits as written. */
export function roundTo(value: number, precision: number): number {
  if (Number.isInteger(value)) return value;
  // Most amounts have no more digits than they may have: the nearest number to those digits is what the long way would find.
  const shift = 10 ** precision;
  const shifted = value * shift;
  if (Number.isInteger(shifted) && Math.abs(shifted) < 2 ** 51) return shifted / shift;
  const [digits = '', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  const cut = fraction.length - Number(exponent) - precision;
  if (cut <= 0) return value;
  const rounded = (BigInt(whole + fraction) + 5n * 10n ** BigInt(cut - 1)) / 10n ** BigInt(cut);
  return Math.sign(value) * Number(`${rounded}e${-precision}`);
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function isDay(year: number, month: number, dayOfMonth: number): boolean {
  const days = month === 2 && isLeap(year) ? 29 : daysOfMonth[month - 1];
  return days !== undefined && dayOfMonth >= 1 && dayOfMonth <= days;
}

/** The date that the first ten letters are: what they look like has been tested. */
const startsWithDay = (text: string): boolean =>
  isDay(twoDigits(text, 0) * 100 + twoDigits(text, 2), twoDigits(text, 5), twoDigits(text, 8));

const twoDigits = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;

/** Whether the text is a day that there is, as dates without a time are written. */
export const isDayText = (text: string): boolean => day.test(text) && startsWithDay(text);

function toDay(table: Table, column: Column, value: unknown): string {
  if (typeof value !== 'string' || !isDayText(value)) throw wrongType(table, column, value);
  if (value < firstDay) throw tooEarly();
  return value;
}

function toMoment(table: Table, column: Column, value: unknown): string {
  // As it is kept: nothing has to be put together.
  if (typeof value === 'string' && kept.test(value) && startsWithDay(value)) {
    if (value < firstDay) throw tooEarly();
    return value;
  }
  const parts = typeof value === 'string' ? moment.exec(value) : null;
  if (parts === null) throw wrongType(table, column, value);
  const [, year, month, dayOfMonth, hour, minute, second, zone] = parts;
  if (!isDay(Number(year), Number(month), Number(dayOfMonth)) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    throw wrongType(table, column, value);
  }
  // Fractions of a second are not kept. A moment without a zone is one of UTC.
  if (zone === undefined || zone === 'Z' || zone === 'z') {
    const text = `${year}-${month}-${dayOfMonth}T${hour}:${minute}:${second}Z`;
    if (text < firstDay) throw tooEarly();
    return text;
  }
  const at = new Date(`${year}-${month}-${dayOfMonth}T${hour}:${minute}:${second}${zone}`);
  if (Number.isNaN(at.getTime())) throw wrongType(table, column, value);
  const text = `${at.toISOString().slice(0, 19)}Z`;
  if (text < firstDay) throw tooEarly();
  return text;
}

const tooEarly = () =>
  faults.date(
    'DateTime is less than minumum value supported by CrmDateTime. Actual value: before 01/01/1753 00:00:00, Minimum value supported: 01/01/1753 00:00:00',
  );
