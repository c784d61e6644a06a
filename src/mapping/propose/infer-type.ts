import validator from 'validator';
import type { PropertyType } from '../document/property-type.js';
import { addedOptionsLimit, optionLength, propertyLengths, toPropertyValue } from '../write/property-value.js';
import type { Profile, Shape } from './profile.js';

/** What Actimo's own field definition says of a slot. */
export interface Definition {
  readonly label: string;
  readonly type: string | null;
  readonly options: readonly string[];
}

export interface Inferred {
  readonly type: PropertyType;
  /** The reason in a sentence, with counts only. */
  readonly says: string;
}

/** As many values as it takes to believe that a free text is always a number, a day or a yes/no. */
const enough = 10;

/**
 * The type of a custom property. Actimo's definition counts when every value agrees with it; without one, or with free text, a narrower type counts
 * when enough values are of it and none is not. Whenever there is doubt it is text, which loses nothing.
 */
export function inferType(profile: Profile, definition: Definition | null, optionBase: number): Inferred {
  if (profile.notText > 0) return text(profile, `${profile.notText} of ${profile.values} values are lists or objects`);
  const { values } = profile;
  const all = (shape: Shape) => values > 0 && profile.counts[shape] === values;
  const defined = definition?.type?.toLowerCase() ?? null;
  switch (defined) {
    case 'select':
    case 'dropdown':
      return choice(profile, definition?.options ?? [], optionBase);
    case 'date':
      return day(profile, 1) ?? disagrees(profile, 'date', profile.counts.isoDay + profile.counts.isoMidnight);
    case 'datetime':
      if (values === 0 || all('isoMoment') || allMoments(profile))
        return { type: { kind: 'datetime' }, says: `Actimo defines a date with time; ${ofValues(values)}` };
      return disagrees(profile, 'date with time', profile.counts.isoMoment);
    case 'phone':
    case 'mobile':
      if (profile.longest <= propertyLengths.phone)
        return { type: { kind: 'phone' }, says: `Actimo defines a phone number; ${values} values, none longer than the column` };
      return text(profile, 'Actimo defines a phone number, but a value is longer than such a column');
    case 'email':
      if (profile.longest <= propertyLengths.email)
        return { type: { kind: 'email' }, says: `Actimo defines an e-mail address; ${values} values, none longer than the column` };
      return text(profile, 'Actimo defines an e-mail address, but a value is longer than such a column');
    default:
      return narrower(profile, defined);
  }
}

const ofValues = (values: number): string => (values === 0 ? 'no record has a value' : `all ${values} values are of it`);

/** Free text, or nothing known: what the values themselves say. */
function narrower(profile: Profile, defined: string | null): Inferred {
  const { values, counts } = profile;
  const start = defined === null ? 'Actimo gives no definition' : `Actimo defines it as ${defined}`;
  if (values < enough) return text(profile, `${start}, and ${values} values are too few to say more`);
  const all = (shape: Shape) => counts[shape] === values;
  const every = (what: string) => `${start}; all ${values} values are ${what}`;
  if (all('integer'))
    return { type: { kind: 'integer', min: -2_147_483_648, max: 2_147_483_647 }, says: every('whole numbers without leading zeros') };
  const decimal = decimalOf(profile);
  if (decimal !== null)
    return { type: decimal, says: every(`numbers with "${decimal.kind === 'decimal' ? decimal.separator : ''}" before the decimals`) };
  const date = day(profile, values);
  if (date !== null) return { type: date.type, says: every('days') };
  if (all('isoMoment') || allMoments(profile)) return { type: { kind: 'datetime' }, says: every('dates with time') };
  const yesNo = yesNoOf(profile);
  if (yesNo !== null) return { type: yesNo, says: `${every('one of two words for yes and no')}, and no record is without` };
  if (
    profile.longest <= propertyLengths.email &&
    profile.distinct !== null &&
    [...profile.distinct].every((value) => validator.isEmail(value))
  )
    return { type: { kind: 'email' }, says: every('e-mail addresses') };
  return text(profile, `${start}, and the values are of no single type`);
}

