import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { notPlayed } from '../../../sandbox/dataverse/index.js';

const root = join(import.meta.dirname, '../../..');
const tests = join(root, 'test/integration/sandbox-dataverse');
const text = readFileSync(join(root, 'docs/sandbox/dataverse.md'), 'utf8');

/** `<file>: <describe> <it>` of every test. */
function sentences(): string[] {
  return readdirSync(tests)
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => {
      let about = '';
      const found: string[] = [];
      for (const [, word, single, double] of readFileSync(join(tests, file), 'utf8').matchAll(
        /^\s*(describe|it)\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/gm,
      )) {
        const sentence = (single ?? double ?? '').replaceAll("\\'", "'");
        if (word === 'describe') about = sentence;
        else found.push(`${file.replace('.test.ts', '')}: ${about} ${sentence}`);
      }
      return found;
    });
}

describe('docs/sandbox/dataverse.md', () => {
  it('lists every test of the stand-in, and no other', () => {
    const listed = [...text.matchAll(/^\|[^|]+\| (.+?) +\| `([a-z-]+)` +\|$/gm)].map(([, sentence, file]) => `${file}: ${sentence}`);
    expect(listed.sort()).toEqual(sentences().sort());
  });

  it('names everything that is not played', () => {
    const [, list = ''] = /<!-- not played -->\n([\s\S]*?)<!-- end -->/.exec(text) ?? [];
    expect([...list.matchAll(/^- (.*)$/gm)].map(([, one]) => one)).toEqual(notPlayed);
  });
});
