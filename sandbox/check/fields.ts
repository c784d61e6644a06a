import { type Carried, dayOf, primaryOf } from './carried.js';
import { type DumpedRow, type Halves, type Json, lookupId, recordsOf, rowsOf, text } from './model.js';

/** What the checker is told of the migration's choices. */
export interface Facts {
  readonly prefix: string;
  /** What was done with a Contact that was there: its own values stay, or Actimo's win. */
  readonly existing: 'fillBlanks' | 'overwrite';
}

/** One field that is not what it should be. */
export interface Mismatch {
  readonly object: string;
  readonly key: string;
  readonly field: string;
  readonly why: string;
}

interface PersonCase {
  /** All records of the person, lowest id first. */
  readonly members: readonly Json[];
  readonly contact: DumpedRow;
  /** The Contact as it was before the migration; undefined when the migration made it. */
  readonly before: Json | undefined;
  readonly halves: Halves;
  readonly carried: Carried;
  readonly facts: Facts;
}

/** A rule answers whether the row says what Actimo says, or `undefined` when there is nothing to say. */
type PersonRule = (person: PersonCase) => boolean | undefined;

/** The first value that any record of the person has. */
const said = (members: readonly Json[], field: string): string =>
  members.map((body) => text(body[field])).find((value) => value !== '') ?? '';
const anySays = (members: readonly Json[], field: string, value: unknown): boolean => members.some((body) => body[field] === value);

/** Text in a column: one of the person's records has it; a Contact that was there may keep its own. */
const copied =
  (field: string, column: string | ((person: PersonCase) => string | undefined)): PersonRule =>
  (person) => {
    const name = typeof column === 'string' ? column : column(person);
    if (name === undefined) return said(person.members, field) === '';
    const found = text(person.contact.columns[name]);
    return (
      keeps(person, name, found) ??
      (said(person.members, field) === '' ? found === '' : person.members.some((body) => text(body[field]) === found))
    );
  };

/** For a Contact that was there and had a value: whether it still has it. `undefined`: the value of Actimo counts. */
function keeps({ before, facts }: PersonCase, column: string, found: string): boolean | undefined {
  const old = text(before?.[column]);
  return old !== '' && facts.existing === 'fillBlanks' ? found === old : undefined;
}

/** The column that was made for a custom field is the one that carries its label. */
const property = (slot: string) => (person: PersonCase) => {
  const label = text(recordsOf(person.halves, 'field').get(slot)?.label);
  return person.halves.columnsByLabel.get('contact')?.get(label);
};

/** The twenty fields of a person. */
const personRules: Readonly<Record<string, PersonRule>> = {
  first_name: copied('first_name', 'firstname'),
  last_name: copied('last_name', 'lastname'),
  email: copied('email', 'emailaddress1'),
  msisdn: (person) => {
    const found = text(person.contact.columns.mobilephone);
    const kept = keeps(person, 'mobilephone', found);
    if (kept !== undefined) return kept;
    const numbers = person.members.map(digitsOf).filter((digits) => digits !== '');
    return numbers.length === 0 ? found === '' : found.startsWith('+') && numbers.includes(found.slice(1));
  },
  title: copied('title', 'jobtitle'),
  department: copied('department', 'department'),
  addr_line_1: copied('addr_line_1', 'address1_line1'),
  addr_city: copied('addr_city', 'address1_city'),
  addr_zip: copied('addr_zip', 'address1_postalcode'),
  addr_country: copied('addr_country', 'address1_country'),
  employee_id: copied('employee_id', 'employeeid'),
  opt_out: ({ members, contact, before }) =>
    contact.columns.donotbulkemail === (anySays(members, 'opt_out', true) || before?.donotbulkemail === true),
  allow_email: ({ members, contact, before }) =>
    contact.columns.donotemail === (anySays(members, 'allow_email', false) || before?.donotemail === true),
  status: ({ members, contact, before }) => {
    const wanted = members.every((body) => body.status === 'inactive') ? 1 : 0;
    return contact.columns.statecode === wanted || (before !== undefined && contact.columns.statecode === before.statecode);
  },
  created_at: ({ members, contact, before, facts }) => {
    const exact = members.some((body) => text(body.created_at) === text(contact.columns[`${facts.prefix}_createdat`]));
    const day = before !== undefined || members.some((body) => dayOf(body.created_at) === dayOf(contact.columns.createdon));
    return exact && day;
  },
  language: (person) => copied('language', `${person.facts.prefix}_language`)(person),
  tags: ({ members, contact, facts }) => {
    const found = text(contact.columns[`${facts.prefix}_tags`]);
    return members.some((body) => tagLines(body) === found);
  },
  manager: managerRule,
  primary_workspace: ({ members, contact, carried, before }) => {
    const mine = members.flatMap((body) => carried.membershipsOf.get(text(body.id)) ?? []);
    const primary = primaryOf(mine);
    const found = lookupId(contact.columns.parentcustomerid);
    if (primary === undefined) return found === lookupId(before?.parentcustomerid);
    return (
      found === (carried.accounts.get(primary.split(':')[0] ?? '')?.id ?? '') ||
      (before !== undefined && found === lookupId(before.parentcustomerid))
    );
  },
  data20: copied('data20', property('data20')),
};

