import { DataverseFault } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import { complex } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import { childrenOf } from '../rows/delete.js';
import type { Row } from '../rows/row.js';
import { read } from '../rows/slots.js';
import { close } from './close.js';

/** Action `CloseIncident`: the case is resolved, and an activity records how (PD `webapi/use-web-api-actions.md`). */
export const closeIncident = (service: Service, request: ApiRequest): ApiAnswer =>
  close(service, request, {
    parameter: 'IncidentResolution',
    table: 'incident',
    called: 'a case',
    activity: 'incidentresolution',
    lookup: 'incidentid',
    state: 1,
    check(world, incident) {
      if (read(tableOf(world, 'incident'), incident.values, 'statecode') !== 0)
        throw new DataverseFault(400, '0x80040203', 'Already Closed or Canceled');
      if (activitiesOf(world, incident).some(({ state }) => state === 0 || state === 3))
        throw new DataverseFault(400, '0x80040203', 'The incident can not be closed because there are open activities for this incident.');
    },
  });

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
