import { compareDumps } from '../../../sandbox/check/compare.js';
import { leftOutColumns } from '../../../sandbox/check/left-out.js';

const server = (n: number, run = 0): string =>
  `${(n + run * 7_777_777).toString(16).padStart(8, '0')}-1111-4222-8333-${String(run).padStart(12, '0')}`;
const ours = (n: number): string => `${n.toString(16).padStart(8, '0')}-1111-5222-8333-444444444444`;

/** A small environment as two runs would leave it: what the server makes differs, the rest does not. */
function dump(run: number, change: (rows: Record<string, unknown>[]) => void = () => undefined): string[] {
  const [me, pal, link, mirror, note] = [1, 2, 3, 4, 5].map((n) => server(n, run)) as [string, string, string, string, string];
  const times = { versionnumber: 100 + run * 31, modifiedon: `2026-01-0${run + 1}T00:00:00Z`, modifiedby: me };
  const row = (table: string, id: string, columns: Record<string, unknown>) => ({
    side: 'dataverse',
    table,
    id,
    columns: { ...columns, createdon: `2026-02-0${run + 1}T00:00:00Z`, ...times },
  });
  const rows: Record<string, unknown>[] = [
    { side: 'actimo', object: 'user', key: '501', body: { id: 501, first_name: 'Åse' } },
    { side: 'dataverse', metadata: 'column', name: 'contact.a2d_actimoid', definition: { MetadataId: server(9, run), MaxLength: 200 } },
    row('systemuser', me, { fullname: 'A' }),
    row('systemuser', pal, { fullname: 'A' }),
    row('contact', ours(1), { firstname: 'Åse', ownerid: me }),
    row('contact', ours(2), { firstname: 'Bo', ownerid: pal }),
    row('contact', ours(3), { firstname: 'Io', ownerid: pal }),
    row('connection', link, { record1id: ours(1), record2id: ours(2), related: mirror, ismaster: true }),
    row('connection', mirror, { record1id: ours(2), record2id: ours(1), related: link, ismaster: false }),
    row('annotation', note, { objectid: ours(1), subject: 'Hej' }),
    {
      ...row('contact', ours(4), { firstname: 'Fx', ownerid: me }),
      columns: {
        firstname: 'Fx',
        ownerid: me,
        createdon: '2020-01-01T00:00:00Z',
        overriddencreatedon: `2026-02-0${run + 1}T00:00:00Z`,
        ...times,
      },
    },
  ];
  change(rows);
  return (run === 1 ? rows.reverse() : rows).map((line) => JSON.stringify(line));
}

const columnsOf = (rows: Record<string, unknown>[], table: string, nth = 0) =>
  rows.filter((row) => row.table === table)[nth]?.columns as Record<string, unknown>;

test('two runs that differ only in what the list leaves out, in order and in server-made ids are the same', () => {
  expect(compareDumps(dump(0), dump(1))).toEqual([]);
});

test('the same dump is the same as itself', () => {
  expect(compareDumps(dump(0).join('\n'), dump(0))).toEqual([]);
});

test.each<[string, (rows: Record<string, unknown>[]) => void]>([
  ['a value', (rows) => Object.assign(columnsOf(rows, 'contact'), { firstname: 'Asa' })],
  ['a column that is empty on one side', (rows) => Object.assign(columnsOf(rows, 'contact'), { jobtitle: null })],
  ['a row more', (rows) => rows.push({ ...(rows[4] as object), id: ours(77) })],
  ['a row twice under server-made ids', (rows) => rows.push({ ...(rows[9] as object), id: server(88, 1) })],
  ['a row less', (rows) => rows.splice(9, 1)],
  ['another id of ours', (rows) => Object.assign(rows[4] as object, { id: ours(78) })],
  [
    'another owner, though both look the same',
    (rows) => Object.assign(columnsOf(rows, 'contact', 1), { ownerid: columnsOf(rows, 'contact').ownerid }),
  ],
  ['a link to another row', (rows) => Object.assign(columnsOf(rows, 'annotation'), { objectid: ours(2) })],
  ['links of a pair crossed', (rows) => Object.assign(columnsOf(rows, 'connection', 1), { related: columnsOf(rows, 'contact').ownerid })],
  ['a createdon that was given', (rows) => Object.assign(columnsOf(rows, 'contact', 3), { createdon: '2020-01-02T00:00:00Z' })],
  ['metadata', (rows) => Object.assign(rows[1]?.definition as object, { MaxLength: 100 })],
  ['an Actimo record', (rows) => Object.assign(rows[0]?.body as object, { first_name: 'Aase' })],
])('%s shows', (_, change) => {
  expect(compareDumps(dump(0), dump(1, change)).length).toBeGreaterThan(0);
});

test('a difference is reported where it is, with both lines of a changed row', () => {
  const differences = compareDumps(
    dump(0),
    dump(1, (rows) => Object.assign(columnsOf(rows, 'contact'), { firstname: 'Asa' })),
  );
  expect(differences.map(({ only, what }) => [only, what])).toEqual([
    ['first', `dataverse contact ${ours(1)}`],
    ['second', `dataverse contact ${ours(1)}`],
  ]);
});

test('every column of a row but those on the list is compared', () => {
  const free = leftOutColumns.map(({ name }) => name);
  for (const name of ['statecode', 'fullname', 'createdby', 'owningbusinessunit', 'telephone1', ...free]) {
    const found = compareDumps(
      dump(0),
      dump(1, (rows) => Object.assign(columnsOf(rows, 'annotation'), { [name]: 'x' })),
    );
    // A time in overriddencreatedon makes createdon one that was given, and that one is compared.
    expect([name, found.length > 0]).toEqual([name, !free.includes(name) || name === 'overriddencreatedon']);
  }
});

test('of jobs only those that build the index of a key are left out', () => {
  const job = (operationtype: number) => (rows: Record<string, unknown>[]) =>
    rows.push({ side: 'dataverse', table: 'asyncoperation', id: server(60, 1), columns: { name: 'x', operationtype } });
  expect(compareDumps(dump(0), dump(1, job(75)))).toEqual([]);
  for (const other of [7, 13]) expect(compareDumps(dump(0), dump(1, job(other)))).toHaveLength(1);
});

test('a line that is none of a dump is named', () => {
  expect(() => compareDumps(['{"side":"actimo","object":"user","key":"1","body":{}}', 'x'], [])).toThrow(
    'line 2 of the dump is not JSON; take the dump again, whole, with GET /sandbox/dump',
  );
  expect(() => compareDumps(['{}'], [])).toThrow('line 1 of the dump is neither');
});

test('a line between two rows whose ids the server made is the same under other ids, and shows when it leads elsewhere', () => {
  const between = (a: string, b: string) => (rows: Record<string, unknown>[]) =>
    rows.push({ side: 'dataverse', table: 'systemuserroles', id: `${a}:${b}`, columns: { systemuserid: a, roleid: b } });
  const first = dump(0, between(server(1), server(2)));
  expect(compareDumps(first, dump(1, between(server(1, 1), server(2, 1))))).toEqual([]);
  expect(compareDumps(first, dump(1, between(server(1, 1), server(5, 1)))).length).toBeGreaterThan(0);
});
