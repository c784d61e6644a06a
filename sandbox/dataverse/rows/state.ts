import { faults } from '../core/errors.js';
import type { Table } from '../metadata/types.js';

/**
 * State and status must fit each other; the one that is not said follows the other's default (docs/facts/dataverse.md §8 "State").
 * `before` is null on a create; `statusSaid`: the body names a status.
 */
export function settleState(table: Table, id: string, values: unknown[], before: readonly unknown[] | null, statusSaid: boolean): void {
  const state = table.columns.get('statecode');
  const status = table.columns.get('statuscode');
  if (state === undefined || status === undefined) return;
  const oldState = before === null ? null : before[state.slot];
  const newState = values[state.slot] ?? null;
  const newStatus = values[status.slot] ?? null;
  if (before !== null && newState === oldState && newStatus === before[status.slot]) return;
  const stateCode = (newState as number | null) ?? state.options?.[0]?.value ?? 0;
  const chosen = state.options?.find((option) => option.value === stateCode);
  const statusCode = statusSaid || stateCode === oldState ? newStatus : (chosen?.defaultStatus ?? null);
  const fits = status.options?.find((option) => option.value === statusCode);
  if (fits === undefined || fits.state !== stateCode)
    throw faults.statePair(table.logicalName, id, statusCode, chosen?.invariantName ?? String(stateCode));
  values[state.slot] = stateCode;
  values[status.slot] = statusCode;
}
