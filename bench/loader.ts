import { convergePartition, type StepCounts } from '../src/converge/index.js';
import type { ObjectName } from '../src/domain/index.js';
import { epoch } from '../src/ledger/index.js';
import { type SandboxProcess, startSandbox } from '../src/stack/index.js';
import type { Comparison, Figures } from './bench.js';
import { compare, type Way } from './compare.js';
import { type PlannedMigration, planMigration } from './planned-migration.js';
import { postEach } from './post-each.js';
import { withPostgres } from './with-postgres.js';

export const name = 'loader';
export const describe =
  'Contacts written, journaled, read back and judged by the loader, against a script that sends one POST per person; both with four requests at once';

const people = 1_500;
const concurrency = 4;

export async function run(): Promise<Figures> {
  return withPostgres(async (url) => ({ comparisons: [await atLatency(url, 0), await atLatency(url, 50)] }));
}

/** Milliseconds that every answer of the stand-in takes at least: none, and about what a request over the internet takes. */
function atLatency(url: string, latency: number): Promise<Comparison> {
  // Each way has a stand-in of its own in each round: neither finds rows of the other, nor limits that the other has used up.
  const start = (round: number): Promise<SandboxProcess> =>
    startSandbox(['--users', people, '--seed', round + 1, '--actimo-rate', 5_000, '--latency', latency].map(String));
  return compare(`Contacts, at ${latency} ms latency`, { ours: loader(url, start, latency), instead: script(start) });
}

type StartBox = (round: number) => Promise<SandboxProcess>;

function loader(url: string, start: StartBox, latency: number): Way {
  let box: SandboxProcess | undefined;
  let planned: PlannedMigration | undefined;
  const converge = async (object: ObjectName, table: string): Promise<StepCounts[]> => {
    if (planned === undefined) throw new Error('nothing was planned');
    const { scene } = planned;
    const current = await epoch(scene.ledger);
    const partition = (index: number) => ({ index, of: concurrency });
    return Promise.all(
      Array.from({ length: concurrency }, (_, index) =>
        convergePartition(scene, {
          ...{ object, table, facet: 'core', pass: 'full', sampleOnly: false, attempt: 1, epoch: current },
          partition: partition(index),
          signal: new AbortController().signal,
        }),
      ),
    );
  };
  return {
    what: 'planned afresh, sent in chunks, journaled, read back, every field judged',
    prepare: async (round) => {
      box = await start(round);
      planned = await planMigration(url, box, { name: `loader-${latency}-${round}`, chunk: 200, concurrency });
      await converge('workspace', 'account');
    },
    round: async () => {
      const counts = await converge('user', 'contact');
      const verified = counts.reduce((sum, one) => sum + one.verified, 0);
      const wrong = counts.reduce((sum, one) => sum + one.notInOrder + one.waiting, 0);
      if (verified < people / 2 || wrong > 0) throw new Error(`${verified} verified, ${wrong} not in order`);
      return verified;
    },
    finish: async () => {
      await planned?.close();
      await box?.stop();
    },
  };
}

function script(start: StartBox): Way {
  let box: SandboxProcess | undefined;
  let send: (() => Promise<number>) | undefined;
  return {
    what: 'a POST each with twelve columns, nothing kept and nothing read back',
    prepare: async (round) => {
      box = await start(round);
      send = await postEach(box, concurrency);
    },
    round: () => {
      if (send === undefined) throw new Error('nothing was prepared');
      return send();
    },
    finish: () => box?.stop(),
  };
}
