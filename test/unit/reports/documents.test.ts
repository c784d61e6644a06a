import {
  buildMapping,
  buildReconciliation,
  buildSchema,
  buildScope,
  buildSummary,
  buildUndo,
  type Document,
  type TableSection,
} from '../../../src/reports/index.js';
import { counts, countsOf, mappingInput, reconciliationInput, schemaInput, scopeInput, summaryInput, undoInput } from './fixtures.js';

const severities = ({ findings }: Document) => findings.map(({ severity }) => severity);
const tableNamed = ({ sections }: Document, title: string): TableSection => {
  const section = sections.find((candidate) => candidate.title === title);
  if (section?.kind !== 'table') throw new Error(`no table "${title}"`);
  return section;
};

describe('the scope document', () => {
  it('adds up what will be read', () => {
    expect(buildScope(scopeInput).headline).toBe('724 records of 3 objects from Actimo (client 17) to https://acme.crm4.dynamics.com');
    expect(tableNamed(buildScope(scopeInput), 'What was found in Actimo').foot).toEqual(['All', '', 724, 316, '19.8 s']);
  });

  it('blocks a yes while an object cannot be read, and puts that first', () => {
    const objects = [
      { object: 'user' as const, readable: false, why: 'the key may not list contacts', records: 0, requests: 0, seconds: 0 },
    ];
    const document = buildScope({ ...scopeInput, objects });
    expect(severities(document)).toEqual(['blocks', 'attention']);
    expect(document.findings[0]?.text).toBe('User cannot be read: the key may not list contacts.');
  });

  it('counts custom tables against the licence, and against nothing where the licence sets no limit', () => {
    expect(severities(buildScope({ ...scopeInput, warnings: [], customTables: { there: 14, planned: 1, allowed: 15 } }))).toEqual([]);
    expect(severities(buildScope({ ...scopeInput, warnings: [], customTables: { there: 15, planned: 1, allowed: 15 } }))).toEqual([
      'blocks',
    ]);
    expect(severities(buildScope({ ...scopeInput, warnings: [], customTables: { there: 40, planned: 1, allowed: null } }))).toEqual([]);
  });
});

describe('the mapping document', () => {
  it('blocks a yes while a field is open, and names it', () => {
    const document = buildMapping({ ...mappingInput, openFields: [{ object: 'user', field: 'data7' }] });
    expect(document.findings[0]).toMatchObject({ severity: 'blocks', text: '1 field of Actimo without a decision: user.data7.' });
    expect(document.headline).toBe('3 of 4 fields mapped, 1 open');
  });

  it('blocks a yes when a field is dropped in silence', () => {
    const document = buildMapping({
      ...mappingInput,
      fields: [{ object: 'user', field: 'tags', decision: 'dropped', columns: [], note: ' ' }],
    });
    expect(document.findings[0]).toMatchObject({ severity: 'blocks', text: 'user.tags is dropped without a reason.' });
  });

  it('shows the mapping file as it is, because that is what a yes approves', () => {
    expect(buildMapping(mappingInput).sections.at(-1)).toMatchObject({ kind: 'verbatim', text: mappingInput.yaml });
  });

  it('has a table per object, with the columns by their tables', () => {
    const table = tableNamed(buildMapping(mappingInput), 'User: where each field goes');
    expect(table.rows.map((row) => row[2])).toEqual([
      { text: 'contact.emailaddress1', code: true },
      { text: 'contact.mobilephone, contact.acm_phoneaswritten', code: true },
      '',
    ]);
  });
});

describe('the schema document', () => {
  it('takes what is missing as work to do when the migration deploys, and as a block when others do', () => {
    const quiet = { ...schemaInput, sideEffects: [] };
    expect(severities(buildSchema(quiet))).toEqual(['note']);
    expect(severities(buildSchema({ ...quiet, mode: 'document' }))).toEqual(['blocks']);
    expect(severities(buildSchema({ ...quiet, mode: 'document', differences: [] }))).toEqual([]);
  });

  it('asks to look at logic of the organisation that the load will set off', () => {
    const document = buildSchema({ ...schemaInput, differences: [] });
    expect(document.findings).toHaveLength(1);
    expect(document.findings[0]?.text).toContain('Welcome mail');
    expect(document.findings[0]?.text).not.toContain('DuplicateCheck');
  });

  it('says types as people do', () => {
    const types = tableNamed(buildSchema(schemaInput), 'Columns of contact').rows.map((row) => row[2]);
    expect(types).toEqual(['text, up to 100 characters', 'date', 'choice of 2: S and M']);
  });
});

