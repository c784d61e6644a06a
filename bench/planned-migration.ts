import { connectActimo } from '../src/actimo/index.js';
import { planObject, RefusedOwners, resolveIdentities, type Scene } from '../src/converge/index.js';
import { connectDataverse } from '../src/dataverse/index.js';
import { objectNames } from '../src/domain/index.js';
import { createLedger, finishReadPass, startReadPass, storePage } from '../src/ledger/index.js';
import { designSchema, Evidence, proposeMapping } from '../src/mapping/index.js';
import type { SandboxProcess } from '../src/stack/index.js';

/** A migration as it is just before its first write: everything read and planned, the schema in place. */
export interface PlannedMigration {
  readonly scene: Scene;
  close(): Promise<void>;
}

/** `name` names the migration, and with it a schema of the database. */
export async function planMigration(
  url: string,
  { actimo, dataverse }: SandboxProcess,
  options: { readonly name: string; readonly chunk: number; readonly concurrency: number },
): Promise<PlannedMigration> {
  const signal = new AbortController().signal;
  const keys = actimo.apiKeys.map((key) => ({ key }));
  const source = connectActimo({ url: actimo.url, keys, ratePerSecond: 5_000 });
  const destination = connectDataverse({ ...dataverse, maxConcurrency: options.concurrency });
  const ledger = await createLedger({ url, migration: options.name, client: (await source.client()).id });
  const evidence = new Evidence();
  for (const object of objectNames) {
    const pass = await startReadPass(ledger, object);
    for await (const { rows } of source.read(object)) {
      await storePage(ledger, { object, pass, rows });
      evidence.see(
        object,
        rows.map(({ body }) => body),
      );
    }
    await finishReadPass(ledger, { object, pass, complete: true, undisturbed: true, secondCount: null });
  }
  const doc = proposeMapping({ client: ledger.client, evidence, fieldDefinitions: await source.fieldDefinitions() });
  await destination.deploySchema(designSchema(doc));
  const scene: Scene = {
    ledger,
    dataverse: destination,
    doc,
    fallbackOwner: undefined,
    refusedOwners: new RefusedOwners(),
    maxChunkRows: options.chunk,
    longestWriteMs: 240_000,
    log: { info: () => undefined, warn: console.warn },
    reached: () => undefined,
  };
  await resolveIdentities(scene, signal);
  for (const object of objectNames) await planObject(scene, { object, pass: 'full', sampleOnly: false, signal });
  return {
    scene,
    close: async () => {
      source.close();
      destination.close();
      await ledger.close();
    },
  };
}
