import { type FaultRule, Faults } from '../actimo/index.js';
import { AdminError } from './http.js';
import type { AdminParts } from './parts.js';

export function faultsOf({ actimo, dataverse }: AdminParts): { actimo: unknown; dataverse: unknown } {
  return { actimo: actimo.faults.list(), dataverse: dataverse.faults.list() };
}

/** One rule, or several under `rules`; each says with `side` whom it is for. All are looked at before the first one is added. */
export function addFaults({ actimo, dataverse }: AdminParts, body: Record<string, unknown>): void {
  const rules = (Array.isArray(body.rules) ? body.rules : [body]) as Record<string, unknown>[];
  for (const { side, ...rule } of rules) {
    if (side !== 'actimo' && side !== 'dataverse') throw new AdminError(400, 'side must be actimo or dataverse');
    const wrong = side === 'actimo' ? Faults.wrong(rule) : dataverse.faults.wrong(rule);
    if (wrong) throw new AdminError(400, wrong);
  }
  for (const { side, ...rule } of rules) {
    if (side === 'actimo') actimo.faults.add(rule as unknown as FaultRule);
    else dataverse.faults.add(rule);
  }
}
