import { callingCodes, isCountry, isSound, parsePhone } from '../phone-library.js';

/** What a number that does not say its country is taken to belong to, first one first. */
export interface PhoneHints {
  /** Calling code as Actimo has it, e.g. `45` or `+45`. */
  readonly callingCode?: unknown;
  /** ISO 3166 in two letters. */
  readonly country?: unknown;
  /** The number without its calling code, where Actimo has it in parts. */
  readonly national?: unknown;
  readonly defaultCountry: string;
}

/**
 * A phone number in E.164, null when it cannot be one. By length only, not by number plan: plans change with every version of the library, and
 * what is loaded must not. A number with letters or an extension is none.
 */
export function toE164(value: unknown, hints: PhoneHints): string | null {
  if (value === null || value === undefined || typeof value === 'object') return null;
  const written = String(value).trim();
  if (written === '' || /\p{L}/u.test(written)) return null;
  const text = isComplete(written, hints) ? `+${written.replace(/\D/g, '')}` : written.replace(/^00/, '+');
  const parsed = parsePhone(text, text.startsWith('+') ? {} : placeOf(hints));
  if (!parsed?.isPossible() || parsed.ext !== undefined || (parsed.number !== text && !isSound(parsed.number))) return null;
  // Some plans have numbers rewritten, not just prefixed: such a guess is a question, not an answer.
  return written.replace(/\D/g, '').endsWith(parsed.nationalNumber) ? parsed.number : null;
}

/**
 * Whether a number without a plus has its calling code already: it is just the two parts one after the other. Where national numbers differ in length, as in
 * Germany, the number itself does not tell.
 */
function isComplete(written: string, { callingCode, national }: PhoneHints): boolean {
  const [code, rest] = [callingCode, national].map((part) => String(part ?? '').replace(/\D/g, ''));
  return !!code && !!rest && callingCodes.has(code) && written.replace(/\D/g, '') === `${code}${rest}`;
}

function placeOf({ callingCode, country, defaultCountry }: PhoneHints) {
  const code = String(callingCode ?? '').replace(/\D/g, '');
  if (callingCodes.has(code)) return { defaultCallingCode: code };
  const name = String(country ?? '')
    .trim()
    .toUpperCase();
  const place = isCountry(name) ? name : defaultCountry;
  return isCountry(place) ? { defaultCountry: place } : {};
}

/** Calling code and the rest as one number; a rest that has its country already, or gets none, stays as it is. */
export function joinParts(callingCode: string | null, rest: string): string {
  const code = (callingCode ?? '').replace(/\D/g, '');
  return !callingCodes.has(code) || /^(\+|00)/.test(rest) ? rest : `+${code} ${rest}`;
}
