import type { MigrationFile } from '../config/index.js';
import { migrationFileKind } from '../domain/index.js';
import { getArtefact, type Ledger } from '../ledger/index.js';
import { refusal } from './errors.js';

/** The migration file as `start` stored it: what the workers go by, whatever the file on disk says by now. */
export async function storedFile(ledger: Ledger): Promise<MigrationFile> {
  const artefact = await getArtefact(ledger, { kind: migrationFileKind });
  if (artefact === null) throw refusal(`Migration ${ledger.migration} was never started.`, '`actimo-to-dynamics start` starts it.');
  return JSON.parse(artefact.body) as MigrationFile;
}