const allMoments = ({ distinct }: Profile): boolean =>
  distinct !== null &&
  distinct.size > 0 &&
  [...distinct].every((value) => /^\d{4}-/.test(value) && toPropertyValue(value, { kind: 'datetime' }).ok);

function decimalOf({ values, counts, decimals }: Profile): Extract<PropertyType, { kind: 'decimal' }> | null {
  for (const [shape, separator] of [
    ['decimalPoint', '.'],
    ['decimalComma', ','],
  ] as const) {
    // Where every fraction has three digits, "1.000" may be a thousand.
    if (counts[shape] === values && counts.thousands + counts.integer < values)
      return { kind: 'decimal', precision: Math.max(2, decimals), separator };
  }
  return null;
}

/** A day in the one order that fits all values; null when none does, or two do and differ. */
function day({ values, counts, distinct }: Profile, atLeast: number): Inferred | null {
  const says = `Actimo defines a date; ${ofValues(values)}`;
  if (values === 0 && atLeast <= 1) return { type: { kind: 'date', order: 'iso' }, says };
  const fits = (order: 'iso' | 'dayFirst' | 'monthFirst') =>
    distinct === null || [...distinct].every((value) => toPropertyValue(value, { kind: 'date', order }).ok);
  if (counts.isoDay + counts.isoMidnight === values && fits('iso')) return { type: { kind: 'date', order: 'iso' }, says };
  const dayFirst = counts.dayFirst === values && fits('dayFirst');
  const monthFirst = counts.monthFirst === values && fits('monthFirst');
  if (dayFirst === monthFirst) return null;
  return { type: { kind: 'date', order: dayFirst ? 'dayFirst' : 'monthFirst' }, says };
}

const yesNoWords: readonly (readonly [string, string])[] = [
  ['ja', 'nej'],
  ['yes', 'no'],
  ['ja', 'nein'],
  ['true', 'false'],
  ['sand', 'falsk'],
  ['sant', 'falskt'],
];

/** Two words for yes and no, both seen, and no record without: a yes/no column cannot say "unknown". */
function yesNoOf({ distinct, blanks }: Profile): PropertyType | null {
  if (distinct === null || distinct.size !== 2 || blanks > 0) return null;
  const words = [...distinct];
  for (const [yesWord, noWord] of yesNoWords) {
    const yes = words.find((word) => word.toLowerCase() === yesWord);
    const no = words.find((word) => word.toLowerCase() === noWord);
    if (yes !== undefined && no !== undefined) return { kind: 'boolean', yes, no };
  }
  return null;
}

function choice(profile: Profile, options: readonly string[], optionBase: number): Inferred {
  const defined = [...new Set(options.map((option) => option.trim()).filter((option) => option !== ''))];
  if (profile.distinct === null) return text(profile, 'Actimo defines a list of options, but the values are more than 500 different ones');
  const added = [...profile.distinct].filter((value) => !defined.includes(value)).sort();
  if (added.length > addedOptionsLimit)
    return text(profile, `Actimo defines a list of options, but ${added.length} values are none of them`);
  const labels = [...defined, ...added];
  if (labels.length === 0 || labels.some((label) => label.length > optionLength))
    return text(profile, 'Actimo defines a list of options, but the options make no choice column');
  return {
    type: { kind: 'choice', options: labels.map((label, index) => ({ value: optionBase + index, label })) },
    says: `Actimo defines a list of ${defined.length} options; ${added.length === 0 ? 'every value is one of them' : `${added.length} more were found in values and added`}`,
  };
}

const disagrees = (profile: Profile, what: string, fitting: number): Inferred =>
  text(profile, `Actimo defines a ${what}, but only ${Math.min(fitting, profile.values)} of ${profile.values} values are one for sure`);

/** Text with room to grow; a memo where lines break or a line would not do. */
function text({ longest, multiLine }: Profile, says: string): Inferred {
  const room = [100, 250, 500, 1000, 2000].find((length) => length >= longest * 1.5);
  if (multiLine || room === undefined) return { type: { kind: 'memo', maxLength: Math.max(4000, Math.min(1_048_576, longest * 2)) }, says };
  return { type: { kind: 'text', maxLength: room }, says };
}
