import { demandNamed } from '../auth/privileges.js';
import { runLater } from '../background/run-later.js';
import { DataverseFault, faults } from '../core/errors.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import type { Segment } from '../http/segments.js';
import { checkParameters } from '../operations/parameters.js';
import { complex, noContent } from '../routes/answers.js';
import { argumentsOf } from '../routes/functions.js';
import type { Service } from '../routes/service.js';
import type { CustomApi } from './definition.js';

/**
 * Calls a custom API. Without a plug-in of its own, which nothing here can be, it checks what it is given and answers results that nobody has set;
 * it can be run in the background as any other.
 */
export function callCustomApi(service: Service, api: CustomApi, segment: Segment, set: string, request: ApiRequest): ApiAnswer {
  if (request.method !== (api.isFunction ? 'GET' : 'POST')) throw faults.noResource(`${request.root}/${request.path}`);
  if (api.privilege !== null) demandNamed(service.world, request, api.privilege, 'customapi');
  if (api.isFunction) demandArguments(api, segment, request);
  else checkParameters(request, api.name, set, api.signature);
  const run = (): ApiAnswer =>
    api.results.length === 0
      ? noContent()
      : complex(request, `${api.name}Response`, Object.fromEntries(api.results.map((name) => [name, null])));
  return runLater(service, request, api, run) ?? run();
}

function demandArguments(api: CustomApi, segment: Segment, request: ApiRequest): void {
  const given = argumentsOf(segment, request);
  for (const [name, type] of Object.entries(api.signature.parameters)) {
    if (type.endsWith('!') && given(name) === undefined) throw new DataverseFault(400, '0x80040203', `Required field '${name}' is missing`);
  }
}
