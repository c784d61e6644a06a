/** Parts of an address; `null` and absent ones are left out. */
export interface PostalAddress {
  readonly lines: readonly (string | null)[];
  readonly city: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  readonly country: string | null;
}

const american = new Set(['us', 'usa', 'u.s.', 'u.s.a.', 'united states', 'united states of america', 'canada', 'australia']);
const japanese = new Set(['japan', 'jp']);

/** An address as it stands on a letter in its country; where nobody says which, as it does where people speak the base language. */
export function formatAddress(address: PostalAddress, baseLanguage: number): string {
  const country = (address.country ?? '').trim().toLowerCase();
  const { lines, city, state, postalCode } = address;
  if (japanese.has(country)) return joined([postalCode, state, city, ...lines, address.country], '\r\n');
  if (american.has(country) || baseLanguage === 1033)
    return joined([...lines, joined([city, joined([state, postalCode], ' ')], ', '), address.country], '\r\n');
  return joined([...lines, postalCode, city, state, address.country], '\r\n');
}

const joined = (parts: readonly (string | null)[], by: string): string => parts.filter((part) => part !== null && part !== '').join(by);