describe('the reconciliation document', () => {
  it('asks for the cut-over before it, and only reports after it', () => {
    expect(buildReconciliation(reconciliationInput).decision?.gate).toBe('cutOver');
    expect(buildReconciliation({ ...reconciliationInput, decides: false }).decision).toBeUndefined();
  });

  it('is in order when both sides are equal', () => {
    expect(severities(buildReconciliation(reconciliationInput))).toEqual([]);
  });

  it('says which table has other rows than expected', () => {
    const document = buildReconciliation({
      ...reconciliationInput,
      clean: false,
      countsInDynamics: [{ table: 'contact', expected: 281, found: 280 }],
    });
    expect(document.findings.map(({ text }) => text)).toEqual(['Table contact holds 280 rows of this migration where 281 are expected.']);
  });

  it('does not call itself clean when the comparison did not, whatever else it knows', () => {
    expect(severities(buildReconciliation({ ...reconciliationInput, clean: false }))).toEqual(['attention']);
  });

  it('lists differences by record, 9 before 10, and counts those not shown', () => {
    const differences = ['10', '9', '11'].map((key) => ({
      object: 'user' as const,
      key,
      kind: 'differs',
      field: 'email',
      source: 'a',
      destination: 'b',
    }));
    const document = buildReconciliation({ ...reconciliationInput, clean: false, differences, differencesShown: 2 });
    const table = tableNamed(document, 'Differences');
    expect(table.rows.map((row) => row[0])).toEqual(['User 9', 'User 10']);
    expect(table.more).toBe(1);
  });

  it('blocks when records are missing from the books', () => {
    const lost = { ...counts, user: countsOf({ read: 300, verified: 299 }) };
    const document = buildReconciliation({ ...reconciliationInput, counts: lost });
    expect(document.findings[0]).toMatchObject({ severity: 'blocks', text: 'User: 300 records were read, but 299 are accounted for.' });
  });
});

describe('the summary', () => {
  it('shows sample, full, delta, verified and held apart, and adds them up', () => {
    const table = tableNamed(buildSummary(summaryInput), 'What arrived, and when');
    expect(table.columns.map(({ title }) => title)).toEqual(['Object', 'Read', 'Sample', 'Full', 'Delta', 'Verified', 'Held', 'Undecided']);
    expect(table.rows[1]?.slice(0, 5)).toEqual(['User', 300, 58, 220, 3]);
    expect(table.foot?.slice(0, 5)).toEqual(['All', 724, 148, 535, 6]);
  });

  it('shows what people decided about held records, with who, when and their comment', () => {
    const rows = tableNamed(buildSummary(summaryInput), 'Held: what people decided').rows;
    const asked = { text: 'ida.new@example.com', code: true };
    expect(rows).toEqual([
      ['User 8', 'shares an e-mail address', 'leaveOut', '', 'Bo Krag', ''],
      ['User 77', 'has no e-mail address (email)', 'value', asked, 'Ida Holm', 'asked her <in person>'],
    ]);
    expect(buildSummary(summaryInput).times).toMatchObject({
      'Answer: User 77, email, value by Ida Holm': '2026-10-02T10:00:00.000Z',
    });
    const { answers } = summaryInput;
    const before = buildReconciliation({ ...reconciliationInput, answers });
    expect(tableNamed(before, 'Held: what people decided').rows).toEqual(rows);
    expect([before.personalData, buildReconciliation(reconciliationInput).personalData]).toEqual([true, false]);
  });

  it('is not clean while a held record is undecided', () => {
    const held = summaryInput.held.map((line) => ({ ...line, undecided: 1 }));
    const document = buildSummary({ ...summaryInput, held });
    expect(document.findings).toMatchObject([{ severity: 'attention', text: '2 questions about held records are not decided.' }]);
  });

  it('is not clean after an abort, but can still be accepted', () => {
    const document = buildSummary({
      ...summaryInput,
      outcome: 'aborted',
      counts: { user: countsOf({ read: 10, verified: 4, pending: 6 }) },
    });
    expect(severities(document)).toEqual(['attention', 'attention']);
    expect(document.headline).toMatch(/^Aborted: /);
  });
});

describe('the document after a roll-back', () => {
  it('lists what was left and why, and asks nothing', () => {
    const document = buildUndo(undoInput);
    expect(document.decision).toBeUndefined();
    expect(document.headline).toBe('393 rows deleted, 22 restored, 2 left with a reason');
    expect(tableNamed(document, 'What was left in Dynamics').rows.map((row) => row[3])).toEqual([
      '1 task of others hangs on it',
      '2 notes of others hang on it',
    ]);
  });

  it('asks to go on when rows could not be taken back', () => {
    const document = buildUndo({ ...undoInput, kept: [], tables: [{ table: 'contact', deleted: 1, restored: 0, failed: 3 }] });
    expect(severities(document)).toEqual(['attention']);
  });
});
