import { documentLines } from '../../../src/client/text/document.js';
import { cut, hanging, lengthOf, wrap } from '../../../src/client/text/lines.js';
import { printable } from '../../../src/client/text/printable.js';
import { tableLines } from '../../../src/client/text/table.js';
import { type Document, documentJson } from '../../../src/reports/index.js';

describe('lines', () => {
  test('are broken at blanks, the first one as indented as the text, later ones as told', () => {
    expect(wrap('  one two three four', 11, '    ')).toEqual(['  one two', '    three', '    four']);
  });

  test('keep a word that is longer than the line', () => {
    expect(wrap('a https://example.com/very/long b', 10)).toEqual(['a', 'https://example.com/very/long', 'b']);
  });

  test('of a labelled text stand below the text', () => {
    expect(hanging('yes   ', 'this and that and something more than fits', 26)).toEqual([
      'yes   this and that and',
      '      something more than',
      '      fits',
    ]);
  });

  test('count an emoji with its joiners as one character, and are cut between characters', () => {
    expect(lengthOf('👩‍🚒 x')).toBe(3);
    expect(cut('👩‍🚒👩‍🚒👩‍🚒', 2)).toBe('👩‍🚒…');
  });
});

describe('a table', () => {
  const columns = [{ title: 'object' }, { title: 'count', right: true }];

  test('has a heading and numbers on the right', () => {
    expect(
      tableLines(
        columns,
        [
          ['User', '7'],
          ['Workspace', '1234'],
        ],
        80,
      ),
    ).toEqual(['object     count', '─────────  ─────', 'User           7', 'Workspace   1234']);
  });

  test('fits the width: the widest column gives way', () => {
    const lines = tableLines([{ title: 'key' }, { title: 'reason' }], [['12', 'x'.repeat(200)]], 40);
    expect(lines.map(lengthOf).every((length) => length <= 40)).toBe(true);
    expect(lines.at(-1)).toMatch(/^12\s+x+…$/);
  });
});

describe('a document on a terminal', () => {
  const document: Document = {
    kind: 'sample',
    title: 'Sample',
    migration: 'acme',
    headline: '3 records',
    findings: [{ severity: 'blocks', text: 'One field is open.', next: 'Decide on it.' }],
    decision: {
      gate: 'sample',
      question: 'Is it right?',
      yes: 'All follow.',
      no: 'It is undone.',
      unanswered: 'Nothing.',
      undo: 'Until then.',
    },
    sections: [
      {
        kind: 'table',
        title: 'Fields',
        columns: [{ title: 'value' }],
        rows: [[{ text: 'a\u001b[2Jb', code: true }], ['second'], ['third']],
      },
      { kind: 'facts', title: 'Facts', facts: [{ label: 'Organisation', value: null }] },
    ],
    data: null,
    personalData: true,
  };

  test('shows code, findings and every answer before its sections', () => {
    const lines = documentLines(document, { width: 80, rows: 10 });
    const code = documentJson(document).code;
    expect(lines).toContain(`approval code ${code.slice(0, 5)} ${code.slice(5)}`);
    expect(lines).toContain('✗ One field is open. Decide on it.');
    expect(lines).toContain('yes        All follow.');
    expect(lines.indexOf('Is it right?')).toBeLessThan(lines.indexOf('FIELDS'));
    expect(lines).toContain('Organisation: –');
  });

  test('shows as many rows of a table as asked for and says how many are left', () => {
    const lines = documentLines(document, { width: 80, rows: 1 });
    expect(lines.join('\n')).not.toContain('second');
    expect(lines).toContain('… 2 more rows; --all prints them');
  });

  test('never sends a control character of a record to the terminal', () => {
    expect(documentLines(document, { width: 80, rows: 10 }).join('\n')).not.toContain('\u001b');
    expect(printable('a\u001b[2J\u202eb')).toBe('a⟨U+001B⟩[2J⟨U+202E⟩b');
    expect(printable('👩‍🚒 Æ')).toBe('👩‍🚒 Æ');
  });
});
