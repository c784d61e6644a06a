import { demandAccess } from '../auth/access.js';
import { DataverseFault, faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf, tableOf } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import type { Service } from '../routes/service.js';
import { inTransaction } from '../rows/run.js';
import { read } from '../rows/slots.js';
import { updateRow } from '../rows/update.js';
import { stages, stateOf } from './operations.js';

/** `GET` and `DELETE /api/backgroundoperation/<id>`: how an operation stands, with its results, and calling it off. */
export function monitor(service: Service, request: ApiRequest): ApiAnswer {
  const { world, hooks } = service;
  const id = asGuid(request.path);
  const row = id === null ? undefined : storeOf(world, 'backgroundoperation').rows.get(id);
  if (row === undefined) throw new DataverseFault(404, '0x80048d02', `Could not find item '${request.path}'.`);
  const table = tableOf(world, 'backgroundoperation');
  switch (request.method) {
    case 'GET': {
      demandAccess(world, request, 'Read', table, row);
      const outputs = read(table, row.values, 'outputparameters');
      const results = typeof outputs === 'string' ? (JSON.parse(outputs) as { Key: string; Value: unknown }[]) : [];
      return plain({ ...stateOf(world, row.id), ...Object.fromEntries(results.map(({ Key, Value }) => [Key, Value])) });
    }
    case 'DELETE': {
      demandAccess(world, request, 'Write', table, row);
      const [state, status] = stages.canceling;
      inTransaction(world, hooks, request, (context) =>
        updateRow(context, table, row, { backgroundoperationstatecode: state, backgroundoperationstatuscode: status }),
      );
      return plain({ backgroundOperationStateCode: state, backgroundOperationStatusCode: status });
    }
    default:
      throw faults.methodNotAllowed(request.method);
  }
}

const plain = (value: unknown): ApiAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});
