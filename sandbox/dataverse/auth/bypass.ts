import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { type Caller, demandNamed } from './privileges.js';

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
  if (/^true$/i.test(headers['mscrm.bypasscustompluginexecution'] ?? ''))
    demandNamed(world, caller, 'prvBypassCustomPlugins', 'sdkmessage');
}
