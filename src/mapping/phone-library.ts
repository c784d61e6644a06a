import * as library from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';

/** The phone number library with its data: what both sides may look up, while each does its own reading. */
export type CountryCode = library.CountryCode;
export const isCountry = (name: string): name is CountryCode => library.isSupportedCountry(name as CountryCode, metadata);
export const callingCodeOf = (country: CountryCode): string => library.getCountryCallingCode(country, metadata);
export const callingCodes: ReadonlySet<string> = new Set(library.getCountries(metadata).map((country) => callingCodeOf(country)));

/** A number as the library reads it; undefined when it sees none. */
export const parsePhone = (text: string, place: { defaultCountry?: CountryCode; defaultCallingCode?: string } = {}) =>
  library.parsePhoneNumberFromString(text, place, metadata);

/** Whether a number in E.164 has as many digits as numbers of its country have, and reads as itself: one that does not would never be found again. */
export const isSound = (number: string): boolean =>
  library.validatePhoneNumberLength(number, metadata) === undefined && parsePhone(number)?.number === number;

/** The digits before a national number that are left out behind a calling code, e.g. `0` in Sweden; empty where there are none. */
export function trunkPrefixOf(callingCode: string): string {
  const country = library.getCountries(metadata).find((name) => callingCodeOf(name) === callingCode);
  if (country === undefined) return '';
  const plans = new library.Metadata(metadata);
  plans.selectNumberingPlan(country);
  // The library has it but its types do not.
  return (plans.numberingPlan as { nationalPrefix?: () => string | undefined } | undefined)?.nationalPrefix?.() ?? '';
}
