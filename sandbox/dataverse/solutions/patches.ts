import { demandNamed } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { complex } from '../routes/answers.js';
import type { Row } from '../rows/row.js';
import { noteOn } from '../rows/server-write.js';
import { column, read } from '../rows/slots.js';
import { putRow } from '../seed.js';
import { componentsOf, solutionOf } from './components.js';

interface Parent {
  readonly row: Row;
  readonly version: readonly number[];
  readonly publisher: unknown;
}

const versionIn = (text: unknown): readonly number[] => {
  if (!/^\d+(\.\d+){1,3}$/.test(String(text))) throw faults.argument(`'${String(text)}' is no version of a solution.`);
  return [...String(text).split('.').map(Number), 0, 0].slice(0, 4);
};

const isAbove = (version: readonly number[], other: readonly number[]): boolean => {
  const at = version.findIndex((number, place) => number !== other[place]);
  return at >= 0 && (version[at] as number) > (other[at] as number);
};

/** Patches of a solution, in the order in which they were made. */
function patchesOf(world: World, solution: string): readonly Row[] {
  const table = tableOf(world, 'solution');
  return storeOf(world, 'solution').findByValue(column(table, 'parentsolutionid'), solution);
}

/** A solution that has patches takes nothing itself: what is new goes into a patch. */
export function refusePatched(world: World, solution: string | null): void {
  if (solution !== null && patchesOf(world, solution).length > 0)
    throw faults.argument('The solution has patches and cannot be changed itself: put it into a patch, or clone the solution.');
}

function parentIn(world: World, name: unknown): Parent {
  const facts = solutionOf(world, name);
  if (facts === null) throw faults.argument('ParentSolutionUniqueName is required.');
  if (facts.managed) throw faults.argument(`The solution ${facts.uniqueName} is managed and cannot be cloned.`);
  const table = tableOf(world, 'solution');
  const row = storeOf(world, 'solution').rows.get(facts.id) as Row;
  if (read(table, row.values, 'parentsolutionid') !== null) throw faults.argument(`The solution ${facts.uniqueName} is a patch itself.`);
  return { row, version: versionIn(read(table, row.values, 'version')), publisher: read(table, row.values, 'publisherid') };
}

/** Action `CloneAsPatch`: an empty solution under another one, of the same version but for build and revision (PD `create-patches-simplify-solution-updates.md`). */
export function cloneAsPatch(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateSolution', 'solution');
  const body = jsonBody(request, '');
  const { row, version, publisher } = parentIn(world, body.ParentSolutionUniqueName);
  const wanted = versionIn(body.VersionNumber);
  if (wanted[0] !== version[0] || wanted[1] !== version[1] || !isAbove(wanted, version))
    throw faults.argument('The version of a patch has the major and minor number of the solution, and a higher build or revision number.');
  const table = tableOf(world, 'solution');
  const id = world.random.guid();
  putRow(world, 'solution', {
    solutionid: id,
    uniquename: `${String(read(table, row.values, 'uniquename'))}_Patch_${id.slice(0, 8)}`,
    friendlyname: String(body.DisplayName),
    version: String(body.VersionNumber),
    publisherid: publisher,
    parentsolutionid: row.id,
    installedon: world.clock.text(),
    updatedon: world.clock.text(),
  });
  return complex(request, 'CloneAsPatchResponse', { SolutionId: id });
}

/** Action `CloneAsSolution`: patches go into their solution, which gets a version of its own. */
export function cloneAsSolution(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateSolution', 'solution');
  const body = jsonBody(request, '');
  const { row, version } = parentIn(world, body.ParentSolutionUniqueName);
  const wanted = versionIn(body.VersionNumber);
  if (!isAbove(wanted.slice(0, 2), version.slice(0, 2)))
    throw faults.argument('The version of the cloned solution has a higher major or minor number than the solution.');
  for (const patch of [...patchesOf(world, row.id)]) {
    for (const { row: component, component: what } of componentsOf(world, patch.id)) {
      const has = componentsOf(world, row.id).some(({ component: known }) => known.type === what.type && known.id === what.id);
      if (has) storeOf(world, 'solutioncomponent').remove(component);
      else noteOn(world, 'solutioncomponent', component.id, { solutionid: row.id });
    }
    moveOwned(world, patch.id, row.id);
    storeOf(world, 'solution').remove(patch);
  }
  noteOn(world, 'solution', row.id, {
    version: String(body.VersionNumber),
    friendlyname: String(body.DisplayName),
    updatedon: world.clock.text(),
  });
  return complex(request, 'CloneAsSolutionResponse', { SolutionId: row.id });
}

/** What came with a patch comes with its solution from now on. */
function moveOwned({ metadata }: World, from: string, to: string): void {
  const tables = [...metadata.tables.values()];
  const all = [
    ...tables,
    ...tables.flatMap((table) => [...table.columns.values(), ...table.keys]),
    ...metadata.optionSets.values(),
    ...metadata.relationships.values(),
    ...metadata.manyToMany.values(),
  ];
  for (const one of all) if (one.solution === from) one.solution = to;
}
