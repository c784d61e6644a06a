import { storeOf, tableOf } from '../../core/world.js';
import type { TableRules } from '../rules.js';
import { column, read, targetOf, write } from '../slots.js';

/** What waits in a queue is called like the row that it stands for. */
export const queueItemRules: TableRules = {
  beforeCreate({ world, now }, table, _id, values) {
    write(table, values, 'enteredon', now);
    const target = targetOf(column(table, 'objectid'), values);
    if (target === null) return;
    const of = tableOf(world, target);
    const row = storeOf(world, target).rows.get(String(read(table, values, 'objectid')));
    if (row !== undefined && of.primaryName !== null) write(table, values, 'title', read(of, row.values, of.primaryName));
  },
};
