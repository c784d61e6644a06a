import { DataverseFault } from '../../core/errors.js';
import { storeOf } from '../../core/world.js';
import type { TableRules } from '../rules.js';
import { read, write } from '../slots.js';

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';

/** A case is somebody's, and has a number of its own. */
export const caseRules: TableRules = {
  beforeCreate({ world }, table, _id, values) {
    if ((read(table, values, 'customerid') ?? null) === null)
      throw new DataverseFault(400, '0x80040203', 'You should specify a parent contact or account.');
    if ((read(table, values, 'ticketnumber') ?? null) !== null) return;
    const suffix = Array.from({ length: 6 }, () => letters.charAt(Math.floor(world.random.next() * letters.length))).join('');
    write(table, values, 'ticketnumber', `CAS-${String(1000 + storeOf(world, 'incident').rows.size).padStart(5, '0')}-${suffix}`);
  },
};
