import type { Columns, ColumnValue, HoldReason, RowId } from '../../domain/index.js';
import type { MappingDocument } from '../document/schema.js';
import { parsePhone } from '../phone-library.js';
import { ownName } from '../schema/own-columns.js';
import type { HeldAnswer, MatchCandidate, MatchDecision, MatchKey, MatchQuery, PersonKeys } from '../types.js';
import { toE164 } from '../write/phone.js';
import { foldName } from './fold.js';

const emailColumns = ['emailaddress1', 'emailaddress2', 'emailaddress3'] as const;

/** Columns that `decideMatch` needs of every candidate. */
export const matchColumns = (doc: MappingDocument): string[] => [
  ownName(doc.publisher.prefix, 'ActimoId'),
  'employeeid',
  ...emailColumns,
  'mobilephone',
  'lastname',
];

/**
 * How to look for existing Contacts of one person, in the order of the document. A mobile number is looked for in the spellings that people use;
 * whether the last name fits is for `decideMatch`. Values that are not there make no query.
 */
export function matchQuery(members: readonly PersonKeys[], doc: MappingDocument): MatchQuery[] {
  const queries: Record<MatchKey, { columns: readonly string[]; values: readonly (string | null)[] }> = {
    actimoId: { columns: [ownName(doc.publisher.prefix, 'ActimoId')], values: members.map(({ userKey }) => userKey) },
    employeeNumber: { columns: ['employeeid'], values: members.map(({ employeeNumber }) => employeeNumber) },
    email: { columns: emailColumns, values: members.map(({ email }) => email) },
    mobileAndLastName: { columns: ['mobilephone'], values: members.filter(({ lastName }) => lastName !== '').flatMap(spellings) },
  };
  return doc.contact.matchKeys
    .map((key) => ({ key, columns: queries[key].columns, values: [...new Set(queries[key].values.filter((value) => value !== null))] }))
    .filter(({ values }) => values.length > 0);
}

function spellings({ phones, phonesAsWritten }: PersonKeys): string[] {
  const parsed = phones.map((phone) => parsePhone(phone)).filter((number) => number !== undefined);
  const forms = parsed.flatMap((number) => {
    const national = number.nationalNumber;
    const pairs = national.replace(/(\d\d)(?=\d)/g, '$1 ');
    const code = number.countryCallingCode;
    return [
      number.number,
      `${code}${national}`,
      `00${code}${national}`,
      `+${code} ${national}`,
      `+${code} ${pairs}`,
      national,
      pairs,
      `0${national}`,
      number.formatNational(),
      number.formatInternational(),
    ];
  });
  return [...forms, ...phonesAsWritten];
}

interface MatchOptions {
  /** The GUID that the migration gives this person: a candidate with it is our own row, not one that was there. */
  readonly own?: RowId;
  /** Contacts that other people of this migration have. */
  readonly taken?: ReadonlySet<RowId>;
  readonly answers?: readonly HeldAnswer[];
}

/**
 * Whether one of the candidates is this person. All keys are tried, the first that hits names the match; keys that lead to different Contacts, or one
 * that leads to two, or a Contact that somebody else of this migration has, are questions. An answer to such a question decides.
 */
export function decideMatch(
  members: readonly PersonKeys[],
  candidates: readonly MatchCandidate[],
  doc: MappingDocument,
  options: MatchOptions = {},
): MatchDecision {
  const answered = answerFor(members, options.answers ?? []);
  if (answered !== null) return answered;
  const others = candidates.filter(({ id, columns }) => id !== options.own && columns['merged'] !== true);
  let match: { readonly id: RowId; readonly rule: MatchKey } | null = null;
  for (const key of doc.contact.matchKeys) {
    const hits = [
      ...new Set(others.filter(({ columns }) => members.some((member) => fits(key, member, columns, doc))).map(({ id }) => id)),
    ];
    const [hit, second] = hits;
    if (second !== undefined) return { kind: 'held', hold: twice(key, hits.length) };
    if (hit === undefined) continue;
    if (match !== null && match.id !== hit) return { kind: 'held', hold: disagree(match.rule, key) };
    match ??= { id: hit, rule: key };
  }
  if (match === null) return mergedAway(members, candidates, doc) ? { kind: 'held', hold: leadsToMerged } : { kind: 'none' };
  return options.taken?.has(match.id) === true ? { kind: 'held', hold: takenBy(match.rule) } : { kind: 'match', ...match };
}

