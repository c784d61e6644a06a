import type { Table } from './types.js';

const names = new Set(['systemuser', 'team']);

/** Users and teams: rows that can own others. Their types share one key, `ownerid` (PD `webapi/web-api-entitytypes.md`). */
export const isPrincipal = (table: Pick<Table, 'logicalName'>): boolean => names.has(table.logicalName);
