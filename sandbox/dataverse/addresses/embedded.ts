/** A place for an address among the columns of a customer. */
export interface Place {
  readonly customer: 'account' | 'contact';
  readonly number: number;
  /** What tells the first byte of an address's id from that of its customer's. */
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
  place('account', 1, 0x5a),
  place('account', 2, 0x93),
  place('contact', 1, 0x2f),
  place('contact', 2, 0xc4),
  place('contact', 3, 0x78),
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
  last.of = id;
  last.masked = `${digits[Number.parseInt(id.slice(0, 2), 16) ^ mask]}${id.slice(2)}`;
  return last.masked;
}

/** Bytes as two digits. */
const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** How a column's value follows from the id of its row, where it usually does. */
export function valueOfId(table: string, column: string): ((id: string) => string) | null {
  const found = places.find(({ customer, number }) => customer === table && column === embeddedName(number, 'addressid'));
  return found === undefined ? null : (id) => maskedId(found, id);
}
