import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { Rule, RuleContext, Source } from '../../../src/mapping/rules/rule.js';

const room = join(import.meta.dirname, '../../../src/mapping');
const importsOf = (folder: string): string[] =>
  readdirSync(join(room, folder)).flatMap((file) =>
    [...readFileSync(join(room, folder, file), 'utf8').matchAll(/from '([^']+)'/g)].map(([, path]) => `${file}: ${path}`),
  );

/** Every conversion of the writing side, until it is locked: then calling one fails. */
let isLocked = false;
for (const file of readdirSync(join(room, 'write'))) {
  const path = join(room, 'write', file);
  const real = (await import(path)) as Record<string, unknown>;
  const guarded = Object.fromEntries(
    Object.entries(real).map(([name, value]) => [
      name,
      typeof value !== 'function'
        ? value
        : (...args: unknown[]) => {
            if (isLocked) throw new Error(`${file}: ${name} was called`);
            return (value as (...all: unknown[]) => unknown)(...args);
          },
    ]),
  );
  jest.unstable_mockModule(path, () => guarded);
}
const rules = await import('../../../src/mapping/rules/index.js');
const { personSource } = await import('../../../src/mapping/plan/person-source.js');
const { accountSources } = await import('../../../src/mapping/plan/account-source.js');
const { membershipSource } = await import('../../../src/mapping/plan/membership.js');
const { ruleContext } = await import('../../../src/mapping/plan/context.js');
const { asRead, context, guid, mapping, membership, person, record, user, workspace } = await import('./support.js');

describe('writing and agreeing', () => {
  it('share no conversion: neither folder imports the other', () => {
    expect(importsOf('agree').filter((line) => /\/(write|rules|plan)\//.test(line))).toEqual([]);
    expect(importsOf('write').filter((line) => /\/(agree|verify)\//.test(line))).toEqual([]);
  });

  const doc = mapping();
  const world = context({ doc, admins: ['501'] });
  const people = [person(), person({ users: [user, { ...user, id: 600, title: 'x'.repeat(200), email: 'b@ex.dk' }] })].map((input) =>
    personSource(input, doc),
  );
  const accounts = accountSources({ record: record('workspace', workspace), answers: [] }, doc).sources;
  const memberships = [membershipSource({ record: record('membership', membership), siblings: [], answers: [] }, world)];
  const properties = doc.properties.map(rules.propertyRule);
  const all = [
    ...[...rules.personRules, ...properties].map((rule) => ({ rule: rule as unknown as Rule<Source>, sources: people })),
    ...[...rules.accountRules, ...rules.locationRules].map((rule) => ({ rule: rule as unknown as Rule<Source>, sources: accounts })),
    ...[...rules.connectionRules, ...rules.membershipTableRules('a2d')].map((rule) => ({
      rule: rule as unknown as Rule<Source>,
      sources: memberships,
    })),
  ];

  it('no rule judges with what it writes with', () => {
    const caught: string[] = [];
    for (const { rule, sources } of all) {
      for (const source of sources) {
        if (source === null) throw new Error('no source');
        const target = { table: rule.table, id: guid('row'), origin: 'created' as const, before: null };
        const ruleWorld: RuleContext = ruleContext(world, target, []);
        const readBack = asRead(rule.write(source, ruleWorld).columns);
        isLocked = true;
        try {
          rule.agrees(source, readBack, ruleWorld);
          rule.agrees(source, asRead(), ruleWorld);
        } catch (error) {
          caught.push(`${rule.table} ${rule.name}: ${(error as Error).message}`);
        } finally {
          isLocked = false;
        }
      }
    }
    expect(caught).toEqual([]);
  });

  it('the lock is one: writing fails behind it', () => {
    const [first] = people;
    isLocked = true;
    expect(() => rules.personRules.map((rule) => first && rule.write(first, ruleContext(world, person().target, [])))).toThrow(
      'was called',
    );
    isLocked = false;
  });
});
