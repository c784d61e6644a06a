import type { ColumnValue } from '../../domain/index.js';
import type { PropertyType } from '../document/property-type.js';
import { sameInstant } from './instant.js';
import { isEmpty, sameText } from './text.js';

/** Whether the column of a custom property holds what the source says: from the column's value back to the source's spelling. */
export function samePropertyValue(source: unknown, readBack: ColumnValue | undefined, type: PropertyType): boolean {
  if (sameText(source, null)) return type.kind === 'boolean' ? isEmpty(readBack) || readBack === false : isEmpty(readBack);
  const said = `${source as string}`.trim();
  switch (type.kind) {
    case 'text':
    case 'memo':
    case 'phone':
    case 'email':
      return sameText(source, readBack);
    case 'integer':
      return typeof readBack === 'number' && Number.isInteger(readBack) && `${readBack}` === said.replace(/^-0$/, '0');
    case 'decimal':
      return typeof readBack === 'number' && plain(readBack.toFixed(10)) === plain(said.replace(',', '.'));
    case 'boolean':
      return typeof readBack === 'boolean' && (readBack ? type.yes : type.no).trim().toLowerCase() === said.toLowerCase();
    case 'date':
      return typeof readBack === 'string' && sameDay(said, readBack, type.order);
    case 'datetime':
      return sameInstant(source, readBack);
    case 'choice':
      return type.options.find(({ value }) => value === readBack)?.label.trim() === said;
  }
}

/** A decimal number without zeros that say nothing. */
const plain = (number: string): string =>
  (number.includes('.') ? number.replace(/0+$/, '').replace(/\.$/, '') : number).replace(/^-0$/, '0');

function sameDay(said: string, readBack: string, order: 'iso' | 'dayFirst' | 'monthFirst'): boolean {
  const day = /^(\d{4})-(\d\d)-(\d\d)(T00:00:00Z)?$/.exec(readBack);
  if (day === null) return false;
  const [, year, month, date] = day;
  const numbers = (said.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  const wanted = order === 'iso' ? [year, month, date] : order === 'dayFirst' ? [date, month, year] : [month, date, year];
  return numbers.length === 3 && numbers.every((number, index) => number === Number(wanted[index]));
}
