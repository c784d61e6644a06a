/** `npm run sandbox`: plays Actimo and Dataverse until it is told to stop. Prints one JSON line when it is ready. */
import { FlagError, readFlags, usage } from './start/flags.js';
import { startSandbox } from './start/sandbox.js';
import { troubleOf } from './start/trouble.js';

process.title = 'a2d-sandbox';

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags === 'help') {
    console.log(usage);
  } else {
    const sandbox = await startSandbox(flags);
    let stopping = false;
    const stop = async (): Promise<void> => {
      if (stopping) return;
      stopping = true;
      await sandbox.close();
      process.exit(0);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        stop().catch((error: unknown) => {
          console.error(troubleOf(error) ?? error);
          process.exit(1);
        });
      });
    }
    console.log(JSON.stringify(sandbox.ready));
  }
} catch (error) {
  console.error(error instanceof FlagError ? `${error.message}\n\n${usage}` : (troubleOf(error) ?? error));
  process.exitCode = 2;
}
