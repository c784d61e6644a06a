import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultKinds } from '../../../sandbox/actimo/fault-rule.js';
import { allRoutes } from '../../../sandbox/actimo/http/routes.js';
import { defaultSwitches } from '../../../sandbox/actimo/switches.js';
import { leftOutColumns, leftOutRows } from '../../../sandbox/check/left-out.js';

const doc = readFileSync(join(process.cwd(), 'docs/sandbox.md'), 'utf8');

test('the list of what a comparison leaves out is the one that the comparison uses', () => {
  const table = doc.slice(doc.indexOf('<!-- left out'), doc.indexOf('<!-- end -->'));
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
  expect(rows).toEqual([...leftOutColumns, ...leftOutRows].map(({ name, when, why }) => [name, when, why]));
});

test('every path, switch and fault of Actimo is told', () => {
  for (const { path } of allRoutes) {
    const told = path.replace('/contactLink/:id', '/contactLink/{contact}').replace(/:id/g, '{id}');
    expect([told, doc.includes(told)]).toEqual([told, true]);
  }
  for (const name of [...Object.keys(defaultSwitches), ...faultKinds]) expect([name, doc.includes(`\`${name}\``)]).toEqual([name, true]);
});
