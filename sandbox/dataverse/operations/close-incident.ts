import { demand } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { complex, noContent } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Body } from '../rows/apply.js';
import { createRow } from '../rows/create.js';
import { childrenOf } from '../rows/delete.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { read } from '../rows/slots.js';
import { updateRow } from '../rows/update.js';

/** Action `CloseIncident`: the case is resolved, and an activity records how (PD `webapi/use-web-api-actions.md`). */
export function closeIncident(service: Service, request: ApiRequest): ApiAnswer {
  const { world, hooks } = service;
  const body = jsonBody(request, '');
  const given = body.IncidentResolution;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw faults.payload('', "The parameter 'IncidentResolution' must be a row.");
  const incidents = tableOf(world, 'incident');
  const resolutions = tableOf(world, 'incidentresolution');
  demand(world, request, 'Write', incidents);
  demand(world, request, 'Create', resolutions);
  inTransaction(world, hooks, request, (context) => {
    const made = createRow(context, resolutions, given as Body);
    const id = read(resolutions, made.values, 'incidentid');
    const incident = typeof id === 'string' ? storeOf(world, 'incident').rows.get(id) : undefined;
    if (incident === undefined) throw faults.argument('IncidentResolution must be bound to a case by incidentid.');
    if (read(incidents, incident.values, 'statecode') !== 0) throw new DataverseFault(400, '0x80040203', 'Already Closed or Canceled');
    if (activitiesOf(world, incident).some(({ state }) => state === 0 || state === 3))
      throw new DataverseFault(400, '0x80040203', 'The incident can not be closed because there are open activities for this incident.');
    const status = body.Status === -1 ? {} : { statuscode: body.Status };
    updateRow(context, incidents, incident, { statecode: 1, ...status });
    updateRow(context, resolutions, made, { statecode: 1 });
  });
  return noContent();
}

/** Function `CalculateTotalTimeIncident`: minutes spent in the activities of a case that are done. */
export function totalTime({ world }: Service, request: ApiRequest, id: string): ApiAnswer {
  const incident = storeOf(world, 'incident').rows.get(id);
  const done = incident === undefined ? [] : activitiesOf(world, incident).filter(({ state }) => state === 1);
  return complex(request, 'CalculateTotalTimeIncidentResponse', { TotalTime: done.reduce((sum, { minutes }) => sum + minutes, 0) });
}

/** State of each activity about a case, and how long it took. */
function activitiesOf(world: World, incident: Row): { readonly state: unknown; readonly minutes: number }[] {
  return world.metadata
    .oneToMany('incident')
    .filter(
      ({ referencingAttribute, referencingEntity }) =>
        referencingAttribute === 'regardingobjectid' && referencingEntity !== 'activitypointer',
    )
    .flatMap((relationship) => {
      const table = tableOf(world, relationship.referencingEntity);
      return childrenOf({ world }, relationship, incident).map(({ values }) => ({
        state: read(table, values, 'statecode'),
        minutes: Number(read(table, values, 'actualdurationminutes') ?? 0),
      }));
    });
}
