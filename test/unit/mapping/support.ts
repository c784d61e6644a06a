import { createHash } from 'node:crypto';
import {
  type Columns,
  type ColumnValue,
  contentHash,
  type ObjectName,
  type RowId,
  rowId,
  type SourceKey,
  type SourceRecord,
  sourceKey,
} from '../../../src/domain/index.js';
import type { Body, HeldAnswer, MappingContext, MappingDocument, PersonInput, Plan, RowPlan, Target } from '../../../src/mapping/index.js';
import { Evidence, proposeMapping } from '../../../src/mapping/index.js';

/** A GUID that follows from a name, so that a test can say which row it means. */
export const guid = (name: string): RowId =>
  rowId(
    createHash('sha1')
      .update(name)
      .digest('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
  );

export const user = {
  id: 501,
  user_id: 7,
  shared: 1,
  first_name: 'Søren',
  last_name: 'Ågård',
  name: 'Søren Ågård',
  email: 'Soren@ex.dk',
  title: 'Butikschef',
  company: 'Ex',
  department: 'Salg',
  msisdn: '+4522334455',
  country_code: '45',
  phone_number: '22334455',
  addr_line_1: 'Storegade 1',
  addr_line_2: '2. tv',
  addr_city: 'Aarhus',
  addr_state: 'Midtjylland',
  addr_zip: '0800',
  addr_country: 'DK',
  employee_id: '0017',
  opt_out: 0,
  allow_email: 1,
  allow_sms: 0,
  tags: ['ny', 'Øst, Vest'],
  source_type: 'api',
  source_data: null,
  timezone: 'Europe/Copenhagen',
  created_at: '2021-03-04T08:15:30Z',
  language: 'da',
  status: 'active',
  image_url: null,
  manager_id: 502,
  data1: '2021-03-01',
  data2: 'L',
} satisfies Body;

export const workspace = {
  id: 12,
  name: 'Butik Aarhus',
  client_id: 1,
  language: 'da',
  created_at: '2015-01-02T03:04:05Z',
  contact_count: 3,
  domain: 'butik.ex.dk',
  description: 'Åbent 8-20\nRing på',
  tags: ['city', 'sæson ☀️'],
  locations: [
    {
      name: 'Indgang 1',
      address: { line_1: 'Kaj 1', line_2: null, city: 'Aarhus', state: null, zip: '8000', country: 'DK' },
      primary: false,
    },
    {
      name: 'Indgang 2',
      address: { line_1: 'Kaj 2', line_2: 'Port 3', city: 'Aarhus C', state: 'Midt', zip: '8001', country: 'DK' },
      primary: true,
    },
  ],
} satisfies Body;

export const membership = {
  contact_id: 501,
  workspace_id: 12,
  added_at: '2021-03-04T08:00:00Z',
  removed_at: null,
  role: 'member',
  primary: true,
} satisfies Body;

export const fieldDefinitions: readonly Body[] = [
  { key: 'data1', label: 'Ansat siden', type: 'date', options: [] },
  { key: 'data2', label: 'Størrelse 👕', type: 'select', options: ['S', 'M', 'L'] },
];

/** The proposal for these records. */
export function proposal(seen: {
  readonly users: readonly Body[];
  readonly workspaces: readonly Body[];
  readonly memberships: readonly Body[];
  readonly fieldDefinitions: readonly Body[] | null;
  readonly prefix?: string;
}): MappingDocument {
  const { users, workspaces, memberships, ...rest } = seen;
  const evidence = new Evidence().see('user', users).see('workspace', workspaces).see('membership', memberships);
  return proposeMapping({ client: '1', evidence, ...rest });
}

/** The proposal for the records above, with choices changed as asked. */
export function mapping(
  change: Partial<{
    [K in keyof MappingDocument]: MappingDocument[K] extends object ? Partial<MappingDocument[K]> : MappingDocument[K];
  }> = {},
): MappingDocument {
  const base = proposal({ users: [user], workspaces: [workspace], memberships: [membership], fieldDefinitions });
  const { contact, account, membership: memberships, publisher, fields, ...rest } = change;
  return {
    ...base,
    ...(rest as Partial<MappingDocument>),
    contact: { ...base.contact, ...contact },
    account: { ...base.account, ...account },
    membership: { ...base.membership, ...memberships },
    publisher: { ...base.publisher, ...publisher },
    fields: { ...base.fields, ...(fields as Partial<MappingDocument['fields']>) },
  };
}

export function record(object: ObjectName, body: Body, key?: string): SourceRecord {
  const own = key ?? (object === 'membership' ? `${body['workspace_id']}:${body['contact_id']}` : String(body['id']));
  return { object, key: sourceKey(own), body, hash: contentHash(own) };
}

export interface World {
  readonly doc?: MappingDocument;
  /** By `<object> <key>`; records that are not named here are there. */
  readonly targets?: Readonly<Record<string, Target | null>>;
  readonly admins?: readonly string[];
  readonly emails?: Readonly<Record<string, string>>;
  readonly ownersByEmail?: Readonly<Record<string, RowId>>;
  readonly roles?: readonly string[];
}

export const fallbackOwner = guid('fallback owner');
export const idOf = (table: string, part: string, key: SourceKey): RowId => guid(`${table}/${part}/${key}`);

export function context({
  doc = mapping(),
  targets = {},
  admins = [],
  emails = {},
  ownersByEmail = {},
  roles,
}: World = {}): MappingContext {
  return {
    doc,
    idOf,
    targetOf: ({ object, key }) => {
      const named = targets[`${object} ${key}`];
      if (named !== undefined) return named;
      return { state: 'there', id: idOf(object === 'user' ? 'contact' : 'account', 'main', key) };
    },
    owners: (email) => {
      const owner = email === null ? undefined : ownersByEmail[email];
      return owner === undefined ? { id: fallbackOwner, fallback: true } : { id: owner, fallback: false };
    },
    connectionRole: (name) => (roles === undefined || roles.includes(name) ? guid(`role ${name}`) : null),
    adminsOf: () => admins.map(sourceKey),
    emailOf: (key) => emails[key] ?? null,
  };
}

/** A person with one record unless told otherwise, on a Contact of our own. */
export function person(
  change: Partial<Omit<PersonInput, 'members' | 'memberships'>> & { users?: readonly Body[]; memberships?: readonly Body[] } = {},
): PersonInput {
  const { users = [user], memberships = [membership], ...rest } = change;
  return {
    members: users.map((body) => record('user', body)),
    memberships: memberships.map((body) => record('membership', body)),
    target: { table: 'contact', id: idOf('contact', 'main', sourceKey(String(users[0]?.['id'] ?? 501))), origin: 'created', before: null },
    answers: [],
    ...rest,
  };
}

export const answer = (object: ObjectName, key: string | number, kind: HeldAnswer['kind'], more: Partial<HeldAnswer> = {}): HeldAnswer => ({
  object,
  key: sourceKey(key),
  code: 'any',
  kind,
  ...more,
});

export function rowsOf(plan: Plan): readonly RowPlan[] {
  if (plan.kind !== 'rows') throw new Error(`planned ${JSON.stringify(plan)}`);
  return plan.rows;
}

export function onlyRow(plan: Plan): RowPlan {
  const [row, second] = rowsOf(plan);
  if (row === undefined || second !== undefined) throw new Error('expected one row');
  return row;
}

export const holdCodes = (plan: Plan): string[] =>
  plan.kind === 'held'
    ? plan.holds.map(({ object, key, hold }) => `${object} ${key} ${hold.code}${hold.field ? ` ${hold.field}` : ''}`)
    : [];

/** What Dataverse answers for a row that holds these columns: nulls for what was never written, `createdon` from what overrode it, active unless told otherwise. */
export function asRead(...written: (Columns | undefined)[]): Columns {
  const columns: Record<string, ColumnValue> = {
    statecode: 0,
    statuscode: 1,
    donotemail: false,
    donotphone: false,
    donotbulkemail: false,
    donotsendmm: false,
  };
  for (const part of written) Object.assign(columns, part);
  if (columns['overriddencreatedon'] !== undefined) columns['createdon'] = columns['overriddencreatedon'];
  return columns;
}

/** Fields whose verdict is that the destination disagrees. */
export const disagreeing = (
  verdicts: readonly { readonly field: string; readonly columns: readonly string[]; readonly agrees: boolean }[],
): string[] => verdicts.filter(({ agrees }) => !agrees).map(({ field, columns }) => `${field} ${columns.join(',')}`);