/** Digits with the country code in front, whether the number was written with it or not. */
function digitsOf(body: Json): string {
  const written = text(body.msisdn);
  const digits = written.replace(/\D/g, '');
  const code = text(body.country_code);
  return digits === '' || written.startsWith('+') || digits.startsWith(code) ? digits : code + digits;
}

function tagLines(body: Json): string {
  return Array.isArray(body.tags) ? body.tags.map(text).filter(Boolean).join('\n') : text(body.tags);
}

function managerRule({ members, contact, carried, facts }: PersonCase): boolean {
  const found = lookupId(contact.columns[`${facts.prefix}_managerid`]);
  const wanted = members.flatMap((body) => {
    const relation = (body.relationships as readonly Json[] | undefined)?.find(({ type }) => type === 'manager');
    if (!relation) return [];
    const manager = carried.contacts.get(text(relation.contact_id))?.row.id ?? '';
    return [manager === contact.id ? '' : manager];
  });
  return wanted.length === 0 ? found === '' : wanted.includes(found);
}

const accountRules: Readonly<Record<string, (workspace: Json, account: Json, facts: Facts) => boolean>> = {
  name: (workspace, account) => text(workspace.name) === text(account.name),
  domain: (workspace, account) => {
    const [said, found] = [text(workspace.domain), text(account.websiteurl)];
    return said === '' ? found === '' : found === said || found === `https://${said}`;
  },
  'locations.city': (workspace, account) => {
    const places = (workspace.locations as readonly Json[] | undefined) ?? [];
    const main = places.find(({ primary }) => primary === true) ?? places[0];
    return text((main?.address as Json | undefined)?.city) === text(account.address1_city);
  },
  tags: (workspace, account, { prefix }) => tagLines(workspace) === text(account[`${prefix}_tags`]),
};

const roleNames: Readonly<Record<string, string>> = {
  member: 'Actimo Member',
  manager: 'Actimo Manager',
  editor: 'Actimo Editor',
  admin: 'Actimo Admin',
};

const connectionRules: Readonly<Record<string, (membership: Json, connection: Json, halves: Halves) => boolean>> = {
  role: (membership, { record1roleid, record2roleid }, halves) => {
    const names = [record1roleid, record2roleid].map((id) => text(rowsOf(halves, 'connectionrole').get(lookupId(id))?.columns.name));
    return names.includes(roleNames[text(membership.role)] ?? text(membership.role));
  },
  added_at: (membership, { effectivestart }) => dayOf(membership.added_at) === dayOf(effectivestart),
  removed_at: (membership, { effectiveend }) => dayOf(membership.removed_at) === dayOf(effectiveend),
};

/** The fields that are looked at, by object. */
export const checkedFields: Readonly<Record<'user' | 'workspace' | 'membership', readonly string[]>> = {
  user: Object.keys(personRules),
  workspace: Object.keys(accountRules),
  membership: Object.keys(connectionRules),
};

/** Looks at every row that carries an Actimo id. Answers what is wrong and how many values were looked at. */
export function checkFields(before: Halves, after: Halves, carried: Carried, facts: Facts): { mismatches: Mismatch[]; looked: number } {
  const mismatches: Mismatch[] = [];
  let looked = 0;
  const judge = (object: string, key: string, field: string, right: boolean | undefined): void => {
    if (right === undefined) return;
    looked++;
    if (!right) mismatches.push({ object, key, field, why: 'the row does not say what Actimo says' });
  };
  const users = recordsOf(after, 'user');
  for (const [key, { row: contact, merged }] of carried.contacts) {
    if (merged || !users.has(key)) continue;
    const members = (carried.members.get(contact.id) ?? []).map((id) => users.get(id)).filter((body) => body !== undefined);
    const person: PersonCase = {
      members,
      contact,
      before: rowsOf(before, 'contact').get(contact.id)?.columns,
      halves: after,
      carried,
      facts,
    };
    for (const [field, rule] of Object.entries(personRules)) judge('user', key, field, rule(person));
  }
  for (const [key, account] of carried.accounts) {
    const workspace = recordsOf(after, 'workspace').get(key);
    if (!workspace) continue;
    for (const [field, rule] of Object.entries(accountRules)) judge('workspace', key, field, rule(workspace, account.columns, facts));
  }
  for (const [key, place] of carried.memberships) {
    const membership = recordsOf(after, 'membership').get(key);
    if (!membership || place.as !== 'connection') continue;
    for (const [field, rule] of Object.entries(connectionRules))
      judge('membership', key, field, rule(membership, place.row.columns, after));
  }
  return { mismatches, looked };
}
