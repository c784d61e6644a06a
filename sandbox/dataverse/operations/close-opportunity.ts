import { DataverseFault } from '../core/errors.js';
import { tableOf } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import type { Service } from '../routes/service.js';
import { read } from '../rows/slots.js';
import { close } from './close.js';

/** Actions `WinOpportunity` and `LoseOpportunity`: the opportunity changes its state, and an activity records it (PD `webapi/use-web-api-actions.md`, 2020). */
export const closeOpportunity = (service: Service, request: ApiRequest, state: 1 | 2): ApiAnswer =>
  close(service, request, {
    parameter: 'OpportunityClose',
    table: 'opportunity',
    called: 'an opportunity',
    activity: 'opportunityclose',
    lookup: 'opportunityid',
    state,
    check(world, { values }) {
      if (read(tableOf(world, 'opportunity'), values, 'statecode') !== 0)
        throw new DataverseFault(400, '0x80040203', 'The opportunity is closed already.');
    },
  });
