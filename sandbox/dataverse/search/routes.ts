import { runLater } from '../background/run-later.js';
import { faults } from '../core/errors.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { complex, jsonAnswer } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import { first, second } from './answers.js';
import { search } from './operations.js';
import { isSearchOperation, readFirst, readSecond, type SearchOperation } from './search-request.js';
import { searchStatistics, searchStatus } from './status.js';

/** `searchquery`, `searchsuggest` and `searchautocomplete` as actions of the Web API. */
export const searchAction =
  (operation: SearchOperation) =>
  (service: Service, request: ApiRequest): ApiAnswer => {
    service.searches.enter(request.user);
    const asked = readSecond(operation, jsonBody(request, ''));
    const run = () => inText(request, `search${operation}Response`, search(service.world, request, operation, asked, second));
    const name = `search${operation}`;
    return runLater(service, request, { name, displayName: name }, run) ?? run();
  };

/** The actions of search are custom APIs. */
export const isSearchAction = (name: string): boolean => name.startsWith('search') && isSearchOperation(name.slice('search'.length));

/** `searchstatus` and `searchstatistics` as functions of the Web API. */
export const searchFunction = (name: 'searchstatus' | 'searchstatistics', service: Service, request: ApiRequest): ApiAnswer =>
  inText(request, `${name}Response`, name === 'searchstatus' ? searchStatus(service.world) : searchStatistics(service.world));

const inText = (request: ApiRequest, type: string, value: unknown): ApiAnswer =>
  complex(request, type, { response: JSON.stringify(value) });

/** `/api/search/v1.0/query` and its kin, which are outside of the Web API; version 2.0 answers as the Web API does. */
export function searchEndpoint(service: Service, version: '1.0' | '2.0', request: ApiRequest): ApiAnswer {
  const { path, method } = request;
  if (version === '2.0' && (path === 'status' || path === 'statistics')) {
    if (method !== 'GET') throw faults.methodNotAllowed(method);
    return searchFunction(`search${path}`, service, request);
  }
  if (!isSearchOperation(path)) throw faults.noResource(`${request.root}/${path}`);
  if (method !== 'POST') throw faults.methodNotAllowed(method);
  if (version === '2.0') return searchAction(path)(service, request);
  service.searches.enter(request.user);
  const found = search(service.world, request, path, readFirst(path, jsonBody(request, '')), first);
  return jsonAnswer(found, 200, { 'Content-Type': 'application/json' });
}
