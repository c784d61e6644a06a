import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { type Caller, demandNamed } from './privileges.js';

/** What a request's headers switch off (docs/facts/dataverse.md §2). */
export interface Bypass {
  readonly sync: boolean;
  readonly async: boolean;
  readonly flows: boolean;
  readonly steps: ReadonlySet<string>;
}

const words = (text: string | undefined): string[] => (text ?? '').split(',').map((word) => word.trim().toLowerCase());
const isTrue = (text: string | undefined): boolean => /^true$/i.test(text ?? '');

export function bypassOf(headers: Readonly<Record<string, string | undefined>>): Bypass {
  const logic = words(headers['mscrm.bypassbusinesslogicexecution']);
  return {
    sync: isTrue(headers['mscrm.bypasscustompluginexecution']) || logic.includes('customsync'),
    async: logic.includes('customasync'),
    flows: isTrue(headers['mscrm.suppresscallbackregistrationexpanderjob']),
    steps: new Set(words(headers['mscrm.bypassbusinesslogicexecutionstepids'])),
  };
}

/** Headers that switch custom logic off need a privilege, and know only certain words (docs/facts/dataverse.md §2). */
export function checkBypass(world: World, caller: Caller, headers: Readonly<Record<string, string | undefined>>): void {
  const logic = headers['mscrm.bypassbusinesslogicexecution'];
  if (logic !== undefined) {
    for (const word of logic.split(',')) {
      if (!/^Custom(Sync|Async)$/i.test(word.trim())) throw faults.argument(`'${word}' is no value of MSCRM.BypassBusinessLogicExecution.`);
    }
    demandNamed(world, caller, 'prvBypassCustomBusinessLogic', 'sdkmessage');
  }
  const steps = headers['mscrm.bypassbusinesslogicexecutionstepids'];
  if (steps !== undefined) {
    if (steps.split(',').length > 3) throw faults.argument('MSCRM.BypassBusinessLogicExecutionStepIds names at most 3 steps.');
    demandNamed(world, caller, 'prvBypassCustomBusinessLogic', 'sdkmessage');
  }
  if (isTrue(headers['mscrm.bypasscustompluginexecution'])) demandNamed(world, caller, 'prvBypassCustomPlugins', 'sdkmessage');
}
