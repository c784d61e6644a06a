import type { Figures, Rate } from './bench.js';
import { contactBody } from './contacts.js';
import { type RunningSandbox, startSandbox } from './sandbox.js';

export const name = 'sandbox-bulk';
export const describe =
  'the Dataverse stand-in over HTTP: 40-column Contacts of 1.3 KB in chunks of 1,000, validation, alternate key and versions on';

const rowsOfChunk = 1_000;
const chunks = 50;
/** Chunks of rows of their own that come before. */
const warmUp = Array.from({ length: 20 }, (_, at) => chunks + at);
/** One call is on its way, one is worked on, and one is being answered. */
const atOnce = 3;

const numbers = (chunk: number): number[] => Array.from({ length: rowsOfChunk }, (_, at) => chunk * rowsOfChunk + at);

/** Bodies are written beforehand: what is measured is the stand-in's work, not the client's. */
const targets = (chunk: number, account: string, round: number, name: (number: number) => object): Buffer =>
  Buffer.from(JSON.stringify({ Targets: numbers(chunk).map((number) => ({ ...contactBody(number, account, round), ...name(number) })) }));

const keyed = (number: number): object => ({ '@odata.id': `contacts(new_actimoid='A-${number}')` });

export async function run(): Promise<Figures> {
  const sandbox = await startSandbox();
  try {
    const message = (name: string): string => `contacts/Microsoft.Dynamics.CRM.${name}`;
    const upserts = (round: number): Call[] =>
      each((chunk) => ['POST', message('UpsertMultiple'), targets(chunk, sandbox.account, round, keyed)]);
    // What is measured is the stand-in that has been at work for a moment, not the compiler.
    await rate(
      sandbox,
      'warming up',
      warmUp.map((chunk) => ['POST', message('UpsertMultiple'), targets(chunk, sandbox.account, 0, keyed)]),
    );
    const rates = [
      await rate(sandbox, 'rows created by UpsertMultiple', upserts(0)),
      await rate(sandbox, 'rows updated by UpsertMultiple', upserts(1)),
      await rate(sandbox, 'rows rewritten as they were by UpsertMultiple', upserts(1)),
    ];
    const ids = await idsOf(sandbox);
    const named = (number: number): object => ({ contactid: ids[number] });
    const updates = each((chunk) => ['POST', message('UpdateMultiple'), targets(chunk, sandbox.account, 2, named)]);
    rates.push(await rate(sandbox, 'rows updated by UpdateMultiple', updates));
    const select = Object.keys(contactBody(0, sandbox.account)).filter((column) => !column.includes('@'));
    rates.push(
      await rate(
        sandbox,
        'rows read in pages of 5,000, 40 columns of each',
        pages(sandbox, select),
        (chunks + warmUp.length) * rowsOfChunk,
      ),
    );
    rates.push(
      await rate(
        sandbox,
        'rows created by CreateMultiple',
        each((chunk) => [
          'POST',
          message('CreateMultiple'),
          targets(chunk, sandbox.account, 0, (number) => ({ new_actimoid: `C-${number}` })),
        ]),
      ),
    );
    return { comparisons: [], rates };
  } finally {
    await sandbox.close();
  }
}

type Call = readonly [method: string, path: string, body: Buffer];

const each = (call: (chunk: number) => Call): Call[] => Array.from({ length: chunks }, (_, chunk) => call(chunk));

/** Ids by number, read back by the key. */
async function idsOf(sandbox: RunningSandbox): Promise<string[]> {
  const ids: string[] = [];
  for await (const text of pages(sandbox, ['new_actimoid']))
    for (const row of JSON.parse(text).value) ids[Number(String(row.new_actimoid).slice(2))] = row.contactid;
  return ids;
}

async function* pages(sandbox: RunningSandbox, select: readonly string[]): AsyncGenerator<string> {
  for (let path: string | undefined = `contacts?$select=${select.join(',')}`; path !== undefined; ) {
    const text = await sandbox.send('GET', path);
    yield text;
    path = /"@odata\.nextLink":"[^"]*\/(contacts\?[^"]*)"/.exec(text.slice(-20_000))?.[1];
  }
}

/** Does all calls, or reads all pages, and counts what the stand-in's process used meanwhile. */
async function rate(
  sandbox: RunningSandbox,
  what: string,
  work: readonly Call[] | AsyncGenerator<string>,
  count = chunks * rowsOfChunk,
): Promise<Rate> {
  const before = await sandbox.used();
  const began = performance.now();
  if (Array.isArray(work)) {
    const left = [...(work as readonly Call[])];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let call = left.shift(); call !== undefined; call = left.shift()) await sandbox.send(...call);
      }),
    );
  } else for await (const _ of work as AsyncGenerator<string>);
  const seconds = (performance.now() - began) / 1_000;
  const { processorSeconds } = await sandbox.used();
  return { what, count, seconds, processorSeconds: processorSeconds - before.processorSeconds };
}
