import { Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../context.js';
import { MigrationHandle } from '../migration-handle.js';
import { migrationName, type WhichMigration } from '../migration-name.js';
import { withTemporal } from '../temporal.js';

/** What the file of a command exports: the command, with its action bound to a context. It answers by writing and fails by throwing. */
export type MakeCommand = (context: Context) => Command;

/** A command with its examples below its help. */
export function command(name: string, description: string, examples: readonly string[]): Command {
  const shown = examples.map((example) => `  $ actimo-to-dynamics ${example}`).join('\n');
  return new Command(name).description(description).addHelpText('after', `\nExamples:\n${shown}`);
}

/** The same for a command about one migration. */
export function migrationCommand(name: string, description: string, examples: readonly string[]): Command {
  return command(name, description, examples)
    .option('-f, --file <file>', 'migration file that says which migration is meant (default: migration.yaml)')
    .option('-m, --migration <name>', 'name of the migration, where no migration file is at hand (or A2D_MIGRATION)');
}

/** What commands share that send something to the workflow. */
export interface SendingOptions extends WhichMigration {
  readonly as?: string;
  readonly signal?: boolean;
  readonly wait: number;
}

/** A command that sends a decision or a command to the running migration. */
export function sendingCommand(name: string, description: string, examples: readonly string[]): Command {
  return migrationCommand(name, description, examples)
    .option('--as <name>', 'who decides (default: A2D_APPROVER, else the user of this machine)')
    .addOption(new Option('--wait <seconds>', 'how long to wait for a worker to answer').argParser(positive).default(15))
    .option('--signal', 'send it without waiting for the verdict; Temporal keeps it until a worker runs');
}

export const sendOptions = ({ wait, signal }: SendingOptions): { readonly waitMs: number; readonly asSignal: boolean } => ({
  waitMs: wait * 1_000,
  asSignal: signal ?? false,
});

export async function withHandle<T>(context: Context, which: WhichMigration, work: (handle: MigrationHandle) => Promise<T>): Promise<T> {
  const migration = await migrationName(context, which);
  return withTemporal(context, (temporal) => work(new MigrationHandle(temporal, migration)));
}

/** A number above zero. */
export function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number)) throw new InvalidArgumentError('It takes a number above 0.');
  return number;
}

export function whole(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || text.trim() === '') throw new InvalidArgumentError('It takes a whole number.');
  return number;
}

/** Zero or more; zero switches something off. */
export function notNegative(text: string): number {
  const number = Number(text);
  if (!(number >= 0) || !Number.isFinite(number) || text.trim() === '') throw new InvalidArgumentError('It takes a number, 0 or more.');
  return number;
}
