import { bundledCode, type KeptHistory, keptHistories, replayFailures } from './histories.js';

/**
 * Histories of migrations that earlier code has led, kept in `fixtures`. When one fails, workers with this code would break migrations that are under way:
 * put the change behind `patched()`, or let running migrations end first (CONTRIBUTING.md).
 */
describe('the workflows of today', () => {
  let histories: readonly KeptHistory[];
  let code: string;
  beforeAll(async () => {
    histories = await keptHistories();
    code = await bundledCode();
  });

  test('take up every kind of workflow where earlier code left it', async () => {
    expect(histories.map(({ name }) => name).join()).toMatch(/converge.*delta.*rollback.*run-2.*tick/s);
    expect(await replayFailures(histories, code)).toEqual([]);
  });

  test.each([
    [
      'the audit writes its scope before it has read',
      'async audit()',
      /this\.pass\(.*\)(?=;)/,
      /this\.work\('scope document', .*\)(?=;)/,
      'migration.rehearsal',
    ],
    [
      'the schema is put in place before the mapping holds',
      'async adoptDesign()',
      /this\.work\('mapping', .*\)(?=;)/,
      /this\.work\('schema', .*\)(?=;)/,
      'migration.rehearsal',
    ],
    ['rows are planned before it is known who is who', 'function deltaWorkflow(', /load\.resolveIdentities/, /load\.planObject/, '.delta.'],
    [
      'an undo lists its rounds before it has settled what is in doubt',
      'function rollbackWorkflow(',
      /load\.settleOpenChunks/,
      /control\.undoRounds/,
      '.rollback',
    ],
  ])('would not, when %s', async (_, where, first, second, kind) => {
    const failures = await replayFailures(histories, swapped(code, where, first, second));
    expect(failures.map(({ name }) => name).join()).toContain(kind);
    expect(failures.filter(({ error }) => !error.startsWith('DeterminismViolationError'))).toEqual([]);
  });
});

/** The code with two steps of one function in each other's place. */
function swapped(code: string, where: string, first: RegExp, second: RegExp): string {
  const start = code.indexOf(where);
  const end = code.indexOf('\n}', start);
  const body = code.slice(start, end);
  const [a] = first.exec(body) ?? [];
  const [b] = second.exec(body) ?? [];
  if (start < 0 || a === undefined || b === undefined) throw new Error(`the bundle has no two such steps in ${where}`);
  const changed = body
    .replace(a, () => '<first>')
    .replace(b, () => a)
    .replace('<first>', () => b);
  return code.slice(0, start) + changed + code.slice(end);
}
