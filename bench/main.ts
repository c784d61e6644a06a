/** `npm run bench` runs every measurement, `npm run bench -- NAME ...` those that are named. No test asserts a time; this only says what it measured. */
import type { Bench, Figures, Measured, Rate } from './bench.js';
import * as ledger from './ledger.js';
import * as loader from './loader.js';
import * as mapping from './mapping.js';
import * as sandboxBulk from './sandbox-bulk.js';
import * as sandboxMemory from './sandbox-memory.js';

const benches: readonly Bench[] = [ledger, loader, mapping, sandboxBulk, sandboxMemory];

const usage = `usage: npm run bench -- [NAME ...]

${benches.map(({ name, describe }) => `  ${name.padEnd(12)} ${describe}`).join('\n')}

Each prints a table and the same figures as one line of JSON.`;

const figures = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

const row = ({ what, count, seconds }: Measured): string =>
  [`${figures.format(count / seconds).padStart(10)}/s`, `${figures.format(count)} in ${seconds.toFixed(2)} s`.padStart(20), what].join(
    '  ',
  );

const rateRow = ({ what, count, seconds, processorSeconds, rss }: Rate): string =>
  [
    `${figures.format(count / seconds).padStart(10)}/s`,
    `${((processorSeconds / count) * 1e6).toFixed(1).padStart(8)} ms of processor time per 1,000`,
    ...(rss === undefined ? [] : [`${(rss / 1024 ** 3).toFixed(2)} GiB`]),
    what,
  ].join('  ');

function show({ name, describe }: Bench, { comparisons, rates = [] }: Figures): void {
  console.log(`\n${name}: ${describe}`);
  for (const { unit, ours, instead, ratio } of comparisons) {
    console.log(`  ${unit}`);
    for (const way of [ours, instead]) console.log(`  ${row(way)}`);
    console.log(
      `  ${`× ${ratio.median.toPrecision(2)}`.padStart(12)}  round by round ${ratio.least.toPrecision(2)} to ${ratio.most.toPrecision(2)}`,
    );
  }
  for (const rate of rates) console.log(`  ${rateRow(rate)}`);
  console.log(JSON.stringify({ bench: name, comparisons, rates }));
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console[unknown.includes('--help') ? 'log' : 'error'](usage);
  process.exitCode = unknown.includes('--help') ? 0 : 2;
} else {
  for (const bench of benches) if (asked.length === 0 || asked.includes(bench.name)) show(bench, await bench.run());
}
