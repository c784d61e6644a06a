import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import { seesAt } from '../metadata/visible.js';
import { jsonAnswer } from '../routes/answers.js';
import { modelSets } from './model-types.js';

/** `GET /`: the names of all sets, in order (docs/facts/dataverse.md §6 "Documents"). */
export function serviceDocument(world: World, request: ApiRequest): ApiAnswer {
  if (request.method !== 'GET') throw faults.methodNotAllowed(request.method);
  const until = seesAt(world, request);
  const sets = [...world.metadata.tables.values(), ...world.metadata.intersects.values()]
    .filter((table) => table.visibleAt <= until)
    .map((table) => table.entitySetName);
  return jsonAnswer({
    '@odata.context': `${request.root}/$metadata`,
    value: [...sets.sort(), ...Object.keys(modelSets)].map((name) => ({ name, kind: 'EntitySet', url: name })),
  });
}
