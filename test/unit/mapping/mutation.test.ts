import { type Columns, type ColumnValue, isLookup, rowId, sameValue } from '../../../src/domain/index.js';
import { UnplacedReader } from '../../../src/mapping/agree/memo.js';
import type { MappingContext } from '../../../src/mapping/index.js';
import { accountSources } from '../../../src/mapping/plan/account-source.js';
import { ruleContext } from '../../../src/mapping/plan/context.js';
import { membershipSource } from '../../../src/mapping/plan/membership.js';
import { unplacedText } from '../../../src/mapping/plan/memo.js';
import { personSource } from '../../../src/mapping/plan/person-source.js';
import {
  accountRules,
  connectionRules,
  locationRules,
  membershipTableRules,
  personRules,
  propertyRule,
} from '../../../src/mapping/rules/index.js';
import type { Outcome, Rule, RuleContext, Source } from '../../../src/mapping/rules/rule.js';
import { asRead, context, guid, mapping, membership, person, record, user, workspace } from './support.js';

/**
 * Breaks every rule's `write` in many ways and sees whether `agrees`, starting from the source, notices. A way that changes nothing in what
 * Dataverse would hold is no way of breaking it and is not counted.
 */
const doc = mapping();
const world = context({ admins: ['501'], emails: { '502': 'boss@ex.dk' }, ownersByEmail: { 'boss@ex.dk': guid('boss') } });

const people = [
  person(),
  person({
    users: [user, { ...user, id: 600, email: 'b@ex.dk', status: 'inactive', opt_out: 1, allow_email: 0, allow_sms: 1, manager_id: null }],
  }),
  person({
    users: [
      {
        ...user,
        status: 'inactive',
        allow_sms: 1,
        phone_number: '99887766',
        created_at: 1614845730,
        tags: [],
        manager_id: null,
        employee_id: 'A-9',
      },
    ],
    memberships: [
      { ...membership, role: 'admin', removed_at: '2024-02-29T23:30:00+02:00' },
      { ...membership, workspace_id: 13, primary: 0, role: 'admin' },
    ],
  }),
  person({
    users: [{ id: 501, last_name: 'Bo', email: 'x@ex.dk', msisdn: null, country_code: '46', phone_number: '0701234567' }],
    memberships: [],
  }),
].map((input) => personSource(input, doc));

const workspaces = [
  workspace,
  {
    ...workspace,
    id: 13,
    domain: 'https://www.ex.dk/',
    description: '<p>Åbent &amp; <b>varmt</b></p><ul><li>8-20</li></ul>',
    locations: [],
    tags: null,
  },
].flatMap((body) => accountSources({ record: record('workspace', body), answers: [] }, doc).sources);

const memberships = [membership, { ...membership, role: 'editor', removed_at: '2024-02-29T23:30:00Z', primary: null }].map((body) =>
  membershipSource({ record: record('membership', body), siblings: [], answers: [] }, world),
);

const properties = (
  [
    [{ kind: 'text', maxLength: 50 }, ['Skab 7', ' æøå ', null]],
    [{ kind: 'memo', maxLength: 500 }, ['Linje et\nLinje to']],
    [{ kind: 'integer', min: -100, max: 100_000 }, ['42', 0, '-7']],
    [{ kind: 'decimal', precision: 2, separator: ',' }, ['37,5', '8,25', '30']],
    [{ kind: 'boolean', yes: 'Ja', no: 'Nej' }, ['Ja', 'nej']],
    [{ kind: 'date', order: 'dayFirst' }, ['03-04-2021', '31/12/1999']],
    [{ kind: 'date', order: 'iso' }, ['2021-04-03']],
    [{ kind: 'datetime' }, ['2025-03-30T01:30:00Z', '2025-03-30 01:30:00']],
    [{ kind: 'phone' }, ['+45 31 23 45 67']],
    [{ kind: 'email' }, ['Privat@post.example']],
    [
      {
        kind: 'choice',
        options: [
          { value: 727000000, label: 'S' },
          { value: 727000001, label: '🏆 Mester' },
        ],
      },
      ['🏆 Mester', 'S'],
    ],
  ] as const
).map(([type, values]) => {
  const options = type.kind === 'choice' ? { ...type, options: [...type.options] } : type;
  const rule = propertyRule({ slot: 'data9', label: 'P', schemaName: 'a2d_P', type: options, retired: false });
  return {
    name: `property ${type.kind}`,
    rule,
    sources: values.map((data9) =>
      personSource(person({ users: [{ ...user, data9 }] }), { ...doc, fields: { ...doc.fields, user: { ...doc.fields.user } } }),
    ),
  };
});

