import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { notPlayed } from '../../../sandbox/dataverse/index.js';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** A describe, a test, or the sentence of a table of cases, which may stand behind the table. */
const named =
  /^( *)(?:(describe|it|test)(?:\.each\b.*\))?\(\s*|\](?: as const)?(?:, async [^\n]*)?\)\()(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/gm;

/** `<file>: <describe> <it>` of every test in a folder. */
function sentences(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => {
      let about = '';
      const found: string[] = [];
      for (const [, indent, word, single, double] of read(join(folder, file)).matchAll(named)) {
        const sentence = (single ?? double ?? '').replaceAll("\\'", "'");
        // What stands at the margin is in no describe.
        if (indent === '') about = '';
        if (word === 'describe') about = `${sentence} `;
        else found.push(`${file.replace('.test.ts', '')}: ${about}${sentence}`);
      }
      return found;
    });
}

const listed = (text: string): string[] =>
  [...text.matchAll(/^\|[^|]+\| (.+?) +\| `([a-z-]+)` +\|$/gm)].map(([, sentence, file]) => `${file}: ${sentence}`);

describe.each([
  ['docs/sandbox/dataverse.md', 'test/integration/sandbox-dataverse'],
  ['docs/sandbox/actimo.md', 'test/integration/sandbox-actimo'],
])('%s', (document, folder) => {
  it('lists every test of the stand-in, and no other', () => {
    expect(listed(read(document)).sort()).toEqual(sentences(folder).sort());
  });

  it('is linked from docs/sandbox.md', () => {
    expect(read('docs/sandbox.md')).toContain(`(${document.replace('docs/', '')})`);
  });
});

describe('docs/sandbox/dataverse.md', () => {
  it('names everything that is not played', () => {
    const [, list = ''] = /<!-- not played -->\n([\s\S]*?)<!-- end -->/.exec(read('docs/sandbox/dataverse.md')) ?? [];
    expect([...list.matchAll(/^- (.*)$/gm)].map(([, one]) => one)).toEqual(notPlayed);
  });
});
