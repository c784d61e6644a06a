import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Operator } from './operator.js';

let operator: Operator;

beforeAll(async () => {
  operator = await Operator.atWork(40);
  const { actimoUrl, dataverse } = operator.endpoints;
  const flags = [
    '--actimo-url',
    actimoUrl,
    '--dataverse-url',
    dataverse.url,
    '--tenant-id',
    dataverse.tenantId,
    '--client-id',
    dataverse.clientId,
  ];
  expect(await operator.run(['init', '--name', 'acme', ...(flags as string[])])).toMatchObject({ exit: 0 });
  // What init does not ask for: the sandbox's own sign-in, and durations of a rehearsal.
  const file = join(operator.folder, 'migration.yaml');
  const text = (await readFile(file, 'utf8'))
    .replace('# tokenUrl:', `tokenUrl: ${dataverse.tokenUrl}`)
    .replace('ratePerSecond: 20', 'ratePerSecond: 5000')
    .replace('every: 6 hours', 'every: 2 seconds')
    .replace('window: 48 hours', 'window: 3 seconds')
    .replace('size: 300', 'size: 8');
  await writeFile(file, text);
});

describe('before the start', () => {
  test('init refuses to overwrite a migration file, and names what is missing', async () => {
    expect(await operator.run(['init', '--name', 'acme'])).toMatchObject({ exit: 2, err: expect.stringContaining('is there already') });
    const { exit, err } = await operator.run(['init', '--name', 'acme', '--file', 'other.yaml']);
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining('Missing: --dataverse-url, --tenant-id, --client-id.') });
  });

  test('check looks at all four sides and says what a read costs', async () => {
    const { exit, out } = await operator.run(['check']);
    expect({ exit, out }).toMatchObject({ exit: 0 });
    expect(out).toMatch(/ok Actimo +User +\d+ records, a full read takes \d+ requests/);
    expect(out).toMatch(/! +Temporal +workers, queue load +none/);
    expect(out).toMatch(/ok Dynamics +privileges +all \d+ that are needed/);
  });

  test('check goes on after one side fails, and says with its exit code how', async () => {
    const wrongSecret = await operator.run(['check'], { DATAVERSE_CLIENT_SECRET: 'wrong' });
    expect(wrongSecret.exit).toBe(1);
    expect(wrongSecret.out).toMatch(/✗ +Dynamics/);
    expect(wrongSecret.out).toMatch(/ok Actimo +sign-in/);
    expect((await operator.run(['check'], { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' })).exit).toBe(4);
  });

  test('init --mapping reads Actimo and proposes a mapping, which start takes along', async () => {
    expect(await operator.run(['init', '--mapping'])).toMatchObject({ exit: 0, out: expect.stringContaining('mapping.yaml') });
    expect(await readFile(join(operator.folder, 'mapping.yaml'), 'utf8')).toContain('matchKeys');
  });

  test('no command knows a migration that was never started', async () => {
    expect(await operator.run(['status'])).toMatchObject({ exit: 2, err: expect.stringContaining('knows a migration named acme') });
    expect((await operator.run(['pause'])).exit).toBe(3);
    expect(await operator.run(['start', '--adopt'])).toMatchObject({ exit: 3, err: expect.stringContaining('no migration acme') });
  });
});

describe('a migration', () => {
  test('is started once, with the mapping file', async () => {
    expect(await operator.run(['start'])).toMatchObject({ exit: 0, out: expect.stringContaining('The mapping mapping.yaml was taken') });
    expect(await operator.run(['start'])).toMatchObject({ exit: 3, err: expect.stringContaining('is running already') });
  });

  test('says so when no worker answers, and takes a signal for later', async () => {
    const { exit, err } = await operator.run(['throttle', '--per-second', '3000', '--wait', '1']);
    expect({ exit, err }).toEqual({ exit: 4, err: expect.stringMatching(/No worker answered within 1 seconds[\s\S]+--signal/) });
    expect((await operator.run(['status'])).exit).toBe(0);
    expect(await operator.run(['throttle', '--per-second', '4000', '--signal'])).toMatchObject({
      exit: 0,
      out: expect.stringContaining('Sent.'),
    });
    operator.startWorker();
    await operator.codeOf('scope');
  });

  test('is not approved without its code: the answer is where the document is', async () => {
    const code = await operator.codeOf('scope');
    const { exit, err, out } = await operator.run(['approve', 'scope']);
    expect(exit).toBe(2);
    expect(err).toContain(join(operator.folder, 'reports', 'scope.html'));
    expect(out + err).not.toContain(code);
    expect((await operator.run(['status'])).out).not.toContain(code);
    expect((await operator.run(['approve', 'scope', '--code', '0123456789'])).exit).toBe(3);
    expect(await operator.run(['approve', 'scope', '--code', 'yes'])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('no approval code'),
    });
    expect((await operator.run(['approve', 'sample', '--code', code])).exit).toBe(3);
  });

  test('shows a document as text, as a page, and as the JSON that the code is of', async () => {
    const code = await operator.codeOf('scope');
    expect((await operator.run(['show', 'scope'])).out).toContain(`${code.slice(0, 5)} ${code.slice(5)}`);
    expect((await operator.run(['show', code, '--html', 'scope.html', '--json', 'scope.json'])).exit).toBe(0);
    const json = await readFile(join(operator.folder, 'scope.json'));
    expect(createHash('sha256').update(json).digest('hex').slice(0, 10)).toBe(code);
    expect(await readFile(join(operator.folder, 'scope.html'), 'utf8')).toContain('<!doctype html>');
    expect(await operator.run(['show', 'undo'])).toMatchObject({ exit: 3, err: expect.stringContaining('has no undo yet') });
  });

  test('is approved with the code as it stands on the page, by the person who says so', async () => {
    const code = await operator.codeOf('scope');
    const { exit, out } = await operator.run([
      'approve',
      'scope',
      '--code',
      `${code.slice(0, 5)} ${code.slice(5).toUpperCase()}`,
      '--as',
      'Ida Holm',
    ]);
    expect({ exit, out }).toEqual({ exit: 0, out: 'scope: approved by Ida Holm.' });
  });

  test('is designed again from a changed mapping that comes with a no', async () => {
    const before = await operator.codeOf('mapping');
    const yaml = (await operator.run(['show', 'mapping-document'])).out;
    await writeFile(join(operator.folder, 'changed.yaml'), yaml.replace('noEmail: hold', 'noEmail: loadFlagged'));
    const args = ['reject', 'mapping', '--comment', 'those without an address come along', '--mapping'];
    await writeFile(join(operator.folder, 'broken.yaml'), yaml.replace('version: 1', 'version: 9'));
    expect((await operator.run([...args, 'broken.yaml'])).exit).toBe(2);
    await writeFile(join(operator.folder, 'foreign.yaml'), yaml.replace(/^client: .*/m, 'client: "99"'));
    expect(await operator.run([...args, 'foreign.yaml'])).toMatchObject({ exit: 2, err: expect.stringContaining('client 99') });
    expect(await operator.codeOf('mapping')).toBe(before);

    expect(await operator.run([...args, 'changed.yaml'], { A2D_APPROVER: 'Bo Krag' })).toMatchObject({
      exit: 0,
      out: 'mapping: rejected by Bo Krag.',
    });
    await operator.until('the new mapping', async () => (await operator.codeOf('mapping')) !== before);
    expect((await operator.run(['show', 'mapping-document'])).out).toContain('noEmail: loadFlagged');
  });

  test('is paused, resumed and braked, and every refusal is a sentence', async () => {
    expect(await operator.run(['pause', '--comment', 'lunch'])).toMatchObject({ exit: 0, out: expect.stringContaining('Paused') });
    expect((await operator.progress())?.paused).toBe(true);
    expect((await operator.run(['pause'])).exit).toBe(3);
    expect((await operator.run(['resume'])).exit).toBe(0);
    expect((await operator.run(['throttle', '--per-second', '0'])).out).toContain('off');
    expect(await operator.run(['delta'])).toMatchObject({ exit: 3, err: expect.stringContaining('belongs between') });
    expect(await operator.run(['extend', '--hours', '3'])).toMatchObject({ exit: 3, err: expect.stringContaining('has not begun') });
  });

  test('keeps its mapping when a no with a changed mapping is refused', async () => {
    for (const gate of ['mapping', 'schema'])
      expect((await operator.run(['approve', gate, '--code', await operator.codeOf(gate)])).exit).toBe(0);
    await operator.codeOf('sample');
    const { exit, err } = await operator.run(['reject', 'mapping', '--comment', 'too late', '--mapping', 'mapping.yaml']);
    expect({ exit, err }).toEqual({ exit: 3, err: expect.stringContaining('is closed') });
    expect((await operator.run(['show', 'mapping-document'])).out).toContain('noEmail: loadFlagged');
  });

  test('lists what is held, takes decisions from a workbook, and shows the trail of a record', async () => {
    expect((await operator.run(['approve', 'sample', '--code', await operator.codeOf('sample')])).exit).toBe(0);
    await operator.codeOf('cutOver');
    const held = JSON.parse((await operator.run(['held', 'list', '--json'])).out) as readonly { object: string }[];
    expect(held.length).toBeGreaterThan(0);
    expect((await operator.run(['held', 'export', 'held.xlsx'])).out).toMatch(/^\d+ questions written/);
    expect((await operator.run(['held', 'import', 'held.xlsx'])).out).toMatch(/^0 decisions taken/);
    await writeFile(join(operator.folder, 'no-workbook.xlsx'), 'text');
    expect((await operator.run(['held', 'import', 'no-workbook.xlsx'])).exit).toBe(1);
    const workspace = JSON.parse((await operator.run(['audit-trail', 'workspace', '11', '--json'])).out) as readonly {
      operation: string;
    }[];
    expect(workspace.map(({ operation }) => operation)).toContain('create');
  });

  test('writes its documents again wherever they are wanted', async () => {
    const { exit, out } = await operator.run(['report', '--to', 'again']);
    expect(exit).toBe(0);
    for (const kind of ['scope', 'mapping', 'schema', 'sample', 'reconciliation'])
      expect(out).toContain(join(operator.folder, 'again', `${kind}.html`));
  });

  test('is taken back only by its name, and stays known afterwards', async () => {
    expect((await operator.run(['rollback'])).exit).toBe(2);
    expect((await operator.run(['rollback', '--yes', 'acne'])).exit).toBe(3);
    expect(await operator.run(['rollback', '--yes', 'acme'])).toMatchObject({ exit: 0, out: expect.stringContaining('Rolling back') });
    await operator.until('the end', async () => JSON.parse((await operator.run(['status', '--json'])).out).workflow.status === 'completed');
    expect((await operator.run(['show', 'undo'])).exit).toBe(0);
    expect((await operator.run(['pause'])).exit).toBe(3);
    expect(await operator.run(['start'])).toMatchObject({ exit: 3, err: expect.stringContaining('is in the ledger already') });
  });

  test('another one is accepted: the ledger is purged, and what is left is known', async () => {
    const file = join(operator.folder, 'migration.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('name: acme', 'name: acme-two'));
    expect((await operator.run(['start'])).exit).toBe(0);
    for (const gate of ['scope', 'mapping', 'schema', 'sample', 'cutOver'] as const) {
      const comment = ['--comment', 'Actimo was closed by Ida Holm'];
      expect(await operator.run(['approve', gate, '--code', await operator.codeOf(gate), ...comment])).toMatchObject({ exit: 0 });
    }
    const code = await operator.codeOf('accept');
    expect((await operator.run(['accept'])).exit).toBe(2);
    expect(await operator.run(['accept', '--code', code])).toMatchObject({ exit: 0, out: expect.stringMatching(/^accept: approved/) });
    const ended = async () =>
      JSON.parse((await operator.run(['status', '--json'])).out) as { workflow: { status: string }; registry: { purgedAt: string | null } };
    await operator.until('the end', async () => (await ended()).workflow.status === 'completed');
    expect((await ended()).registry.purgedAt).toBeTruthy();
    expect(await operator.run(['status'])).toMatchObject({ exit: 0, out: expect.stringContaining('The ledger was purged at') });
    for (const args of [['show', 'summary'], ['held', 'list'], ['start']])
      expect(await operator.run(args)).toMatchObject({ exit: 3, err: expect.stringContaining('purged') });
    expect((await readFile(join(operator.folder, 'reports', 'summary.json'), 'utf8')).length).toBeGreaterThan(100);
  }, 90_000);
});
