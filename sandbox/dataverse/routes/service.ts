import type { BackgroundOperations } from '../background/operations.js';
import { type BulkMessage, isBulkMessage } from '../bulk/multiple.js';
import type { World } from '../core/world.js';
import type { Transfers } from '../files/transfers.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import type { Jobs } from '../jobs/jobs.js';
import type { Timetable } from '../jobs/timetable.js';
import type { WriteHooks } from '../rows/run.js';
import type { SearchLimit } from '../search/limit.js';

/** What routes need beside the request. */
export interface Service {
  readonly world: World;
  readonly hooks: WriteHooks;
  readonly transfers: Transfers;
  readonly jobs: Jobs;
  readonly searches: SearchLimit;
  readonly background: BackgroundOperations;
  readonly timetable: Timetable;
  /** Runs a customization, unless another one is running. */
  readonly customize: (request: ApiRequest, work: () => ApiAnswer) => ApiAnswer;
}

/** The bulk message that a path calls, with the entity set it is called on. */
export function bulkCall(path: string): { readonly set: string; readonly message: BulkMessage } | null {
  const match = /^([A-Za-z_]\w*)\/Microsoft\.Dynamics\.CRM\.(\w+)$/.exec(path);
  const name = match?.[2];
  return match !== null && name !== undefined && isBulkMessage(name) ? { set: match[1] as string, message: name } : null;
}
