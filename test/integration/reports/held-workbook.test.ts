import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readWorkbook from 'read-excel-file/node';
import writeExcelFile, { type Cell } from 'write-excel-file/node';
import { exportHeld, type HeldLine, importHeld, ReportError } from '../../../src/reports/index.js';
import { unzip } from './unzip.js';

const held: readonly HeldLine[] = [
  {
    id: '1',
    object: 'user',
    key: '10',
    hold: { code: 'no-email', field: 'email', reason: 'has no e-mail address', suggestion: 'load flagged' },
  },
  {
    id: '2',
    object: 'user',
    key: '9',
    hold: { code: 'shared-mailbox', field: 'email', reason: 'shares an e-mail address with another name' },
  },
  {
    id: '3',
    object: 'membership',
    key: '3:9',
    hold: { code: 'because-of', reason: 'waits for a held record' },
    causedBy: { object: 'user', key: '9' as never },
  },
  {
    id: '4',
    object: 'user',
    key: '007',
    hold: { code: 'keys-disagree', reason: 'two Contacts match' },
    answer: { kind: 'link', rowId: '0b6f0e2c-1a2b-4c3d-8e4f-5a6b7c8d9e0f' },
    by: 'ida',
    at: '2026-03-01T10:00:00.000Z',
    comment: 'the older one',
  },
];

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2d-held-'));
  file = join(folder, 'held.xlsx');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Row = (string | null)[];
const rowsOf = async (): Promise<Row[]> => ((await readWorkbook(await readFile(file), { parseNumber: String }))[0]?.data ?? []) as Row[];

/** What a person does in a spreadsheet program: reads the sheet, fills cells in, saves all of it under the same name. */
async function edit(change: (rows: Cell[][], column: (title: string) => number) => Cell[][] | undefined): Promise<void> {
  const rows: Cell[][] = await rowsOf();
  const titles = rows[0] as string[];
  const changed = change(rows, (title) => titles.indexOf(title)) ?? rows;
  await writeFile(file, await writeExcelFile([{ sheet: 'Held', data: changed, dateFormat: 'yyyy-mm-dd' }]).toBuffer());
}

/** Fills cells of the line with this id. */
const fill = (id: string, cells: Record<string, Cell>) =>
  edit((rows, column) => {
    const row = rows.find((candidate) => String(candidate[0]) === id) as Cell[];
    for (const [title, value] of Object.entries(cells)) row[column(title)] = value;
    return rows;
  });

