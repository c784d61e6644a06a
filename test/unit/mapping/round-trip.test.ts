import fc from 'fast-check';
import type { Columns, FacetName } from '../../../src/domain/index.js';
import {
  type Body,
  type HeldAnswer,
  type MappingContext,
  type Plan,
  planMembership,
  planPerson,
  planWorkspace,
  type RowPlan,
  type Subject,
  verifyRow,
} from '../../../src/mapping/index.js';
import { asRead, context, disagreeing, guid, mapping, membership, person, record, user, workspace } from './support.js';

/** Whatever Actimo sends: what is written is accepted, or it is a question; and when that is waved through, what is then written is accepted. */
const nothing = fc.constantFrom(null, undefined, '', '  ');
const strange = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 130 }),
  fc.string({ unit: 'binary', minLength: 40, maxLength: 300 }),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constantFrom('Linje\nto', 'Linje\r\nto', 'a: b', '"x"', '[1]', '501 title: x', '2021-03-04', '0', '00', '+', '👩🏽‍🍳'.repeat(20)),
  fc.constantFrom({ a: 1 }, ['x', 'y'], []),
);
const field = (...usual: readonly unknown[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: nothing }, { weight: 2, arbitrary: strange });
const when = fc.oneof(
  fc.date({ min: new Date('1700-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString()),
  fc.integer({ min: 1_000_000, max: 4_000_000_000 }),
  fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }).map((seconds) => seconds * 1000 + 250),
  fc
    .date({ min: new Date('1970-01-02'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 19).replace('T', ' ')),
  fc.constantFrom(
    '2021-03-04T08:15:30+02:00',
    '2021-03-04T08:15:30.500Z',
    '2021-03-04',
    '2021-02-30',
    '2021-03-04T08:15:30+0100',
    'soon',
    12,
  ),
  nothing,
);
const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(''));
const phone = fc.oneof(
  fc
    .tuple(fc.constantFrom('', '+', '00', '+45', '45', '+45 ', '0045', '+46 (0)', '+49', '49', '0'), digits(3, 11))
    .map((parts) => parts.join('')),
  field('+4522334455', '22 33 44 55', '070-123 45 67', 22334455),
);

const users = fc.record({
  id: fc.constant(501),
  first_name: field('Søren', 'SØREN'),
  last_name: field('Ågård'),
  email: field('soren@ex.dk', 'Soren@Ex.dk', 'no address'),
  title: field('Chef'),
  department: field('Salg', 'x'.repeat(120)),
  company: field('Ex'),
  msisdn: phone,
  country_code: field('45', '+45', 45, '46', '999'),
  phone_number: phone,
  addr_line_1: field('Vej 1'),
  addr_zip: field('0800', 8000),
  addr_country: field('DK', 'SE', 'de', 'Danmark'),
  employee_id: field('0017', 17),
  opt_out: field(0, 1, true, false, '1', 'false'),
  allow_email: field(0, 1, true, false),
  allow_sms: field(0, 1, 'yes', 'no'),
  tags: field(['a', 'b'], ['Øst, Vest'], 'one', ['a\nb'], [null, ' x ']),
  status: field('active', 'inactive', 'INACTIVE'),
  created_at: when,
  manager_id: field(502, '502', 501),
  data1: field('2021-03-01', '2021-03-01T00:00:00Z', '01-03-2021'),
  data2: field('S', 'M', 'L', 'XL'),
});
const memberships = fc.array(
  fc.record({
    contact_id: fc.constant(501),
    workspace_id: fc.integer({ min: 12, max: 14 }),
    added_at: when,
    removed_at: fc.oneof({ weight: 2, arbitrary: nothing }, when),
    role: field('member', 'admin', 'editor'),
    primary: field(true, false, 1, 0),
  }),
  { maxLength: 3 },
);
const existing = fc.record(
  {
    firstname: fc.constantFrom('Søren', 'Anders', null),
    jobtitle: fc.constantFrom(null, 'Chef', 'Direktør'),
    emailaddress1: fc.constantFrom(null, 'soren@ex.dk', 'old@ex.dk'),
    mobilephone: fc.constantFrom(null, '+4522334455', '12 34 56 78'),
    telephone1: fc.constantFrom(null, '+4599999999'),
    donotemail: fc.boolean(),
    donotbulkemail: fc.boolean(),
    statecode: fc.constant(0),
    statuscode: fc.constant(1),
    parentcustomerid: fc.constantFrom(null, { table: 'account', id: guid('their account') }),
    address1_city: fc.constantFrom(null, 'Odense'),
  },
  { requiredKeys: ['statecode', 'statuscode'] },
);

const waved = (plan: Plan): HeldAnswer[] =>
  plan.kind !== 'held'
    ? []
    : plan.holds.map(({ object, key, hold }) => ({
        object,
        key,
        code: hold.code,
        ...(hold.field !== undefined && { field: hold.field }),
        kind: 'loadFlagged' as const,
      }));

function problems(row: RowPlan, subject: Subject, ctx: MappingContext, before: Columns | null): string[] {
  const facets = Object.keys(row.facets) as FacetName[];
  const readBack = asRead(before ?? {}, row.facets.core, row.facets.links, row.facets.state);
  return facets.flatMap((facet) => disagreeing(verifyRow(subject, ctx, facet, readBack, { created: row.origin === 'created', facets })));
}

// The same cases every time; A2D_FUZZ=<runs> tries that many others.
const { A2D_FUZZ: fuzz } = process.env;
const runs = fuzz === undefined ? { numRuns: 250, seed: 20_240_501 } : { numRuns: Number(fuzz) };

describe('whatever Actimo sends', () => {
  it('a new person is verified as written, or held', () => {
    fc.assert(
      fc.property(users, memberships, fc.option(users, { nil: undefined }), fc.boolean(), (first, among, second, cut) => {
        const ctx = context({ doc: mapping({ tooLong: cut ? 'cut' : 'hold' }) });
        const input = person({ users: second === undefined ? [first] : [first, { ...second, id: 600 }], memberships: among });
        const settled = { ...input, answers: waved(planPerson(input, ctx)) };
        const plan = planPerson(settled, ctx);
        if (plan.kind !== 'rows') throw new Error(JSON.stringify(plan));
        expect(plan.rows.flatMap((row) => problems(row, { object: 'user', input: settled }, ctx, null))).toEqual([]);
        expect(planPerson(settled, ctx)).toEqual(plan);
      }),
      runs,
    );
  });

  it.each(['fillBlanks', 'overwrite', 'leave'] as const)('a Contact that was there is verified as written under "%s"', (policy) => {
    fc.assert(
      fc.property(users, memberships, existing, fc.option(users, { nil: undefined }), (first, among, before, second) => {
        const ctx = context({ doc: mapping({ contact: { existing: policy } }) });
        const target = { table: 'contact', id: guid('theirs'), origin: 'existed' as const, before };
        const input = person({ users: second === undefined ? [first] : [first, { ...second, id: 600 }], memberships: among, target });
        const settled = { ...input, answers: waved(planPerson(input, ctx)) };
        const plan = planPerson(settled, ctx);
        if (plan.kind !== 'rows') throw new Error(JSON.stringify(plan));
        expect(plan.rows.flatMap((row) => problems(row, { object: 'user', input: settled }, ctx, before))).toEqual([]);
      }),
      runs,
    );
  });

  it('a workspace is verified as written, or held', () => {
    const location = fc.record({
      name: field('Indgang', 'Indgang 2'),
      address: fc.record({ line_1: field('Vej 1'), line_2: nothing, city: field('Aarhus'), zip: field('0800', 800), country: field('DK') }),
      primary: field(true, false, 1),
    });
    const workspaces = fc.record({
      id: fc.constant(12),
      name: field('Butik', 'x'.repeat(170)),
      domain: field('ex.dk', 'https://ex.dk/', 'EX.DK'),
      description: field('Tekst', '<p>Åbent &amp; <b>varmt</b></p><ul><li>a</li><li>b</li></ul>', `<p>${'lang '.repeat(600)}</p>`),
      tags: field(['a']),
      language: field('da'),
      created_at: when,
      locations: fc.oneof(fc.array(location, { maxLength: 4 }), fc.constantFrom(null, [], undefined)),
    });
    fc.assert(
      fc.property(workspaces, fc.constantFrom('text' as const, 'keep' as const), (body, htmlDescription) => {
        const ctx = context({ doc: mapping({ account: { htmlDescription } }), admins: ['501'] });
        const input = { record: record('workspace', body as Body), answers: [] as HeldAnswer[] };
        const settled = { ...input, answers: waved(planWorkspace(input, ctx)) };
        const plan = planWorkspace(settled, ctx);
        if (plan.kind !== 'rows') throw new Error(JSON.stringify(plan));
        expect(new Set(plan.rows.map(({ id }) => id)).size).toBe(plan.rows.length);
        expect(plan.rows.flatMap((row) => problems(row, { object: 'workspace', input: settled, part: row.part }, ctx, null))).toEqual([]);
      }),
      runs,
    );
  });

  it.each(['connection', 'table'] as const)('a membership is verified as written as a %s, or held, or is on the Contact', (as) => {
    fc.assert(
      fc.property(memberships, (among) => {
        const ctx = context({ doc: mapping({ membership: { as } }) });
        const records = [...new Map(among.map((body) => [body.workspace_id, record('membership', body)])).values()];
        for (const one of records) {
          const input = { record: one, siblings: records, answers: [] as HeldAnswer[] };
          const settled = { ...input, answers: waved(planMembership(input, ctx)) };
          const plan = planMembership(settled, ctx);
          if (plan.kind === 'carried') continue;
          if (plan.kind !== 'rows') throw new Error(JSON.stringify(plan));
          expect(plan.rows.flatMap((row) => problems(row, { object: 'membership', input: settled }, ctx, null))).toEqual([]);
        }
      }),
      runs,
    );
  });
});

describe('whatever is written wrong', () => {
  const wrong = (value: unknown): unknown =>
    typeof value === 'string'
      ? `${value}x`
      : typeof value === 'boolean'
        ? !value
        : typeof value === 'number'
          ? value + 1
          : value === null
            ? 'surplus'
            : { table: 'account', id: guid('another') };

  it.each([
    ['a new person', person()],
    ['a person with two records', person({ users: [user, { ...user, id: 600, title: 'Anden', email: 'b@ex.dk' }] })],
    [
      'a Contact that was there',
      person({
        target: {
          table: 'contact',
          id: guid('theirs'),
          origin: 'existed',
          before: {
            jobtitle: 'Direktør',
            lastname: 'Ågård',
            statecode: 0,
            donotemail: true,
            parentcustomerid: { table: 'account', id: guid('theirs') },
          },
        },
      }),
    ],
  ])('every single column of %s that differs is noticed', (_, input) => {
    const ctx = context();
    const plan = planPerson(input, ctx);
    if (plan.kind !== 'rows') throw new Error('not planned');
    const [row] = plan.rows;
    const facets = Object.keys(row?.facets ?? {}) as FacetName[];
    const right = asRead(input.target.before ?? {}, row?.facets.core, row?.facets.links);
    const unnoticed: string[] = [];
    for (const [facet, columns] of Object.entries(row?.facets ?? {})) {
      for (const column of Object.keys(columns)) {
        const readColumn = column === 'overriddencreatedon' ? 'createdon' : column;
        const readBack = { ...right, [readColumn]: wrong(right[readColumn]) } as Columns;
        const verdicts = verifyRow({ object: 'user', input }, ctx, facet as FacetName, readBack, {
          created: row?.origin === 'created',
          facets,
        });
        if (disagreeing(verdicts).length === 0) unnoticed.push(column);
      }
    }
    expect(unnoticed).toEqual([]);
  });

  it('a workspace and a membership too', () => {
    const ctx = context({ admins: ['501'] });
    const plans: [Plan, (part: string) => Subject][] = [];
    const forWorkspace = { record: record('workspace', workspace), answers: [] };
    plans.push([planWorkspace(forWorkspace, ctx), (part) => ({ object: 'workspace', input: forWorkspace, part })]);
    const other = record('membership', { ...membership, workspace_id: 13, primary: false, removed_at: '2023-01-01T10:00:00Z' });
    const forMembership = { record: other, siblings: [record('membership', membership), other], answers: [] };
    plans.push([planMembership(forMembership, ctx), () => ({ object: 'membership', input: forMembership })]);
    const unnoticed: string[] = [];
    for (const [plan, subject] of plans) {
      if (plan.kind !== 'rows') throw new Error('not planned');
      for (const row of plan.rows) {
        const right = asRead(row.facets.core, row.facets.links);
        for (const [facet, columns] of Object.entries(row.facets)) {
          for (const column of Object.keys(columns)) {
            const readColumn = column === 'overriddencreatedon' ? 'createdon' : column;
            const readBack = { ...right, [readColumn]: wrong(right[readColumn]) } as Columns;
            if (disagreeing(verifyRow(subject(row.part), ctx, facet as FacetName, readBack, { created: true })).length === 0)
              unnoticed.push(`${row.part} ${column}`);
          }
        }
      }
    }
    expect(unnoticed).toEqual([]);
  });
});
