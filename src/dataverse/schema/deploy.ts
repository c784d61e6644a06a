import type { SchemaDesign, SchemaDifference, SchemaPart } from '../../domain/index.js';
import type { SchemaOptions } from '../dataverse.js';
import { missing } from './compare.js';
import { type Deployment, refuse, type SchemaDeps } from './deployment.js';
import { optionsToAdd } from './grow-choice.js';
import { compareAll, takeInventory } from './inventory.js';
import { makeColumns } from './make-columns.js';
import { makeKeys } from './make-keys.js';
import { makeLookups } from './make-lookups.js';
import { makePackaging } from './make-packaging.js';
import { makeRoles } from './make-roles.js';
import { makeTables } from './make-tables.js';
import { checkNames, columnPart, spoken } from './names.js';
import { createParts } from './parts.js';

/** What cannot be mended by making something: everything that is there and is not as designed. */
function hardDifferences(to: Deployment): SchemaDifference[] {
  const { design, there } = to;
  const growing = new Set(
    design.columns
      .filter((column) => (optionsToAdd(column, to)?.length ?? 0) > 0)
      .map((column) => spoken('column', columnPart(column.table, column.schemaName))),
  );
  const waiting = new Set(design.keys.map((key) => spoken('key', columnPart(key.table, key.schemaName))));
  return compareAll(design, there).filter(
    ({ part, found, wanted }) => found !== missing && !growing.has(part) && !(waiting.has(part) && wanted.endsWith(', active')),
  );
}

/** Number of parts in a design, for a progress bar. */
const countParts = (design: SchemaDesign): number =>
  2 +
  design.tables.length +
  design.columns.length +
  design.keys.length +
  design.lookups.length +
  design.connectionRoles.length +
  (design.securityRole === undefined ? 0 : 1);

/**
 * Order and waits as Dataverse needs them (docs/facts/dataverse.md §6): all tables, then all columns, then keys until they are active, then look-ups, each
 * stage seen by every server before the next begins; one operation at a time.
 */
export async function deploySchema(deps: SchemaDeps, design: SchemaDesign, options: SchemaOptions): Promise<readonly SchemaPart[]> {
  checkNames(design);
  const { signal } = options;
  const parts = createParts(countParts(design), options);
  const there = await takeInventory(design, { ...deps, businessUnit: deps.me.businessUnitId, signal });
  const to: Deployment = { ...deps, design, parts, there, signal, inSolution: { 'MSCRM.SolutionUniqueName': design.solution.uniqueName } };
  refuse(hardDifferences(to));
  await makePackaging(to);
  const all = await makeTables(to);
  await makeColumns(to, all);
  await makeKeys(to);
  await makeLookups(to, all);
  await makeRoles(to);
  return parts.all();
}
