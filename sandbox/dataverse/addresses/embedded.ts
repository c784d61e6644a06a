/** A place for an address among the columns of a customer. */
export interface Place {
  readonly customer: 'account' | 'contact';
  readonly number: number;
  /** What tells the id of an address from that of its customer. */
  readonly mask: number;
  /** The id that was asked for last: while a row is written it is asked for again and again. */
  readonly last: { of: string; masked: string };
}

const place = (customer: Place['customer'], number: number, mask: number): Place => ({
  customer,
  number,
  mask,
  last: { of: '', masked: '' },
});

/** Accounts carry two addresses in their columns and contacts three (docs/facts/dataverse.md §9 "Addresses"). */
export const places: readonly Place[] = [
  place('account', 1, 0x5a17c0de),
  place('account', 2, 0x93b6e24d),
  place('contact', 1, 0x2f81d73b),
  place('contact', 2, 0xc46a0fe9),
  place('contact', 3, 0x78d5931c),
];

export const placesOf = (customer: string): readonly Place[] => byCustomer.get(customer) ?? [];

const byCustomer = new Map(['account', 'contact'].map((customer) => [customer, places.filter((one) => one.customer === customer)]));

/** Name of the column of a customer that holds a column of the address. */
export const embeddedName = (number: number, column: string): string => `address${number}_${column}`;

/**
 * The id that an address gets unless somebody gives it another one. It is made from the customer's, so that it takes no room; made from the address's, the
 * same gives the customer's back.
 */
export function maskedId({ mask, last }: Place, id: string): string {
  if (last.of === id) return last.masked;
  if (taken.id !== id) {
    taken.id = id;
    taken.head = Number.parseInt(id.slice(0, 8), 16);
    taken.rest = id.slice(8);
  }
  const head = taken.head ^ mask;
  last.of = id;
  last.masked = `${digits[head >>> 24]}${digits[(head >>> 16) & 255]}${digits[(head >>> 8) & 255]}${digits[head & 255]}${taken.rest}`;
  return last.masked;
}

/** The id that was taken apart last: it is asked for once per place. */
const taken = { id: '', head: 0, rest: '' };

/** Bytes as two digits. */
const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** How a column's value follows from the id of its row, where it usually does. */
export function valueOfId(table: string, column: string): ((id: string) => string) | null {
  const found = places.find(({ customer, number }) => customer === table && column === embeddedName(number, 'addressid'));
  return found === undefined ? null : (id) => maskedId(found, id);
}
