import { contextOfProcess } from '../context.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { explain } from '../explain-error.js';
import { untilStopped } from '../until-stopped.js';
import { demoUsage, readDemoOptions } from './options.js';
import { runDemo } from './run-demo.js';

process.title = 'a2d-demo';

const context = contextOfProcess();

async function main(): Promise<ExitCode> {
  const options = readDemoOptions(process.argv.slice(2));
  if (options === 'help') {
    context.out(demoUsage);
    return exitCodes.ok;
  }
  const stop = untilStopped();
  try {
    return await runDemo(context, options, stop);
  } catch (error) {
    if (stop.signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    stop.release();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  const { exit, message, next } = explain(error);
  context.err(message);
  if (next !== undefined) context.err(next);
  if (process.env.DEBUG && error instanceof Error) context.err(error.stack ?? '');
  return exit;
});