/** Dynamics keeps a Contact that was merged into another one, inactive: writing to it would change what nobody sees. */
const mergedAway = (members: readonly PersonKeys[], candidates: readonly MatchCandidate[], doc: MappingDocument): boolean =>
  candidates.some(
    ({ columns }) =>
      columns['merged'] === true && doc.contact.matchKeys.some((key) => members.some((member) => fits(key, member, columns, doc))),
  );

function answerFor(members: readonly PersonKeys[], answers: readonly HeldAnswer[]): MatchDecision | null {
  const about = answers.filter(({ object, key }) => object === 'user' && members.some(({ userKey }) => userKey === key));
  const linked = about.find(({ kind, rowId }) => kind === 'link' && rowId !== undefined);
  if (linked?.rowId !== undefined) return { kind: 'match', id: linked.rowId, rule: 'answered' };
  // "Load all the same" to a question about matching means: as a Contact of its own.
  return about.some(({ kind, code }) => kind === 'loadFlagged' && code.startsWith('match-')) ? { kind: 'none' } : null;
}

const textOf = (value: ColumnValue | undefined): string => (typeof value === 'string' ? value.trim() : '');

function fits(key: MatchKey, member: PersonKeys, columns: Columns, doc: MappingDocument): boolean {
  switch (key) {
    case 'actimoId':
      return textOf(columns[ownName(doc.publisher.prefix, 'ActimoId')]) === member.userKey;
    case 'employeeNumber':
      return member.employeeNumber !== null && textOf(columns['employeeid']).toLowerCase() === member.employeeNumber;
    case 'email':
      return member.email !== null && emailColumns.some((column) => textOf(columns[column]).toLowerCase() === member.email);
    case 'mobileAndLastName': {
      if (member.lastName === '' || textOf(columns['mobilephone']) === '' || foldName(textOf(columns['lastname'])) !== member.lastName)
        return false;
      // A number without a country is read as one of the member's own country.
      const mobile = columns['mobilephone'];
      return member.phones.some((phone) => {
        const callingCode = parsePhone(phone)?.countryCallingCode;
        return toE164(mobile, { callingCode, defaultCountry: doc.defaultCountry }) === phone;
      });
    }
  }
}

const names: Readonly<Record<MatchKey, string>> = {
  actimoId: 'Actimo id',
  employeeNumber: 'employee number',
  email: 'e-mail address',
  mobileAndLastName: 'mobile number and last name',
};

const twice = (key: MatchKey, count: number): HoldReason => ({
  code: 'match-twice',
  reason: `${count} Contacts in Dynamics have the ${names[key]} of this person.`,
  suggestion: 'Link to the right one, or load as a Contact of its own.',
});
const disagree = (first: MatchKey, second: MatchKey): HoldReason => ({
  code: 'match-disagree',
  reason: `The ${names[first]} leads to one Contact in Dynamics and the ${names[second]} to another.`,
  suggestion: 'Link to the right one, or load as a Contact of its own.',
});
const takenBy = (key: MatchKey): HoldReason => ({
  code: 'match-taken',
  reason: `The ${names[key]} leads to a Contact that another person of this migration has.`,
  suggestion: 'Merge the two people, link to another Contact, or load as a Contact of its own.',
});

const leadsToMerged: HoldReason = {
  code: 'match-merged',
  reason: 'The only Contact in Dynamics that fits this person was merged into another one.',
  suggestion: 'Link to the Contact that it was merged into, or load as a Contact of its own.',
};
