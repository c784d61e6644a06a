import { demand } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { storeOf, tableOf } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { noContent } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Body } from '../rows/apply.js';
import { createRow } from '../rows/create.js';
import { inTransaction } from '../rows/run.js';
import { read } from '../rows/slots.js';
import { updateRow } from '../rows/update.js';

/** Actions `WinOpportunity` and `LoseOpportunity`: the opportunity changes its state, and an activity records it (PD `webapi/use-web-api-actions.md`, 2020). */
export function closeOpportunity(service: Service, request: ApiRequest, state: 1 | 2): ApiAnswer {
  const { world, hooks } = service;
  const body = jsonBody(request, '');
  const given = body.OpportunityClose;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw faults.payload('', "The parameter 'OpportunityClose' must be a row.");
  const opportunities = tableOf(world, 'opportunity');
  const closes = tableOf(world, 'opportunityclose');
  demand(world, request, 'Write', opportunities);
  demand(world, request, 'Create', closes);
  inTransaction(world, hooks, request, (context) => {
    const made = createRow(context, closes, given as Body);
    const id = read(closes, made.values, 'opportunityid');
    const opportunity = typeof id === 'string' ? storeOf(world, 'opportunity').rows.get(id) : undefined;
    if (opportunity === undefined) throw faults.argument('OpportunityClose must be bound to an opportunity by opportunityid.');
    if (read(opportunities, opportunity.values, 'statecode') !== 0)
      throw new DataverseFault(400, '0x80040203', 'The opportunity is closed already.');
    const status = body.Status === -1 ? {} : { statuscode: body.Status };
    updateRow(context, opportunities, opportunity, { statecode: state, ...status });
    updateRow(context, closes, made, { statecode: 1 });
  });
  return noContent();
}
