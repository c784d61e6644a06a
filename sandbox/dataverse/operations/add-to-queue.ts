import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { storeOf, tableOf } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { complex } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Body } from '../rows/apply.js';
import { createRow } from '../rows/create.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { column, targetOf } from '../rows/slots.js';
import { updateRow } from '../rows/update.js';
import { rowIn } from './row-parameter.js';

/** Action `AddToQueue` on a queue: a row waits there, and in no other queue any more (PD `webapi/use-web-api-actions.md`). */
export function addToQueue(service: Service, queue: Row, request: ApiRequest): ApiAnswer {
  const { world, hooks } = service;
  const body = jsonBody(request, 'queues');
  const items = tableOf(world, 'queueitem');
  demand(world, request, 'Create', items);
  const object = column(items, 'objectid');
  const id = inTransaction(world, hooks, request, (context) => {
    const { table, row } = rowIn(context, body.Target, 'Target');
    const more = (body.QueueItemProperties ?? {}) as Body;
    const place = { ...more, 'queueid@odata.bind': `/queues(${queue.id})` };
    const waiting = storeOf(world, 'queueitem')
      .findByValue(object, row.id)
      .find(({ values }) => targetOf(object, values) === table.logicalName);
    if (waiting !== undefined) {
      updateRow(context, items, waiting, place);
      return waiting.id;
    }
    if (!object.targets.includes(table.logicalName)) throw faults.unsupportedMessage('AddToQueue', table.logicalName);
    return createRow(context, items, { ...place, [`objectid_${table.logicalName}@odata.bind`]: `/${table.entitySetName}(${row.id})` }).id;
  });
  return complex(request, 'AddToQueueResponse', { QueueItemId: id });
}