type Any = Rule<Source>;
const entries: readonly { readonly name: string; readonly rule: Any; readonly sources: readonly (Source | null)[] }[] = [
  ...personRules.map((rule) => ({ name: `contact ${rule.name}`, rule: rule as unknown as Any, sources: people })),
  ...properties.map(({ name, rule, sources }) => ({ name, rule: rule as unknown as Any, sources })),
  ...accountRules.map((rule) => ({
    name: `account ${rule.name}`,
    rule: rule as unknown as Any,
    sources: workspaces.filter(({ part }) => part === 'main'),
  })),
  ...locationRules.map((rule) => ({
    name: `location ${rule.name}`,
    rule: rule as unknown as Any,
    sources: workspaces.filter(({ part }) => part !== 'main'),
  })),
  ...connectionRules.map((rule) => ({ name: `connection ${rule.name}`, rule: rule as unknown as Any, sources: memberships })),
  ...membershipTableRules('a2d').map((rule, index) => ({
    name: `membership table ${rule.name} ${index}`,
    rule: rule as unknown as Any,
    sources: memberships,
  })),
];

/** Ways of getting one value wrong. */
const wrongValues: Readonly<Record<string, (value: ColumnValue) => ColumnValue | undefined>> = {
  'forgets the value': (value) => (value === null ? undefined : null),
  'writes a value where there is none': (value) => (value === null ? 'surplus' : undefined),
  'changes the case': (value) =>
    typeof value !== 'string' ? undefined : value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase(),
  'loses the last sign': (value) => (typeof value === 'string' ? value.slice(0, -1) : undefined),
  'loses the first sign': (value) => (typeof value === 'string' ? value.slice(1) : undefined),
  'adds a sign': (value) => (typeof value === 'string' ? `${value}x` : undefined),
  'loses letters beyond ASCII': (value) => (typeof value === 'string' ? value.replace(/[^\n -~]/g, '?') : undefined),
  'keeps the first line only': (value) => (typeof value === 'string' ? value.split('\n')[0] : undefined),
  'joins the lines': (value) => (typeof value === 'string' ? value.replaceAll('\n', ', ') : undefined),
  'turns the lines around': (value) => (typeof value === 'string' ? value.split('\n').reverse().join('\n') : undefined),
  'is a day late': (value) => shifted(value, 86_400_000),
  'is a day early': (value) => shifted(value, -86_400_000),
  'is an hour off': (value) => (typeof value === 'string' && value.includes('T') ? shifted(value, 3_600_000) : undefined),
  'is a second off': (value) => (typeof value === 'string' && value.includes('T') ? shifted(value, 1000) : undefined),
  'takes day for month': (value) => (typeof value === 'string' ? value.replace(/^(\d{4})-(\d\d)-(\d\d)/, '$1-$3-$2') : undefined),
  'is one more': (value) => (typeof value === 'number' ? value + 1 : undefined),
  'is one less': (value) => (typeof value === 'number' ? value - 1 : undefined),
  'is ten times as much': (value) => (typeof value === 'number' && value !== 0 ? value * 10 : undefined),
  'turns the sign around': (value) => (typeof value === 'number' && value !== 0 ? -value : undefined),
  'writes the number as text': (value) => (typeof value === 'number' ? String(value) : undefined),
  'says the opposite': (value) => (typeof value === 'boolean' ? !value : undefined),
  'writes a number for yes and no': (value) => (typeof value === 'boolean' ? Number(value) : undefined),
  'writes a word for yes and no': (value) => (typeof value === 'boolean' ? String(value) : undefined),
  'points to another row': (value) =>
    isLookup(value) ? { table: value.table, id: rowId('00000000-0000-4000-8000-000000000000') } : undefined,
  'points to another table': (value) => (isLookup(value) ? { table: 'team', id: value.id } : undefined),
  'writes the id instead of the look-up': (value) => (isLookup(value) ? value.id : undefined),
};

