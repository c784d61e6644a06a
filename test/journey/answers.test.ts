import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../src/client/program.js';
import { listHeld } from '../../src/ledger/index.js';
import { fillHeldWorkbook, type HeldCellsFilled } from '../support/held-workbook.js';
import { Rehearsal } from '../support/rehearsal.js';
import { recordingContext } from '../unit/client/context.js';

interface Row {
  readonly table: string;
  readonly id: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** People whom the rules do not decide on, each to be answered in another way; and two whose memberships are the question. */
const newcomers = {
  given: { first_name: 'Gerda', last_name: 'Given' },
  flagged: { first_name: 'Finn', last_name: 'Flagged' },
  leftOut: { first_name: 'Lea', last_name: 'Leftout' },
  sharing: { first_name: 'Sara', last_name: 'Sharing', email: 'front.desk@example.com' },
  ownAddress: { first_name: 'Otto', last_name: 'Ownaddress', email: 'front.desk@example.com' },
  linked: { first_name: 'Lis', last_name: 'Linked', email: 'front.desk@example.com' },
  merged: { first_name: 'Mads', last_name: 'Merged', email: 'front.desk@example.com' },
  steady: { first_name: 'Stine', last_name: 'Steady', email: 'stine.steady@example.com' },
  restless: { first_name: 'Rasmus', last_name: 'Restless', email: 'rasmus.restless@example.com' },
} as const;
type Newcomer = keyof typeof newcomers;

/** Before every membership of the sandbox began. */
const tooEarly = '2001-01-01T00:00:00Z';

describe('questions that a migration asks and people answer', () => {
  let migration: Rehearsal;
  const keys = {} as Record<Newcomer, string>;
  let workspaces: readonly number[];
  let before: Awaited<ReturnType<typeof counts>>;

  const cli = async (...args: string[]): Promise<string> => {
    const context = recordingContext({
      env: { ...migration.workerEnv, A2D_MIGRATION: migration.name },
      cwd: migration.folder,
      width: 400,
    });
    const exit = await runProgram(args, context);
    if (exit !== 0) throw new Error(`${args.join(' ')}: exit ${exit}: ${context.errors.join(' ')}`);
    return context.lines.join('\n');
  };
  const dumped = async (): Promise<readonly string[]> => (await migration.admin<string>('GET', 'dump')).split('\n');
  const rows = async (table: string): Promise<Row[]> =>
    (await dumped())
      .filter((line) => line.includes('"side":"dataverse"') && line.includes(`"table":"${table}"`))
      .map((line) => JSON.parse(line) as Row);
  /** A dump leaves empty columns out. */
  const contactOf = async (who: Newcomer) => {
    const row = (await rows('contact')).find(({ columns }) => columns.a2d_actimoid === keys[who]);
    const empty: Row['columns'] = { emailaddress1: null, a2d_review: null };
    return row && { ...empty, ...row.columns };
  };
  const membership = (nth: number, who: Newcomer): string => `${workspaces[nth]}:${keys[who]}`;
  const connectionOf = async (key: string) => {
    const row = (await rows('connection')).find(({ columns }) => String(columns.description).startsWith(`Actimo membership ${key}\n`));
    const empty: Row['columns'] = { effectiveend: null };
    return row && { ...empty, ...row.columns };
  };
  const account = async (nth: number) =>
    (await rows('account')).find(({ columns }) => columns.a2d_actimoid === String(workspaces[nth]))?.columns.accountid;
  const existing = async () => (await rows('contact')).find(({ columns }) => columns.emailaddress1 === 'kunde0@kunde.example') as Row;
  const counts = async () =>
    JSON.parse(await readFile(join(migration.folder, 'reports', 'summary.json'), 'utf8')).objects as Record<
      'user' | 'membership',
      Record<'read' | 'verified' | 'held' | 'merged' | 'dropped', number>
    >;

  beforeAll(async () => {
    migration = await Rehearsal.prepare({ users: 30, sample: 6 });
    workspaces = (await dumped())
      .filter((line) => line.includes('"object":"workspace"') && line.includes('"side":"actimo"'))
      .map((line) => Number((JSON.parse(line) as { key: string }).key));
    const withMemberships: ReadonlySet<string> = new Set(['given', 'leftOut']);
    for (const [who, fields] of Object.entries(newcomers)) {
      const { done } = await migration.admin<{ done: { key: string }[] }>('POST', 'actimo/edits', {
        edits: [{ op: 'create', object: 'user', fields, workspaces: workspaces.slice(0, withMemberships.has(who) ? 2 : 1) }],
      });
      keys[who as Newcomer] = done[0]?.key ?? '';
    }
    const reversed = (nth: number, who: Newcomer) => ({
      op: 'create',
      object: 'membership',
      workspace_id: workspaces[nth],
      contact_id: Number(keys[who]),
      fields: { removed_at: tooEarly, primary: false },
    });
    await migration.admin('POST', 'actimo/edits', { edits: [reversed(1, 'steady'), reversed(2, 'steady'), reversed(1, 'restless')] });
    migration.worker();
    await migration.start();
    await migration.approveThrough('cutOver');
    await migration.gate('accept');
    before = await counts();
  }, 240_000);

  test('until then they are held, with what hangs on them, and nothing of them is in Dynamics', async () => {
    const held = (await migration.ledger((ledger) => listHeld(ledger))).map(({ object, key, hold, causedBy }) => [
      object,
      key,
      hold.code,
      causedBy?.key,
    ]);
    const people: readonly [Newcomer, string][] = [
      ['given', 'no-email'],
      ['flagged', 'no-email'],
      ['leftOut', 'no-email'],
      ['sharing', 'shared-mailbox'],
      ['ownAddress', 'shared-mailbox'],
      ['linked', 'shared-mailbox'],
      ['merged', 'shared-mailbox'],
    ];
    expect(held).toEqual(
      expect.arrayContaining([
        ...people.map(([who, code]) => ['user', keys[who], code, undefined]),
        ...people.map(([who]) => ['membership', membership(0, who), 'because-of', keys[who]]),
        ...(['given', 'leftOut'] as const).map((who) => ['membership', membership(1, who), 'because-of', keys[who]]),
        ...[membership(1, 'steady'), membership(2, 'steady'), membership(1, 'restless')].map((key) => [
          'membership',
          key,
          'dates-reversed',
          undefined,
        ]),
      ]),
    );
    for (const [who] of people) expect(await contactOf(who)).toBeUndefined();
    expect(await contactOf('steady')).toBeDefined();
    expect(await connectionOf(membership(1, 'steady'))).toBeUndefined();
  });

  test('the workbook takes an answer to each, and keeps who gave it and what they said', async () => {
    const answers: Readonly<Record<string, HeldCellsFilled>> = {
      [`user ${keys.given}`]: { decision: 'value', value: 'gerda.given@example.com', comment: 'asked her manager' },
      [`user ${keys.flagged}`]: { decision: 'loadFlagged' },
      [`user ${keys.leftOut}`]: { decision: 'leaveOut', comment: 'left in May' },
      [`user ${keys.sharing}`]: { decision: 'loadFlagged', 'decided by': 'Bo Krag' },
      [`user ${keys.ownAddress}`]: { decision: 'value', value: 'otto@example.com' },
      [`user ${keys.linked}`]: { decision: 'link', value: (await existing()).id },
      [`user ${keys.merged}`]: { decision: 'merge', value: keys.sharing },
      [`membership ${membership(1, 'steady')}`]: { decision: 'value', value: '2031-05-31T00:00:00Z' },
      [`membership ${membership(2, 'steady')}`]: { decision: 'loadFlagged' },
      [`membership ${membership(1, 'restless')}`]: { decision: 'leaveOut' },
    };
    await cli('held', 'export', 'held.xlsx');
    await fillHeldWorkbook(join(migration.folder, 'held.xlsx'), (line) => answers[`${line.object} ${line['Actimo id']}`]);
    expect(await cli('held', 'import', 'held.xlsx', '--as', 'Ida Holm')).toMatch(/^10 decisions taken, 0 were there before/);

    const lines = JSON.parse(await cli('held', 'list', '--json')) as { object: string; key: string }[];
    expect(lines.find(({ object, key }) => object === 'user' && key === keys.given)).toMatchObject({
      answer: { kind: 'value', value: 'gerda.given@example.com' },
      by: 'Ida Holm',
      at: expect.stringMatching(/^20\d\d-/),
      comment: 'asked her manager',
    });
    expect(await cli('held', 'list')).toMatch(/loadFlagged by Bo Krag/);
    await cli('held', 'export', 'again.xlsx');
    expect(await cli('held', 'import', 'again.xlsx', '--as', 'Ida Holm')).toMatch(/^0 decisions taken, 10 were there before/);
  });

  test('after retry each lands in Dynamics as it was answered, and what hung on it is released with it', async () => {
    const { document } = await migration.gate('accept');
    const customer = await existing();
    await cli('retry');
    await migration.gate('accept', document.hash);

    expect(await contactOf('given')).toMatchObject({
      emailaddress1: 'gerda.given@example.com',
      parentcustomerid: await account(0),
      a2d_review: null,
    });
    // Either end: Dynamics keeps a mirror of each connection.
    const joined = await connectionOf(membership(1, 'given'));
    expect([joined?.record1id, joined?.record2id].sort()).toEqual([await account(1), (await contactOf('given'))?.contactid].sort());
    expect(await contactOf('flagged')).toMatchObject({ lastname: 'Flagged', emailaddress1: null, a2d_review: 'no-email email' });
    expect(await contactOf('leftOut')).toBeUndefined();
    expect(await connectionOf(membership(1, 'leftOut'))).toBeUndefined();

    const shared = await contactOf('sharing');
    expect(shared).toMatchObject({ lastname: 'Sharing', emailaddress1: 'front.desk@example.com', a2d_review: 'shared-mailbox email' });
    expect(String(shared?.a2d_actimoids).split('\n')).toEqual([keys.sharing, keys.merged]);
    expect(await contactOf('merged')).toBeUndefined();
    expect(await contactOf('ownAddress')).toMatchObject({ lastname: 'Ownaddress', emailaddress1: 'otto@example.com', a2d_review: null });
    expect(await contactOf('linked')).toMatchObject({
      contactid: customer.id,
      firstname: customer.columns.firstname,
      lastname: customer.columns.lastname,
    });

    expect(await connectionOf(membership(1, 'steady'))).toMatchObject({ effectiveend: '2031-05-31T00:00:00Z' });
    expect(await connectionOf(membership(2, 'steady'))).toMatchObject({
      effectiveend: null,
      description: expect.stringContaining(`removed_at: ${tooEarly}`),
    });
    expect(await connectionOf(membership(1, 'restless'))).toBeUndefined();
  });

  test('and the summary follows: counted anew, clean, with every answer in it', async () => {
    const after = await counts();
    const change = (object: 'user' | 'membership') =>
      Object.fromEntries(
        (['read', 'verified', 'held', 'merged', 'dropped'] as const).map((part) => [part, after[object][part] - before[object][part]]),
      );
    expect(change('user')).toEqual({ read: 0, verified: 5, held: -7, merged: 1, dropped: 1 });
    // Of people: seven primary ones and two more; of their own: three. Those of the two who were left out, and the one that was, are dropped.
    expect(change('membership')).toEqual({ read: 0, verified: 9, held: -12, merged: 0, dropped: 3 });
    const open = (await migration.ledger((ledger) => listHeld(ledger))).map(({ key }) => key as string);
    for (const key of Object.values(keys)) expect(open.filter((held) => held === key || held.endsWith(`:${key}`))).toEqual([]);

    const summary = await cli('show', 'summary');
    for (const words of ['asked her manager', 'left in May', 'Bo Krag', 'Ida Holm', 'gerda.given@example.com'])
      expect(summary).toContain(words);
    const result = JSON.parse(await readFile(join(migration.folder, 'reports', 'summary.json'), 'utf8'));
    expect(result.reconciliation).toEqual({ clean: true, differences: [] });
  });
});
