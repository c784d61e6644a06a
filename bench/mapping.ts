import { type RowId, rowId, type SourceKey, type SourceRecord } from '../src/domain/index.js';
import {
  Evidence,
  type MappingContext,
  type PersonInput,
  personKeys,
  planPerson,
  proposeMapping,
  verifyRow,
} from '../src/mapping/index.js';
import type { Figures } from './bench.js';
import { compare } from './compare.js';
import { membershipBody, personBody, personKey, workspaceBody } from './people.js';

export const name = 'mapping';
export const describe = 'people mapped to Contacts and read-backs judged, against JSON.parse of the same bodies';

const people = 5_000;
const workspaces = 50;
/** JSON.parse of one round is over in milliseconds. */
const parsings = 10;

export async function run(): Promise<Figures> {
  const numbers = Array.from({ length: people }, (_, n) => n + 1);
  const bodies = numbers.map(personBody);
  const memberships = numbers.map((number) => membershipBody(number, (number % workspaces) + 1));
  const doc = proposeMapping({
    client: '1',
    evidence: new Evidence()
      .see('user', bodies)
      .see(
        'workspace',
        Array.from({ length: workspaces }, (_, n) => workspaceBody(n + 1)),
      )
      .see('membership', memberships),
    fieldDefinitions: ['data1', 'data2', 'data3'].map((key) => ({ key, label: `Property ${key}`, type: 'text', options: [] })),
  });
  const context: MappingContext = {
    doc,
    idOf: (_table, _part, key) => idOf(key),
    targetOf: ({ key }) => ({ state: 'there', id: idOf(key) }),
    owners: () => ({ id: idOf('0' as SourceKey), fallback: true }),
    connectionRole: () => idOf('1' as SourceKey),
    adminsOf: () => [],
    emailOf: () => null,
  };
  const inputs = numbers.map((number): PersonInput => {
    const membership = memberships[number - 1] ?? {};
    return {
      members: [record('user', personKey(number), bodies[number - 1] ?? {})],
      memberships: [record('membership', `${membership.workspace_id}:${number}` as SourceKey, membership)],
      target: { table: 'contact', id: idOf(personKey(number)), origin: 'created', before: null },
      answers: [],
    };
  });
  const texts = bodies.map((body) => JSON.stringify(body));
  const parse = {
    what: 'JSON.parse of their bodies',
    round: () => {
      for (let again = 0; again < parsings; again += 1) for (const text of texts) JSON.parse(text);
      return people * parsings;
    },
  };
  const planned = () =>
    inputs.map((input) => {
      const plan = planPerson(input, context);
      if (plan.kind !== 'rows') throw new Error(`a person was not mapped but ${plan.kind}`);
      return { input, columns: Object.assign({}, ...plan.rows.flatMap(({ facets }) => Object.values(facets))) };
    });
  const readBack = planned();
  return {
    comparisons: [
      await compare('people', {
        ours: { what: 'mapped to every column of their Contact', round: () => planned().length },
        instead: parse,
      }),
      await compare('people', {
        ours: {
          what: 'every field judged on what was read back',
          round: () => {
            for (const { input, columns } of readBack)
              for (const { field, agrees } of verifyRow({ object: 'user', input }, context, 'core', columns, { created: false }))
                if (!agrees) throw new Error(`${field} was judged to differ`);
            return people;
          },
        },
        instead: parse,
      }),
      await compare('people', {
        ours: {
          what: 'keys taken for finding their Contact',
          round: () => inputs.flatMap(({ members }) => members.map((member) => personKeys(member, doc))).length,
        },
        instead: parse,
      }),
    ],
  };
}

const idOf = (key: SourceKey): RowId => rowId(`00000000-0000-4000-8000-${String(key).padStart(12, '0')}`);

const record = (object: 'user' | 'membership', key: SourceKey, body: SourceRecord['body']): SourceRecord => ({
  object,
  key,
  body,
  hash: '' as SourceRecord['hash'],
});
