import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { packageRoot } from '../domain/package-root.js';
import { auditTrailCommand } from './commands/audit-trail.js';
import { checkCommand } from './commands/check.js';
import { consoleCommand } from './commands/console.js';
import { acceptCommand, approveCommand, rejectCommand } from './commands/gates.js';
import { heldCommand } from './commands/held.js';
import { initCommand } from './commands/init.js';
import type { MakeCommand } from './commands/kit.js';
import { reportCommand } from './commands/report.js';
import { rollbackCommand } from './commands/rollback.js';
import { showCommand } from './commands/show.js';
import { startCommand } from './commands/start.js';
import { statusCommand } from './commands/status.js';
import { abortCommand, deltaCommand, extendCommand, pauseCommand, resumeCommand, retryCommand, throttleCommand } from './commands/steer.js';
import { upCommand } from './commands/up.js';
import { workerCommand } from './commands/worker.js';
import type { Context } from './context.js';
import { type ExitCode, exitCodeLines, exitCodes } from './exit-codes.js';
import { explain } from './explain-error.js';

/** Every command, in the order in which a migration needs them. */
const groups: Readonly<Record<string, readonly MakeCommand[]>> = {
  'Before the start:': [initCommand, checkCommand, upCommand, workerCommand, startCommand],
  'Looking:': [statusCommand, showCommand, reportCommand, auditTrailCommand],
  'Deciding:': [approveCommand, rejectCommand, acceptCommand, heldCommand, consoleCommand],
  'Steering:': [pauseCommand, resumeCommand, throttleCommand, retryCommand, deltaCommand, extendCommand, abortCommand, rollbackCommand],
};

export function makeProgram(context: Context): Command {
  const program = new Command('actimo-to-dynamics')
    .description("Moves a company's people data from Actimo to Dynamics 365 Sales: durable, approved at every step, and reversible.")
    .version(versionOf())
    .option('--debug', 'print stack traces of errors')
    .addHelpText(
      'after',
      `\nExit codes:\n${exitCodeLines.join('\n')}\n\nSecrets come from the environment only: ACTIMO_API_KEYS, DATAVERSE_CLIENT_SECRET, DATABASE_URL.`,
    );
  for (const [heading, makers] of Object.entries(groups)) {
    program.commandsGroup(heading);
    for (const make of makers) program.addCommand(make(context));
  }
  program.commandsGroup('Help:');
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => context.out(text.trimEnd()),
      writeErr: (text) => context.err(text.trimEnd()),
      getOutHelpWidth: () => context.width,
      getErrHelpWidth: () => context.width,
    });
  }
  return program;
}

function* everyCommand(command: Command): Generator<Command> {
  yield command;
  for (const inner of command.commands) yield* everyCommand(inner);
}

/** Runs one command line (without node and script) and answers its exit code. Never throws, never prints a stack trace unless asked to. */
export async function runProgram(args: readonly string[], context: Context): Promise<ExitCode> {
  const program = makeProgram(context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 || error.code === 'commander.help' ? exitCodes.ok : exitCodes.usage;
    const { exit, message, next } = explain(error);
    context.err(message);
    if (next !== undefined) context.err(next);
    if (program.opts<{ debug?: boolean }>().debug && error instanceof Error) context.err(error.stack ?? '');
    return exit;
  }
}

const versionOf = (): string => (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
