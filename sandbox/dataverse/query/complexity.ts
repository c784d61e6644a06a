import { faults } from '../core/errors.js';
import type { Filter } from './ast.js';

/** docs/facts/dataverse.md §5 "Query complexity"; the numbers are general knowledge of the platform. */
const mostConditions = 500;
const mostParameters = 2000;

/** Throws what a query with too many conditions, or too many values in one, meets. */
export function demandSimple<R>(...filters: readonly Filter<R>[]): void {
  if (filters.reduce((sum, filter) => sum + conditionsIn(filter), 0) > mostConditions) throw faults.tooManyConditions(mostConditions);
}

function conditionsIn<R>(filter: Filter<R>): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.items.reduce((sum, item) => sum + conditionsIn(item), 0);
    case 'not':
      return conditionsIn(filter.item);
    case 'in':
      if (filter.values.length > mostParameters) throw faults.tooManyParameters(mostParameters);
      return 1;
    default:
      return 1;
  }
}
