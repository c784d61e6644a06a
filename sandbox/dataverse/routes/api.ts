import { checkBypass } from '../auth/bypass.js';
import { monitor } from '../background/monitor.js';
import { refuseLater } from '../background/run-later.js';
import { faults } from '../core/errors.js';
import { csdlDocument } from '../csdl/document.js';
import { serviceDocument } from '../csdl/service-document.js';
import { callCustomApi } from '../custom-apis/call.js';
import { customApi } from '../custom-apis/definition.js';
import { withNumbers } from '../formats/read.js';
import { inFormat } from '../formats/write.js';
import type { Api } from '../http/apis.js';
import { errorAnswer } from '../http/error-answer.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import { parseSegment, splitPath } from '../http/segments.js';
import { metadataRoutes } from '../metadata/routes.js';
import { checkParameters } from '../operations/parameters.js';
import { actionSignatures } from '../operations/signatures.js';
import { isSearchAction, searchEndpoint } from '../search/routes.js';
import { isPlainAction, plainActions } from './actions.js';
import { entitySet } from './entity-set.js';
import { callFunction, isFunction } from './functions.js';
import type { Service } from './service.js';

/** Answers one operation; a refusal is an answer too. */
export function answer(service: Service, request: ApiRequest, api: Api = 'data'): ApiAnswer {
  const { work } = request;
  const before = work.written;
  try {
    // A part of a batch may carry such headers of its own.
    if (request.inBatch) checkBypass(service.world, request, request.headers);
    return routes[api](service, request);
  } catch (error) {
    return errorAnswer(error, request);
  } finally {
    work.operations = (work.operations ?? 0) + Math.max(1, work.written - before);
  }
}

const routes: Readonly<Record<Api, (service: Service, request: ApiRequest) => ApiAnswer>> = {
  data: (service, request) => inFormat(service.world, request, route(service, withNumbers(service.world, request))),
  'search/v1.0': (service, request) => searchEndpoint(service, '1.0', request),
  'search/v2.0': (service, request) => searchEndpoint(service, '2.0', request),
  backgroundoperation: monitor,
};

/** Functions and actions that the real service has and that are asked for by clients like ours. */
const otherOperations = new Set([
  'DeleteAndPromote',
  'DeleteAndPromoteAsync',
  'StageAndUpgrade',
  'StageAndUpgradeAsync',
  'RetrieveEntityChanges',
  'CloseQuote',
  'CreateManyToMany',
  'ExecuteWorkflow',
]);

/** Finds what the path means. Throws DataverseFault. */
function route(service: Service, request: ApiRequest): ApiAnswer {
  const parts = splitPath(request.path);
  const [first] = parts;
  if (first === undefined) return serviceDocument(service.world, request);
  if (first === '$metadata' && parts.length === 1) return csdlDocument(service.world, request);
  const table = service.world.metadata.bySet(first.includes('(') ? first.slice(0, first.indexOf('(')) : first);
  if (table !== undefined) return entitySet(service, table, parts, request);
  const segment = parseSegment(first);
  const { name } = segment;
  if (isFunction(name)) return callFunction(service, name, segment, request);
  if (isPlainAction(name)) {
    if (request.method !== 'POST') throw faults.noResource(`${request.root}/${request.path}`);
    checkParameters(request, name, '', actionSignatures[name]);
    if (!isSearchAction(name)) refuseLater(request, name);
    return plainActions[name](service, request);
  }
  const custom = customApi(service.world, name, 'none', null);
  if (custom !== undefined && parts.length === 1) return callCustomApi(service, custom, segment, '', request);
  const metadata = metadataRoutes(service, segment, parts, request);
  if (metadata !== null) return metadata;
  if (otherOperations.has(segment.name)) throw faults.notPlayed(`the operation ${segment.name}`);
  throw faults.unknownSegment(segment.name);
}