function shifted(value: ColumnValue, ms: number): ColumnValue | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d(T.*Z)?$/.test(value)) return undefined;
  const moved = new Date(Date.parse(value) + ms).toISOString().replace('.000Z', 'Z');
  return value.includes('T') ? moved : moved.slice(0, 10);
}

/** Every wrong row that follows from a right outcome. */
function* broken(columns: Columns): Generator<{ how: string; columns: Columns }> {
  for (const [column, value] of Object.entries(columns)) {
    for (const [how, wrong] of Object.entries(wrongValues)) {
      const changed = wrong(value);
      // Dataverse keeps no empty text, so that is the same as none.
      if (changed === undefined || sameValue(changed === '' ? null : changed, value)) continue;
      yield { how: `${how}: ${column}`, columns: { ...columns, [column]: changed } };
    }
  }
  const names = Object.keys(columns);
  for (const [index, one] of names.entries()) {
    const two = names[index + 1];
    if (two === undefined || sameValue(columns[one], columns[two])) continue;
    yield { how: `takes ${one} for ${two}`, columns: { ...columns, [one]: columns[two] ?? null, [two]: columns[one] ?? null } };
  }
}

function reading(
  outcome: Pick<Outcome, 'columns' | 'unplaced'>,
  source: Source,
  ctx: MappingContext = world,
): { readBack: Columns; context: RuleContext } {
  const target = { table: 'contact', id: guid(`target of ${source.key}`), origin: 'created' as const, before: null };
  const readBack = asRead(outcome.columns, { a2d_unplaced: unplacedText(outcome.unplaced ?? []) });
  const reader = new UnplacedReader(readBack, 'a2d_unplaced');
  return { readBack, context: ruleContext(ctx, target, [], { accepts: () => true, unplacedHas: reader.has.bind(reader) }) };
}

const agrees = (rule: Any, source: Source, outcome: Pick<Outcome, 'columns' | 'unplaced'>): boolean => {
  const { readBack, context: ctx } = reading(outcome, source);
  return rule.agrees(source, readBack, ctx).every((verdict) => verdict.agrees);
};

describe('what a rule writes is judged apart', () => {
  it.each(entries)('$name: what write makes, agrees accepts; every way of breaking it is noticed', ({ rule, sources }) => {
    const unnoticed: string[] = [];
    const ways = new Set<string>();
    for (const source of sources) {
      if (source === null) throw new Error('no source');
      const outcome = rule.write(source, reading({ columns: {} }, source).context);
      expect({ source: source.key, agrees: agrees(rule, source, outcome) }).toEqual({ source: source.key, agrees: true });
      for (const { how, columns } of broken(outcome.columns)) {
        ways.add(how);
        if (agrees(rule, source, { ...outcome, columns })) unnoticed.push(`${source.key}: ${how}`);
      }
      for (const lost of outcome.unplaced ?? []) {
        ways.add(`does not keep ${lost.field}`);
        if (agrees(rule, source, { ...outcome, unplaced: (outcome.unplaced ?? []).filter((one) => one !== lost) }))
          unnoticed.push(`${source.key}: does not keep ${lost.field}`);
      }
    }
    expect(unnoticed).toEqual([]);
    expect(ways.size).toBeGreaterThanOrEqual(3);
  });

  it('goes through every rule that there is', () => {
    expect(entries.length).toBeGreaterThan(50);
  });
});
