import { demandNamed } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { jsonAnswer, noContent } from '../routes/answers.js';
import { type Component, componentIn, componentTypes, partOf, putComponent, type SolutionFacts, solutionOf } from './components.js';
import { required } from './dependencies.js';
import { refusePatched } from './patches.js';

const kindOf = (type: number): keyof typeof componentTypes | undefined =>
  (Object.keys(componentTypes) as (keyof typeof componentTypes)[]).find((name) => componentTypes[name] === type);

/** Action `AddSolutionComponent`: puts something that is there into an unmanaged solution (docs/facts/dataverse.md §6). */
export function addSolutionComponent(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateCustomization', 'solution');
  const body = jsonBody(request, '');
  const solution = openSolution(world, body.SolutionUniqueName);
  const { component, part } = knownComponent(world, asGuid(body.ComponentId), body.ComponentType);
  const row = put(world, solution, component, body.DoNotIncludeSubcomponents === true ? 1 : 0);
  if (body.AddRequiredComponents === true) for (const one of required(world, part)) put(world, solution, one, 1);
  return jsonAnswer({ '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.AddSolutionComponentResponse`, id: row });
}

/** Action `RemoveSolutionComponent`. The parameter is called after the row, but holds the id of the component itself. */
export function removeSolutionComponent(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateCustomization', 'solution');
  const body = jsonBody(request, '');
  const solution = openSolution(world, body.SolutionUniqueName);
  const given = (body.SolutionComponent as { solutioncomponentid?: unknown } | null)?.solutioncomponentid;
  const { component } = knownComponent(world, asGuid(given), body.ComponentType);
  const row = componentIn(world, solution.id, component.type, component.id);
  if (row === undefined) throw faults.noMetadata('SolutionComponent', component.id);
  storeOf(world, 'solutioncomponent').remove(row);
  return noContent();
}

function openSolution(world: World, name: unknown): SolutionFacts {
  const solution = solutionOf(world, name);
  if (solution === null) throw faults.argument('SolutionUniqueName is required.');
  if (solution.managed) throw faults.argument(`The solution ${solution.uniqueName} is managed: what is in it cannot be changed.`);
  refusePatched(world, solution.id);
  return solution;
}

function knownComponent(world: World, id: string | null, type: unknown) {
  if (id === null || typeof type !== 'number' || kindOf(type) === undefined)
    throw faults.argument('ComponentId and ComponentType must name a component of a type that is played.');
  const component: Component = { type, id };
  const part = partOf(world, component);
  if (part === null) throw faults.noMetadata('SolutionComponent', id);
  return { component, part };
}

/** Puts it in; answers the id of the row that says so. */
function put(world: World, solution: SolutionFacts, { type, id }: Component, behavior: 0 | 1): string {
  return putComponent(world, solution.id, kindOf(type) ?? 'table', id, behavior)?.id ?? '';
}
