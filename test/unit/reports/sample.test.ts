import { buildSample, documentJson, type RowVerdicts, type TableSection } from '../../../src/reports/index.js';
import { Smallest } from '../../../src/reports/smallest.js';
import { sampleInput, verdicts } from './fixtures.js';

const row = (key: number, agrees = true): RowVerdicts => ({
  object: 'user',
  key: String(key),
  table: 'contact',
  id: `id-${key}`,
  verdicts: [{ field: 'email', columns: ['emailaddress1'], source: 'a', destination: agrees ? 'a' : 'b', agrees }],
});

async function* streamed(rows: Iterable<RowVerdicts>): AsyncGenerator<RowVerdicts> {
  yield* rows;
}

describe('the sample document', () => {
  it('shows differences before everything else, in the order of the records', async () => {
    const { sections } = await buildSample(sampleInput);
    expect(sections.slice(0, 2).map(({ title }) => title)).toEqual(['In short', 'Differences']);
    const differences = sections[1] as TableSection;
    expect(differences.rows.map((line) => line[0])).toEqual(['User 9', 'User 10']);
    expect(differences.rows[1]?.[2]).toEqual({ text: '+45 20 12 34 56', code: true });
  });

  it('takes look-ups to people outside the sample as something to know, and everything else that is pending as something to look into', async () => {
    const user = { ...sampleInput.counts.user, read: 65, pending: 5 } as NonNullable<typeof sampleInput.counts.user>;
    const severities = async (linksToCome: number) =>
      (await buildSample({ ...sampleInput, verdicts: [], counts: { user }, linksToCome: { user: linksToCome } })).findings
        .filter(({ text }) => /pending|outside the sample/.test(text))
        .map(({ severity, text }) => `${severity}: ${text.slice(0, 16)}`);
    expect(await severities(0)).toEqual(['attention: User: 5 records ']);
    expect(await severities(4)).toEqual(['attention: User: 1 record p', 'note: User: 4 records ']);
    expect(await severities(5)).toEqual(['note: User: 5 records ']);
  });

  it('has the same code in whatever order the verdicts come', async () => {
    const forward = await buildSample(sampleInput);
    const backward = await buildSample({ ...sampleInput, verdicts: streamed([...verdicts].reverse()) });
    expect(documentJson(backward).code).toBe(documentJson(forward).code);
  });

  it('shows a row that comes facet by facet as one example', async () => {
    const links: RowVerdicts = {
      ...row(7),
      verdicts: [{ field: 'manager_id', columns: ['acm_manager'], source: '3', destination: '3', agrees: true }],
    };
    for (const order of [
      [row(7), row(8), links],
      [links, row(7), row(8)],
    ]) {
      const { sections } = await buildSample({ ...sampleInput, verdicts: order, examples: 1 });
      const examples = sections.filter(({ title }) => title.startsWith('Example')) as TableSection[];
      expect(examples.map(({ title }) => title)).toEqual(['Example: User 7']);
      expect(examples[0]?.rows.map(([field]) => field)).toEqual([
        { text: 'email', code: true },
        { text: 'manager_id', code: true },
      ]);
    }
  });

  it('counts every field although it shows only some of them', async () => {
    const many = Array.from({ length: 1000 }, (_, key) => row(key, key % 2 === 0));
    const document = await buildSample({ ...sampleInput, verdicts: streamed(many), differencesShown: 10, examples: 2 });
    expect(document.data).toMatchObject({ compared: 1000, differing: 500 });
    const differences = document.sections[1] as TableSection;
    expect(differences.rows.map((line) => line[0])).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19].map((key) => `User ${key}`));
    expect(differences.more).toBe(490);
    expect(document.sections.filter(({ title }) => title.startsWith('Example')).map(({ title }) => title)).toEqual([
      'Example: User 0',
      'Example: User 1',
    ]);
  });

  it('asks to look at differences and lets people decide', async () => {
    const { findings } = await buildSample(sampleInput);
    expect(findings[0]).toMatchObject({ severity: 'attention', text: '2 fields read back from Dynamics do not agree with Actimo.' });
  });

  it('blocks a yes to a sample in which nothing was compared', async () => {
    const { findings } = await buildSample({ ...sampleInput, verdicts: [] });
    expect(findings[0]?.severity).toBe('blocks');
  });

  it('names no value of a person in the lines that leave the document', async () => {
    const { headline, findings } = await buildSample(sampleInput);
    const spoken = JSON.stringify([headline, findings]);
    for (const value of ['Ida', '+45', 'Acme']) expect(spoken).not.toContain(value);
  });
});

describe('the smallest few', () => {
  it('are kept whatever the order, in bounded memory', () => {
    const smallest = new Smallest<number>(3, (a, b) => a - b);
    for (let number = 100; number > 0; number -= 1) smallest.add(number);
    expect(smallest.items()).toEqual([1, 2, 3]);
    expect(smallest.size).toBe(3);
  });
});