describe('the list of held questions as a workbook', () => {
  it('has one line per question, by object and key, with every column', async () => {
    await exportHeld(file, held);
    const [header, ...lines] = await rowsOf();
    expect(header).toEqual([
      'id',
      'object',
      'Actimo id',
      'reason',
      'field',
      'suggestion',
      'because of',
      'decision',
      'value',
      'comment',
      'decided by',
      'decided at',
    ]);
    expect(lines.map(([id, object, key]) => [id, object, key])).toEqual([
      ['3', 'membership', '3:9'],
      ['2', 'user', '9'],
      ['1', 'user', '10'],
      ['4', 'user', '007'],
    ]);
    expect(lines[2]?.slice(3, 7)).toEqual(['has no e-mail address (no-email)', 'email', 'load flagged', null]);
    expect(lines[0]?.[6]).toBe('user 9');
    expect(lines[3]?.slice(7)).toEqual([
      'link',
      '0b6f0e2c-1a2b-4c3d-8e4f-5a6b7c8d9e0f',
      'the older one',
      'ida',
      '2026-03-01T10:00:00.000Z',
    ]);
  });

  it('is readable by its owner only', async () => {
    await exportHeld(file, held);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('comes back as it went: what was decided is unchanged, the rest undecided', async () => {
    await exportHeld(file, held);
    expect(await importHeld(file, held)).toEqual({ ok: true, answers: [], unchanged: 1, undecided: 3 });
  });

  it('takes another comment on the same decision as an answer', async () => {
    await exportHeld(file, held);
    await fill('4', { comment: 'the newer one' });
    const answer = { kind: 'link', rowId: '0b6f0e2c-1a2b-4c3d-8e4f-5a6b7c8d9e0f' };
    expect(await importHeld(file, held)).toMatchObject({
      answers: [{ id: '4', answer, by: 'ida', comment: 'the newer one' }],
      unchanged: 0,
    });
  });

  it('brings back a decision of each kind', async () => {
    await exportHeld(file, held);
    await fill('1', { decision: 'value', value: 'ida@example.com', 'decided by': 'bo', comment: 'asked her' });
    await fill('2', { decision: 'merge', value: '10', 'decided by': 'bo' });
    await fill('3', { decision: 'leaveOut', 'decided by': 'bo' });
    await fill('4', { decision: 'loadFlagged', value: null, comment: null });
    expect(await importHeld(file, held)).toEqual({
      ok: true,
      unchanged: 0,
      undecided: 0,
      answers: [
        { id: '3', answer: { kind: 'leaveOut' }, by: 'bo' },
        { id: '2', answer: { kind: 'merge', into: '10' }, by: 'bo' },
        { id: '1', answer: { kind: 'value', value: 'ida@example.com' }, by: 'bo', comment: 'asked her' },
        { id: '4', answer: { kind: 'loadFlagged' }, by: 'ida' },
      ],
    });
    await fill('4', { decision: 'link', value: '{0B6F0E2C-1A2B-4C3D-8E4F-5A6B7C8D9E10}' });
    expect(await importHeld(file, held)).toMatchObject({
      answers: expect.arrayContaining([{ id: '4', answer: { kind: 'link', rowId: '0b6f0e2c-1a2b-4c3d-8e4f-5a6b7c8d9e10' }, by: 'ida' }]),
    });
  });

  it('can be sorted, and have columns added and moved, by whoever fills it in', async () => {
    await exportHeld(file, held);
    await fill('1', { decision: 'loadFlagged', 'decided by': 'bo' });
    await edit((rows) => [rows[0], ...rows.slice(1).reverse()].map((row) => ['mine', ...(row ?? []).slice().reverse()]));
    expect(await importHeld(file, held)).toMatchObject({ ok: true, answers: [{ id: '1', answer: { kind: 'loadFlagged' } }], undecided: 2 });
  });

  it('takes numbers and dates that a spreadsheet made of typed text', async () => {
    await exportHeld(file, held);
    await fill('1', { decision: 'value', value: 4512345678901, 'decided by': 'bo' });
    await fill('2', { decision: 'merge', value: 10, 'decided by': 'bo' });
    expect(await importHeld(file, held)).toMatchObject({ answers: [{ answer: { into: '10' } }, { answer: { value: '4512345678901' } }] });
    await fill('1', { decision: 'value', value: new Date('2024-02-29T00:00:00Z') });
    expect(await importHeld(file, held)).toMatchObject({ answers: [{}, { answer: { value: '2024-02-29' } }] });
  });

  it('refuses a number of which the spreadsheet has lost digits', async () => {
    await exportHeld(file, held);
    await fill('1', { decision: 'value', value: 1.5e25, 'decided by': 'bo' });
    expect(await importHeld(file, held)).toMatchObject({
      ok: false,
      errors: [{ line: 4, column: 'value', message: expect.stringContaining('rounded') }],
    });
  });

  it('accepts nothing if one line is wrong, and names each wrong line and column', async () => {
    await exportHeld(file, held);
    await fill('3', { decision: 'merge', value: '10', 'decided by': 'bo' });
    await fill('2', { decision: 'delete', 'decided by': 'bo' });
    await fill('1', { decision: 'value', value: 'ida@example.com', 'decided by': 'bo' });
    await fill('4', { decision: 'link', value: 'the older one', 'decided by': null });
    expect(await importHeld(file, held)).toEqual({
      ok: false,
      errors: [
        { line: 2, column: 'decision', message: 'Only users can be merged.' },
        { line: 3, column: 'decision', message: '"delete" is not one of value, link, merge, loadFlagged, leaveOut.' },
        { line: 5, column: 'decided by', message: 'Say who decided.' },
        { line: 5, column: 'value', message: expect.stringContaining('GUID') },
      ],
    });
  });

  it.each<[string, string, Record<string, Cell>, string]>([
    ['a value with nothing in it', '1', { decision: 'value' }, 'value'],
    ['a value for a question about no field', '3', { decision: 'value', value: 'x' }, 'decision'],
    ['a user merged into itself', '2', { decision: 'merge', value: '9' }, 'value'],
    ['a merge with nobody', '2', { decision: 'merge' }, 'value'],
    ['a value beside leave out', '2', { decision: 'leaveOut', value: 'x' }, 'value'],
    ['a value without a decision', '2', { value: 'x' }, 'decision'],
    ['a line whose record was changed', '2', { decision: 'leaveOut', 'Actimo id': '10' }, 'Actimo id'],
    ['a question that is not open', '2', { decision: 'leaveOut', id: '99' }, 'id'],
    ['a line without its id', '2', { decision: 'leaveOut', id: null }, 'id'],
    ['the same question twice', '2', { decision: 'leaveOut', id: '4', 'Actimo id': '007', field: null }, 'id'],
  ])('refuses %s', async (_what, id, cells, column) => {
    await exportHeld(file, held);
    await fill(id, { 'decided by': 'bo', ...cells });
    const result = await importHeld(file, held);
    if (result.ok) throw new Error('was accepted');
    expect(result.errors.map((error) => error.column)).toEqual([column]);
  });

  it('refuses a decision that would change nothing', async () => {
    await exportHeld(file, held);
    await fill('1', { decision: 'link', value: '0b6f0e2c-1a2b-4c3d-8e4f-5a6b7c8d9e0f', 'decided by': 'bo' });
    const canAnswer = (decision: string, { hold }: HeldLine) => decision !== 'link' || hold.code !== 'no-email';
    expect(await importHeld(file, held, { canAnswer })).toEqual({
      ok: false,
      errors: [{ line: 4, column: 'decision', message: 'link cannot answer this question: it would change nothing.' }],
    });
    expect(await importHeld(file, held)).toMatchObject({ ok: true, answers: [{ id: '1' }] });
  });

  it('takes the name of whoever imports where nobody wrote one', async () => {
    await exportHeld(file, held);
    await fill('2', { decision: 'leaveOut' });
    expect(await importHeld(file, held)).toMatchObject({ ok: false, errors: [{ column: 'decided by' }] });
    expect(await importHeld(file, held, { decidedBy: 'ola' })).toMatchObject({ ok: true, answers: [{ id: '2', by: 'ola' }] });
  });

  it('refuses another file in a sentence', async () => {
    await writeFile(file, 'id,decision\n1,leaveOut\n');
    await expect(importHeld(file, held)).rejects.toThrow(ReportError);
    await writeFile(file, await writeExcelFile([['a']], { sheet: 'Other' }).toBuffer());
    await expect(importHeld(file, held)).rejects.toThrow('no sheet "Held"');
    await writeFile(file, await writeExcelFile([['id', 'object']], { sheet: 'Held' }).toBuffer());
    expect(await importHeld(file, held)).toMatchObject({
      ok: false,
      errors: expect.arrayContaining([{ line: 1, column: 'decision', message: expect.any(String) }]),
    });
  });

  it('holds no formula, whatever the values begin with, and gives them back as they were', async () => {
    const formulas = ['=1+1', '+45 20 12', '-1', '@SUM(A1)', '=HYPERLINK("http://evil.example","click")', '\t=1', "'quoted", '<v>&"</v>'];
    const lines = formulas.map(
      (text, index): HeldLine => ({
        id: String(index),
        object: 'user',
        key: text,
        hold: { code: 'x', field: text, reason: text, suggestion: text },
        answer: { kind: 'value', value: text.trim() },
        by: text,
      }),
    );
    await exportHeld(file, lines);
    const entries = unzip(await readFile(file));
    expect([...entries.keys()].filter((name) => name.startsWith('xl/worksheets/sheet'))).toHaveLength(2);
    for (const [name, xml] of entries) if (name.startsWith('xl/worksheets/')) expect(xml).not.toMatch(/<f[ >]/);
    const known = lines.map((line) => ({ ...line, key: line.key.trim(), hold: { ...line.hold, field: line.hold.field?.trim() ?? '' } }));
    expect(await importHeld(file, known)).toEqual({ ok: true, answers: [], unchanged: lines.length, undecided: 0 });
  });

  it('offers the decisions as a drop-down list on every line', async () => {
    await exportHeld(file, held);
    const sheet = unzip(await readFile(file)).get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet).toContain('sqref="H2:H5"');
    expect(sheet).toContain('<formula1>"value,link,merge,loadFlagged,leaveOut"</formula1>');
  });
});
