import type { ColumnValue } from '../../domain/index.js';
import { callingCodeOf, callingCodes, isCountry, isSound, trunkPrefixOf } from '../phone-library.js';

/** Where a number without a country may belong. */
export interface PhonePlace {
  readonly callingCode: unknown;
  readonly country: unknown;
  /** The number without its calling code, where the source has it in parts. */
  readonly national: unknown;
  readonly defaultCountry: string;
}

const digitsOf = (text: unknown): string => `${(text ?? '') as string}`.replace(/[^0-9]/g, '');

/** The numbers that the source can mean, as E.164, by its digits alone: what it surely says, and what people add or leave out. */
function readings(source: unknown, place: PhonePlace): { readonly sure: string[]; readonly possible: string[] } {
  const text = `${(source ?? '') as string}`.trim();
  if (text === '' || /\p{L}/u.test(text)) return { sure: [], possible: [] };
  const digits = digitsOf(text);
  // A trunk zero after the calling code belongs to the number in some countries only.
  const withoutTrunk = [digits.replace(/^(\d{1,3}?)0/, '$1'), digitsOf(text.replace('(0)', ''))].map((rest) => `+${rest}`);
  if (text.startsWith('+')) return { sure: text.includes('(0)') ? [] : [`+${digits}`], possible: [`+${digits}`, ...withoutTrunk] };
  const stated = digitsOf(place.callingCode);
  const national = digitsOf(place.national);
  const isJoined = callingCodes.has(stated) && national !== '' && digits === `${stated}${national}`;
  if (isJoined) return { sure: [`+${digits}`], possible: [`+${digits}`, ...withoutTrunk] };
  if (text.startsWith('00')) return readings(`+${text.slice(2)}`, place);
  const code = callingCodes.has(stated) ? stated : codeOfPlace(place);
  const trunk = trunkPrefixOf(code);
  const behindTrunk = trunk !== '' && digits.startsWith(trunk) ? [`+${code}${digits.slice(trunk.length)}`] : [];
  return {
    sure: behindTrunk.length > 0 ? behindTrunk : [`+${code}${digits}`],
    possible: [
      `+${code}${digits}`,
      `+${code}${digits.replace(/^0+/, '')}`,
      ...behindTrunk,
      ...(digits.startsWith(code) ? [`+${digits}`, ...withoutTrunk] : []),
    ],
  };
}

function codeOfPlace({ country, defaultCountry }: PhonePlace): string {
  const name = `${(country ?? '') as string}`.trim().toUpperCase();
  return isCountry(name) ? callingCodeOf(name) : isCountry(defaultCountry) ? callingCodeOf(defaultCountry) : '';
}

/** Whether a phone column holds the source's number in E.164; nothing is right only where the source does not surely say a number. */
export function samePhone(source: unknown, readBack: ColumnValue | undefined, place: PhonePlace): boolean {
  const { sure, possible } = readings(source, place);
  if (readBack === null || readBack === undefined || readBack === '') return !sure.some(isSound);
  return typeof readBack === 'string' && possible.includes(readBack) && isSound(readBack);
}
