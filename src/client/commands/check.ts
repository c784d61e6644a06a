import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type MigrationFile, parseMigrationFile } from '../../config/index.js';
import { checkActimo } from '../checks/actimo.js';
import { checkDynamics } from '../checks/dynamics.js';
import { type CheckFinding, exitOf, findingsOf } from '../checks/finding.js';
import { checkPostgres, checkTemporal } from '../checks/services.js';
import type { Context } from '../context.js';
import { ClientError, usageError } from '../errors.js';
import { defaultFile } from '../migration-name.js';
import { selfContained } from '../start-migration.js';
import { hanging } from '../text/lines.js';
import { command, type MakeCommand } from './kit.js';

export const checkCommand: MakeCommand = (context) =>
  command('check', 'look at both sides before a start: sign-in, privileges, limits, what can be read and what it costs; changes nothing', [
    'check',
    'check --file acme.yaml --json',
  ])
    .option('-f, --file <file>', 'migration file', defaultFile)
    .option('--json', 'as JSON')
    .action(async ({ file: path, json }: { file: string; json?: boolean }) => {
      const place = resolve(context.cwd, path);
      if (!existsSync(place)) throw usageError(`There is no migration file ${path}.`, '`actimo-to-dynamics init` writes one.');
      const file = await selfContained(parseMigrationFile(await readFile(place, 'utf8')), dirname(place));
      const findings = await checkAll(context, file);
      if (json) context.out(JSON.stringify(findings, null, 2));
      else for (const line of findingLines(findings, context.width)) context.out(line);
      const wrong = findings.filter(({ state }) => state === 'wrong').length;
      if (wrong > 0)
        throw new ClientError(
          'check',
          exitOf(findings),
          `${wrong} of ${findings.length} checks found something wrong.`,
          'Mend it and run check again.',
        );
    });

/** Both sides and both services; one that fails does not keep the others from being looked at. */
async function checkAll(context: Context, file: MigrationFile): Promise<readonly CheckFinding[]> {
  return [
    ...(await findingsOf('Postgres', 'connection', checkPostgres(context))),
    ...(await findingsOf('Temporal', 'connection', checkTemporal(context))),
    ...(await findingsOf('Actimo', 'sign-in', checkActimo(context, file))),
    ...(await findingsOf('Dynamics', 'sign-in', checkDynamics(context, file))),
  ];
}

const marks = { ok: 'ok', attention: '!', wrong: '✗' } as const;

function findingLines(findings: readonly CheckFinding[], width: number): string[] {
  const wide = Math.max(...findings.map(({ what }) => what.length));
  return findings.flatMap(({ part, what, state, says }) => {
    const head = `${marks[state].padEnd(3)}${part.padEnd(9)} ${what.padEnd(wide)}  `;
    return hanging(head, says, width);
  });
}
