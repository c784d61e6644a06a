import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { noContent } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Body } from '../rows/apply.js';
import { createRow } from '../rows/create.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { read } from '../rows/slots.js';
import { updateRow } from '../rows/update.js';

export interface Closing {
  /** Name of the parameter that describes the activity. */
  readonly parameter: string;
  readonly table: string;
  /** What people call a row of it, with its article. */
  readonly called: string;
  readonly activity: string;
  /** Look-up of the activity to the row. */
  readonly lookup: string;
  readonly state: number;
  /** Throws what stands in the way. */
  readonly check: (world: World, row: Row) => void;
}

/** Closes a row and has a completed activity record how; `Status` -1 takes the status that belongs to the state. */
export function close(service: Service, request: ApiRequest, closing: Closing): ApiAnswer {
  const { world, hooks } = service;
  const body = jsonBody(request, '');
  const given = body[closing.parameter];
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw faults.payload('', `The parameter '${closing.parameter}' must be a row.`);
  const table = tableOf(world, closing.table);
  const activities = tableOf(world, closing.activity);
  demand(world, request, 'Write', table);
  demand(world, request, 'Create', activities);
  inTransaction(world, hooks, request, (context) => {
    const made = createRow(context, activities, given as Body);
    const id = read(activities, made.values, closing.lookup);
    const row = typeof id === 'string' ? storeOf(world, closing.table).rows.get(id) : undefined;
    if (row === undefined) throw faults.argument(`${closing.parameter} must be bound to ${closing.called} by ${closing.lookup}.`);
    closing.check(world, row);
    const status = body.Status === -1 ? {} : { statuscode: body.Status };
    updateRow(context, table, row, { statecode: closing.state, ...status });
    updateRow(context, activities, made, { statecode: 1 });
  });
  return noContent();
}
