import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import type { World } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import { complex } from '../routes/answers.js';
import { partOf } from './components.js';
import type { Argument } from './retrieve-dependencies.js';

/** `IsComponentCustomizable`: whether somebody may change the definition of a component. */
export function isCustomizable(world: World, request: ApiRequest, argument: Argument): ApiAnswer {
  const id = asGuid(argument('ComponentId'));
  const type = Number(argument('ComponentType'));
  if (id === null || !Number.isInteger(type)) throw faults.argument('ComponentId and ComponentType are required.');
  const part = partOf(world, { type, id });
  if (part === null) throw faults.unexpected(`There should be at least one metadata entity returned for ComponentId: ${id}`);
  return complex(request, 'IsComponentCustomizableResponse', {
    IsComponentCustomizable: part.kind !== 'table' || part.table.customizable,
  });
}
