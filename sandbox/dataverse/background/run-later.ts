import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { tableOf } from '../core/world.js';
import { errorAnswer } from '../http/error-answer.js';
import { type ApiAnswer, type ApiRequest, preferencesOf } from '../http/request.js';
import type { Service } from '../routes/service.js';

/** Where the state of a background operation is told. */
const monitorOf = (request: Pick<ApiRequest, 'root'>, id: string): string =>
  `${new URL(request.root).origin}/api/backgroundoperation/${id}`;

/** Puts the call of a custom API off when the request prefers that (docs: background operations); null: it is to be done now. */
export function runLater(
  service: Service,
  request: ApiRequest,
  api: { readonly name: string; readonly displayName: string },
  run: () => ApiAnswer,
): ApiAnswer | null {
  const { respondAsync, callback } = preferencesOf(request);
  if (!respondAsync) return null;
  const { world } = service;
  const table = tableOf(world, 'backgroundoperation');
  demand(world, request, 'Read', table);
  demand(world, request, 'Write', table);
  if (request.tx !== null) throw faults.argument('An operation of a change set cannot be run in the background.');
  const id = service.background.start({
    ...api,
    user: request.user,
    inputs: request.body.toString(),
    location: (operation) => monitorOf(request, operation),
    callback,
    run() {
      try {
        return run();
      } catch (error) {
        return errorAnswer(error, request);
      }
    },
  });
  const location = monitorOf(request, id);
  return {
    status: 202,
    headers: {
      'OData-Version': '4.0',
      Location: location,
      'x-ms-dyn-backgroundoperationid': id,
      'Preference-Applied': callback === null ? 'respond-async' : 'callback',
      ...(callback === null ? {} : { 'Content-Type': 'application/json; odata.metadata=minimal' }),
    },
    body: callback === null ? null : JSON.stringify({ backgroundOperationId: id, location }),
  };
}

/** Only custom APIs run in the background. */
export function refuseLater(request: ApiRequest, name: string): void {
  if (preferencesOf(request).respondAsync) throw faults.argument(`${name} cannot be run in the background: it is no custom API.`);
}
