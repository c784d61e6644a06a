import { type FaultRule, wrongRule } from '../actimo/index.js';
import { AdminError } from './http.js';
import type { AdminParts } from './parts.js';

export function faultsOf({ actimo, dataverse }: AdminParts): { actimo: unknown; dataverse: unknown } {
  return { actimo: actimo.faults.list(), dataverse: dataverse.faults.list() };
}

/** One rule, or several under `rules`; each says with `side` whom it is for. All are looked at before the first one is added. */
export function addFaults({ actimo, dataverse }: AdminParts, body: Record<string, unknown>): void {
  const { rules: given = [body] } = body;
  if (!Array.isArray(given) || !given.every(isObject)) throw new AdminError(400, 'rules must be a list of rules');
  const rules: readonly Readonly<Record<string, unknown>>[] = given;
  for (const { side, ...rule } of rules) {
    if (side !== 'actimo' && side !== 'dataverse') throw new AdminError(400, 'side must be actimo or dataverse');
    const wrong = side === 'actimo' ? wrongRule(rule) : dataverse.faults.wrong(rule);
    if (wrong) throw new AdminError(400, wrong);
  }
  for (const { side, ...rule } of rules) {
    if (side === 'actimo') actimo.faults.add(rule as unknown as FaultRule);
    else dataverse.faults.add(rule);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
