const letters: Readonly<Record<string, string>> = {
  æ: 'ae',
  ø: 'oe',
  å: 'aa',
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  þ: 'th',
  ð: 'd',
  ł: 'l',
  đ: 'd',
  œ: 'oe',
};
const maxLength = 50;

/**
 * The schema name of a column from a label: prefix, then the label's words without spaces, Danish, German and Swedish letters spelled out, emojis and
 * other signs dropped; at most 50 characters and not ending in `Id` (docs/facts/dataverse.md §6). A name that is taken (without case) gets the slot
 * behind it, then a number.
 */
export function schemaName(label: string, slot: string, prefix: string, taken: ReadonlySet<string>): string {
  const words = ascii(label)
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const slotName = slot.charAt(0).toUpperCase() + slot.slice(1).replace(/[^A-Za-z0-9]/g, '');
  const joined = words.join('');
  const base = joined === '' ? slotName : /^\d/.test(joined) ? `N${joined}` : joined;
  for (let nth = 0; ; nth++) {
    const ending = nth === 0 ? '' : nth === 1 ? slotName : `${slotName}${nth}`;
    const name = fitted(base, ending, prefix);
    if (!taken.has(name.toLowerCase())) return name;
  }
}

/** Cuts the label's part, not what tells it from others. */
function fitted(base: string, ending: string, prefix: string): string {
  const room = maxLength - prefix.length - 1;
  const name = base.slice(0, room - ending.length) + ending;
  return /I[dD]$/.test(name) ? `${prefix}_${name.slice(0, room - 'Value'.length)}Value` : `${prefix}_${name}`;
}

function ascii(label: string): string {
  return [...label]
    .map((sign) => {
      const plain = letters[sign.toLowerCase()];
      if (plain === undefined) return sign.normalize('NFKD').replace(/\p{M}/gu, '');
      return sign === sign.toLowerCase() ? plain : plain.charAt(0).toUpperCase() + plain.slice(1);
    })
    .join('');
}
