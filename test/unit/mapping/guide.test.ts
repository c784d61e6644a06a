import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeChoices, parseMapping } from '../../../src/mapping/index.js';
import { accountRules, connectionRules, locationRules, membershipTableRules, personRules } from '../../../src/mapping/rules/index.js';
import { mapping } from './support.js';

const root = join(import.meta.dirname, '../../..');
const guide = readFileSync(join(root, 'docs/mapping.md'), 'utf8');
const sources = (folder: string): string =>
  readdirSync(join(root, 'src/mapping', folder), { withFileTypes: true })
    .map((entry) =>
      entry.isDirectory() ? sources(join(folder, entry.name)) : readFileSync(join(root, 'src/mapping', folder, entry.name), 'utf8'),
    )
    .join('\n');

describe('the mapping guide', () => {
  it('has an example that is a valid document with the defaults', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
    const { contact, account, membership, publisher, solution, tooLong, defaultCountry } = parseMapping(yaml);
    const proposed = mapping();
    expect({ contact, account, membership, publisher, solution, tooLong, defaultCountry }).toEqual({
      contact: proposed.contact,
      account: proposed.account,
      membership: proposed.membership,
      publisher: proposed.publisher,
      solution: proposed.solution,
      tooLong: proposed.tooLong,
      defaultCountry: proposed.defaultCountry,
    });
  });

  it('names every rule that carries a field, and every choice', () => {
    const rules = [...personRules, ...accountRules, ...locationRules, ...connectionRules, ...membershipTableRules('a2d')].filter(
      ({ reads }) => reads.length > 0,
    );
    expect([...new Set(rules.map(({ name }) => name))].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
    const choices = describeChoices(mapping()).map(({ label }) => label.split('.').at(-1) ?? '');
    expect(choices.filter((name) => !guide.includes(name))).toEqual([]);
  });

  it('explains every question that the mapping can ask', () => {
    const codes = new Set([...sources('.').matchAll(/code: '([a-z-]+)'/g)].map(([, code = '']) => code));
    const isFlag = (code: string) => /^(manager-|owner-|admin-)/.test(code);
    expect(codes.size).toBeGreaterThan(20);
    expect([...codes].filter((code) => !isFlag(code) && !guide.includes(`\`${code}\``))).toEqual([]);
  });
});
