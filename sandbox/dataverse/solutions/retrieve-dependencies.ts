import { v5 } from 'uuid';
import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import type { World } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import { jsonAnswer } from '../routes/answers.js';
import { type Component, type Part, partOf } from './components.js';
import { nameOf } from './names.js';

/** Looks up a parameter of a function by its name. */
export type Argument = (name: string) => string | undefined;

const namespace = '8d9e0a52-6f5b-5c58-9a8e-3b1f6f2a7c41';
/** Between published components. */
const published = 2;

/** Functions that answer rows of `dependency`: who depends on the component, or (`turned`) on what it depends. */
export function retrieveDependencies(
  world: World,
  request: ApiRequest,
  argument: Argument,
  find: (world: World, part: Part) => readonly Component[],
  turned = false,
): ApiAnswer {
  const id = asGuid(argument('ObjectId'));
  const type = Number(argument('ComponentType'));
  if (id === null || !Number.isInteger(type)) throw faults.argument('ObjectId and ComponentType are required.');
  const given: Component = { type, id };
  const part = partOf(world, given);
  if (part === null) throw faults.noMetadata('SolutionComponent', id);
  const value = find(world, part).map((other) => {
    const [dependent, needed] = turned ? [given, other] : [other, given];
    return {
      dependencyid: v5(`${dependent.id}>${needed.id}`, namespace),
      dependencytype: published,
      dependentcomponenttype: dependent.type,
      dependentcomponentobjectid: dependent.id,
      dependentcomponentparentid: parentOf(world, dependent),
      requiredcomponenttype: needed.type,
      requiredcomponentobjectid: needed.id,
      requiredcomponentparentid: parentOf(world, needed),
    };
  });
  return jsonAnswer({ '@odata.context': `${request.root}/$metadata#dependencies`, value });
}

function parentOf(world: World, component: Component): string | null {
  const part = partOf(world, component);
  return part === null ? null : nameOf(part).parent;
}
