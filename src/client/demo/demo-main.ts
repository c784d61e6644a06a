import { contextOfProcess } from '../context.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { explain } from '../explain-error.js';
import { untilStopped } from '../until-stopped.js';
import { demoUsage, readDemoOptions } from './options.js';
import { runDemo } from './run-demo.js';

/** The demo's command line. Never throws. */
export async function demoMain(args: readonly string[]): Promise<ExitCode> {
  const context = contextOfProcess();
  const stop = untilStopped();
  try {
    const options = readDemoOptions(args);
    if (options === 'help') {
      context.out(demoUsage);
      return exitCodes.ok;
    }
    return await runDemo(context, options, stop);
  } catch (error) {
    if (stop.signal.aborted) return exitCodes.interrupted;
    const { exit, message, next } = explain(error);
    context.err(message);
    if (next !== undefined) context.err(next);
    if (process.env.DEBUG && error instanceof Error) context.err(error.stack ?? '');
    return exit;
  } finally {
    stop.release();
  }
}
