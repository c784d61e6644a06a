import type { ColumnValue } from '../../domain/index.js';
import { callingCodeOf, callingCodes, isCountry, isSound } from '../phone-library.js';

/** Where a number without a country may belong. */
export interface PhonePlace {
  readonly callingCode: unknown;
  readonly country: unknown;
  readonly defaultCountry: string;
}

const digitsOf = (text: unknown): string => `${(text ?? '') as string}`.replace(/[^0-9]/g, '');

/** The numbers that the source can mean, as E.164, by its digits alone; with and without what people add or leave out. */
function readings(source: unknown, place: PhonePlace): string[] {
  const text = `${(source ?? '') as string}`.trim();
  if (text === '' || /[a-z]/i.test(text) || /\p{L}/u.test(text)) return [];
  const digits = digitsOf(text.replace('(0)', ''));
  if (text.startsWith('+')) return international(digits);
  if (text.startsWith('00')) return international(digits.slice(2));
  const stated = digitsOf(place.callingCode);
  const code = callingCodes.has(stated) ? stated : codeOfPlace(place);
  return [`+${code}${digits.replace(/^0+/, '')}`, `+${code}${digits}`, ...(digits.startsWith(code) ? international(digits) : [])];
}

// A trunk zero after the calling code belongs to the number in some countries only: with or without it is the same number written down.
const international = (digits: string): string[] => [`+${digits}`, `+${digits.replace(/^(\d{1,3}?)0/, '$1')}`];

function codeOfPlace({ country, defaultCountry }: PhonePlace): string {
  const name = `${(country ?? '') as string}`.trim().toUpperCase();
  return isCountry(name) ? callingCodeOf(name) : isCountry(defaultCountry) ? callingCodeOf(defaultCountry) : '';
}

/** Whether a phone column holds the source's number in E.164; nothing is right only where no reading of the digits can be a number. */
export function samePhone(source: unknown, readBack: ColumnValue | undefined, place: PhonePlace): boolean {
  const candidates = readings(source, place).filter(isSound);
  if (readBack === null || readBack === undefined || readBack === '') return candidates.length === 0;
  return typeof readBack === 'string' && candidates.includes(readBack);
}
