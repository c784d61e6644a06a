import { type SourceKey, type SourceRecord, sourceKey } from '../../domain/index.js';
import { isBlank } from '../body.js';
import { type Compiled, compiled } from '../document/compiled.js';
import type { MappingDocument } from '../document/schema.js';
import { orderMembers } from '../identity/members.js';
import { primaryMembership } from '../identity/memberships.js';
import type { Member, PersonSource, Unplaced } from '../rules/rule.js';
import type { Body, HeldAnswer, PersonInput } from '../types.js';
import { answeredBody, isLeftOut } from './answers.js';

/** Fields that mean something together only: all of them come from one record. */
const groups: readonly (readonly string[])[] = [
  ['msisdn', 'country_code', 'phone_number'],
  ['addr_line_1', 'addr_line_2', 'addr_city', 'addr_state', 'addr_zip', 'addr_country'],
];
/** Fields of further records that have a column of their own: every id, every e-mail address. */
const notLeftOver = new Set(['id', 'email']);

/** One person as a source: answers applied, records that were left out gone, the rest in order and merged. null when nobody is left. */
export function personSource(input: Pick<PersonInput, 'members' | 'memberships' | 'answers'>, doc: MappingDocument): PersonSource | null {
  const rules = compiled(doc);
  const seen = (record: SourceRecord): Member => ({
    key: record.key,
    body: rules.visible(record.object, answeredBody(record.object, record.key, record.body, input.answers)),
  });
  const staying = (records: readonly SourceRecord[], answers: readonly HeldAnswer[]) =>
    records.filter((record) => !isLeftOut(record, answers));
  const members = orderMembers(staying(input.members, input.answers)).map(seen);
  const [first, ...others] = members;
  if (first === undefined) return null;

  const memberships = staying(input.memberships, input.answers).map(seen);
  const primaryKey = primaryMembership(memberships);
  const { body, from } = merged(members);
  return {
    object: 'user',
    key: first.key,
    body,
    keyOf: (field) => from.get(field) ?? first.key,
    members,
    leftovers: leftovers(others, body, from, rules),
    memberships,
    primary: memberships.find(({ key }) => key === primaryKey) ?? null,
  };
}

/** Of each field, or group of fields, the first record that has it. */
function merged(members: readonly Member[]): { body: Body; from: Map<string, SourceKey> } {
  const [only, another] = members;
  if (only !== undefined && another === undefined) return { body: only.body, from: new Map() };
  const fields = new Set(members.flatMap(({ body }) => Object.keys(body)));
  const body: Record<string, unknown> = {};
  const from = new Map<string, SourceKey>();
  for (const field of fields) {
    const together = groups.find((group) => group.includes(field)) ?? [field];
    const giver = members.find((member) => together.some((name) => !isBlank(member.body[name]))) ?? members[0];
    if (giver === undefined || !(field in giver.body)) continue;
    body[field] = giver.body[field];
    from.set(field, giver.key);
  }
  return { body, from };
}

function leftovers(others: readonly Member[], body: Body, from: ReadonlyMap<string, SourceKey>, rules: Compiled): Unplaced[] {
  const left: Unplaced[] = [];
  for (const member of others) {
    for (const [field, value] of Object.entries(member.body)) {
      if (isBlank(value) || notLeftOver.has(field) || from.get(field) === member.key || !rules.carries('user', field)) continue;
      if (JSON.stringify(value) !== JSON.stringify(body[field])) left.push({ key: member.key, field, value });
    }
  }
  return left;
}

/** The user that a membership is about. */
export const userOf = (body: Body): SourceKey => sourceKey(String(body['contact_id'] ?? ''));
