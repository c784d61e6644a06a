import { input as ask } from '@inquirer/prompts';
import { personOf } from '../context.js';
import { refusal, usageError } from '../errors.js';
import { type MakeCommand, type SendingOptions, sendingCommand, sendOptions, withHandle } from './kit.js';

interface RollbackOptions extends SendingOptions {
  readonly yes?: string;
  readonly comment?: string;
}

export const rollbackCommand: MakeCommand = (context) =>
  sendingCommand('rollback', 'take everything back: delete what the migration made, restore what it changed', [
    'rollback',
    'rollback --yes acme-2026 --comment "wrong tenant"',
  ])
    .option('--yes <name>', "the migration's name, instead of being asked to type it")
    .option('--comment <text>', 'why, for the decision log')
    .action(async (options: RollbackOptions) => {
      const sentence = await withHandle(context, options, async (handle) => {
        const { migration } = handle;
        const typed = options.yes ?? (await askForName(context.interactive, migration));
        if (typed !== migration) throw refusal(`The migration is named ${migration}, not "${typed}": nothing is taken back.`);
        const { comment, as } = options;
        return handle.command('rollBack', { by: personOf(context, as), ...(comment ? { comment } : {}) }, sendOptions(options));
      });
      context.out(sentence);
      context.out('`status --watch` shows how far it is; `show undo` says afterwards what was taken back and what stays.');
    });

async function askForName(interactive: boolean, migration: string): Promise<string> {
  if (!interactive)
    throw usageError('A roll-back must be confirmed with the name of the migration.', `Add --yes ${migration} if you mean it.`);
  return ask({ message: `This takes migration ${migration} out of Dynamics. Type its name to go on:` });
}
