import type { CommandName } from '../../workflows/messages.js';
import { personOf } from '../context.js';
import { type MakeCommand, notNegative, positive, type SendingOptions, sendingCommand, sendOptions, withHandle } from './kit.js';

interface Steering extends SendingOptions {
  readonly comment?: string;
}

/** Commands that are nothing but a message to the running migration. */
const plain = (
  name: Exclude<CommandName, 'throttle' | 'extend' | 'rollBack'>,
  description: string,
  examples: readonly string[],
): MakeCommand => {
  return (context) =>
    sendingCommand(name, description, examples)
      .option('--comment <text>', 'why, for the decision log')
      .action(async (options: Steering) => {
        context.out(
          await withHandle(context, options, (handle) => {
            const { comment, as } = options;
            return handle.command(name, { by: personOf(context, as), ...(comment ? { comment } : {}) }, sendOptions(options));
          }),
        );
      });
};

export const pauseCommand = plain('pause', 'stop writing at the end of the chunk under way; resume goes on', [
  'pause --comment "payroll runs until 6"',
]);
export const resumeCommand = plain('resume', 'go on after a pause', ['resume']);
export const retryCommand = plain(
  'retry',
  'try again what was held and has an answer, was refused or differs; also goes on after the migration got stuck',
  [`retry --comment "the missing addresses were added"`],
);
export const deltaCommand = plain('delta', 'read Actimo for changes now and not only when the schedule says so', ['delta']);
export const abortCommand = plain(
  'abort',
  'end the migration: nothing more is written, everything is kept, roll back or accept what is there',
  ['abort --comment "the merger was called off"'],
);

export const throttleCommand: MakeCommand = (context) =>
  sendingCommand('throttle', 'send at most so many requests a second to Dynamics, over all workers', [
    'throttle --per-second 5',
    'throttle --per-second 0',
  ])
    .requiredOption('--per-second <n>', 'requests a second; 0 takes the brake off', notNegative)
    .option('--comment <text>', 'why, for the decision log')
    .action(async (options: Steering & { perSecond: number }) => {
      const { comment, as, perSecond } = options;
      const input = { by: personOf(context, as), requestsPerSecond: perSecond, ...(comment ? { comment } : {}) };
      context.out(await withHandle(context, options, (handle) => handle.command('throttle', input, sendOptions(options))));
    });

export const extendCommand: MakeCommand = (context) =>
  sendingCommand('extend', 'keep the undo open longer', ['extend --hours 24 --comment "the works council decides on Friday"'])
    .requiredOption('--hours <n>', 'how many hours more', positive)
    .option('--comment <text>', 'why, for the decision log')
    .action(async (options: Steering & { hours: number }) => {
      const { comment, as, hours } = options;
      const input = { by: personOf(context, as), hours, ...(comment ? { comment } : {}) };
      context.out(await withHandle(context, options, (handle) => handle.command('extend', input, sendOptions(options))));
    });
