import { faults } from '../core/errors.js';
import type { Row } from '../rows/row.js';
import { pathOperand, type Scope } from './operands.js';

export type Order = (a: Row, b: Row) => number;

/** Reads `$orderby`. Empty columns come first, and equal rows are told apart by their id, so that pages do not overlap. */
export function parseOrder(scope: Scope, text: string | undefined): Order | null {
  if (text === undefined || text.trim() === '') return null;
  const orders = text.split(',').map((part) => {
    const match = /^\s*([\w/]+)(?:\s+(asc|desc))?\s*$/.exec(part);
    if (match === null) throw faults.badQuery(`Syntax error in $orderby '${text}'.`);
    const operand = pathOperand(scope, match[1] as string);
    const sign = match[2] === 'desc' ? -1 : 1;
    const isText = operand.type === 'Edm.String';
    return (a: Row, b: Row): number => {
      const x = operand.valueOf(a) as string | null;
      const y = operand.valueOf(b) as string | null;
      if (x === y) return 0;
      if (x === null) return -sign;
      if (y === null) return sign;
      return sign * (isText ? scope.world.collation.compare(x, y) : x < y ? -1 : 1);
    };
  });
  return (a, b) => {
    for (const order of orders) {
      const result = order(a, b);
      if (result !== 0) return result;
    }
    return a.id < b.id ? -1 : 1;
  };
}
