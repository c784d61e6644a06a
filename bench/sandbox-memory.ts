import type { Figures } from './bench.js';
import { contactBody } from './contacts.js';
import { startSandbox } from './sandbox.js';

export const name = 'sandbox-memory';
export const describe =
  'two million 40-column Contacts of 1.3 KB made in the Dataverse stand-in by CreateMultiple over HTTP, and what its process holds then';

const rows = Number(process.env.BENCH_ROWS ?? 2_000_000);
const rowsOfChunk = 1_000;
const countedEvery = 100_000;

const targets = (chunk: number, account: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      Targets: Array.from({ length: rowsOfChunk }, (_, at) => {
        const number = chunk * rowsOfChunk + at;
        return { ...contactBody(number, account), new_actimoid: `A-${number}` };
      }),
    }),
  );

export async function run(): Promise<Figures> {
  const sandbox = await startSandbox();
  try {
    const before = await sandbox.used();
    const began = performance.now();
    let highest = 0;
    for (let chunk = 0; chunk < rows / rowsOfChunk; chunk += 1) {
      await sandbox.send('POST', 'contacts/Microsoft.Dynamics.CRM.CreateMultiple', targets(chunk, sandbox.account));
      if ((chunk * rowsOfChunk) % countedEvery === 0) highest = Math.max(highest, (await sandbox.used()).rss);
    }
    const seconds = (performance.now() - began) / 1_000;
    const used = await sandbox.used();
    const counted = JSON.parse(await sandbox.send('GET', `RetrieveTotalRecordCount(EntityNames=@names)?@names=["contact"]`));
    const made = counted.EntityRecordCountCollection.Values[0];
    if (made !== rows) throw new Error(`${made} Contacts are there instead of ${rows}`);
    return {
      comparisons: [],
      rates: [
        {
          what: 'rows made one chunk after the other, written by this process meanwhile; the most that the stand-in held',
          count: rows,
          seconds,
          processorSeconds: used.processorSeconds - before.processorSeconds,
          rss: Math.max(highest, used.rss),
        },
      ],
    };
  } finally {
    await sandbox.close();
  }
}
