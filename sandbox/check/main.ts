import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { check, defaultFacts } from './check.js';
import type { Summary } from './counts.js';
import { checkedFields } from './fields.js';
import { readHalves } from './model.js';
import { sentenceOf } from './read-dump.js';

const usage = `usage: node dist/sandbox/check/main.js --before DUMP --after DUMP --summary summary.json [--prefix a2d] [--existing fillBlanks|overwrite]

Recomputes the figures of a migration from two dumps of the sandbox and looks at ${Object.values(checkedFields).flat().length} fields of every row, with no code of the migration's.
Exit code 0: all agrees, 1: something does not, 2: could not be read.`;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      before: { type: 'string' },
      after: { type: 'string' },
      summary: { type: 'string' },
      prefix: { type: 'string', default: defaultFacts.prefix },
      existing: { type: 'string', default: defaultFacts.existing },
      help: { type: 'boolean' },
    },
  });
  const { before, after, summary: summaryFile, existing } = values;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (!before || !after || !summaryFile || (existing !== 'fillBlanks' && existing !== 'overwrite')) {
    console.error(usage);
    return 2;
  }
  const summary = readSummary(summaryFile);
  const report = check(await readHalves(before, { keysOnly: true }), await readHalves(after), summary, { prefix: values.prefix, existing });
  const words = ['object', 'read', 'gone', 'carried', 'merged', 'without', 'verified (summary)'];
  const rows = Object.entries(report.counts).map(([object, found]) => [
    object,
    ...[
      found.read,
      found.gone,
      found.carried,
      found.merged,
      found.without,
      summary.objects[object as keyof Summary['objects']]?.verified ?? '-',
    ].map(String),
  ]);
  const widths = words.map((word, at) => Math.max(word.length, ...rows.map((row) => (row[at] ?? '').length)));
  for (const row of [words, ...rows]) console.log(row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
  console.log(`${report.looked} values looked at.`);
  for (const { object, key, field, why } of report.mismatches) console.log(`${object} ${key} ${field}: ${why}`);
  console.log(report.mismatches.length === 0 ? 'All agrees.' : `${report.mismatches.length} do not agree.`);
  return report.mismatches.length === 0 ? 0 : 1;
}

function readSummary(file: string): Summary {
  let summary: unknown;
  try {
    summary = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`${file} is not JSON; give the summary.json that the migration wrote`);
    throw error;
  }
  const objects = (summary as { objects?: unknown } | null)?.objects;
  if (typeof objects !== 'object' || objects === null)
    throw new Error(`${file} has no objects; give the summary.json that the migration wrote`);
  return summary as Summary;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  console.error(sentenceOf(error));
  return 2;
});
