import { sightOf } from '../auth/sight.js';
import type { World } from '../core/world.js';
import type { ApiRequest } from '../http/request.js';
import type { Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { expander } from './expand.js';
import { contextNames, parseExpand } from './expand-options.js';
import { type Annotations, propertyName, selectColumns, serializer } from './serialize.js';

/** One row as JSON members, and the context address that says what they are. */
export function retrieve(
  world: World,
  table: Table,
  stored: Row,
  request: ApiRequest,
  annotations: Annotations,
  seesAt: number,
): { text: string; context: string } {
  const row = sightOf(world, request, table)?.one(stored) ?? stored;
  const select = selectColumns(world, table, request.query.get('$select'), seesAt);
  const expand = parseExpand(world, table, request.query.get('$expand'), seesAt, false);
  const write = serializer(world, table, select, annotations);
  const chosen = [...(select?.map(propertyName) ?? []), ...contextNames(expand)];
  const narrowed = chosen.length === 0 ? '' : `(${chosen.join(',')})`;
  return {
    text: write(row, expander(world, table, expand, { request, annotations, many: false })(row)),
    context: `${request.root}/$metadata#${table.entitySetName}${narrowed}/$entity`,
  };
}
