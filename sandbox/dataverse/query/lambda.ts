import { demand } from '../auth/privileges.js';
import { sightOf } from '../auth/sight.js';
import { faults } from '../core/errors.js';
import { tableOf } from '../core/world.js';
import { childrenOf } from '../rows/delete.js';
import type { Row } from '../rows/row.js';
import type { Filter } from './ast.js';
import { compile } from './compile.js';
import type { Parser } from './filter-parser.js';
import type { Token } from './lexer.js';

/** Reads `collection/any(o:o/name eq 'x')` and `all`; inside of another one the collection stands behind its variable: `c/collection/any(..)`. */
export function collectionTest(parser: Parser, path: string): Filter {
  const { scope } = parser;
  const all = path.endsWith('/all');
  const outer = scope.variable === null ? '' : `${scope.variable}/`;
  if (!path.startsWith(outer)) throw faults.badQuery(`The range variable '${path.split('/', 1)[0]}' is not declared.`);
  const name = path.slice(outer.length, path.lastIndexOf('/'));
  const property = scope.world.metadata.properties(scope.table).get(name);
  if (property === undefined || (property.kind !== 'collection' && property.kind !== 'many'))
    throw faults.noSuchSelect(name, scope.table.logicalName);
  const child =
    property.kind === 'collection'
      ? tableOf(scope.world, property.relationship.referencingEntity)
      : tableOf(scope.world, property.side === 1 ? property.relationship.entity2 : property.relationship.entity1);
  demand(scope.world, scope, 'Read', child);
  parser.expect('(');
  const inner = readInner(parser);
  const sight = sightOf(scope.world, scope, child);
  const rowsOf = (row: Row): readonly Row[] => (sight === null ? related(row) : sight.all(related(row)));
  const related = (row: Row): readonly Row[] => {
    if (property.kind === 'collection') return childrenOf(scope, property.relationship, row);
    const store = scope.world.stores.get(child.logicalName);
    return [...scope.world.links.of(property.relationship, property.side, row.id)]
      .map((id) => store?.rows.get(id))
      .filter((found) => found !== undefined);
  };
  if (inner.length === 1) {
    if (all) throw faults.badQuery("The 'all' operator needs a condition.");
    return { kind: 'test', test: (row) => rowsOf(row).length > 0 };
  }
  const [variable, colon, ...rest] = inner;
  if (variable?.kind !== 'name' || colon?.text !== ':') throw parser.fault();
  const filter = parser.within({ ...scope, table: child, variable: variable.text }, rest, path).whole();
  const test = compile(scope.world, filter);
  return { kind: 'test', test: all ? (row) => rowsOf(row).every(test) : (row) => rowsOf(row).some(test) };
}

/** The words up to the closing bracket, and an end. */
function readInner(parser: Parser): Token[] {
  const inner: Token[] = [];
  let depth = 1;
  for (;;) {
    const token = parser.next();
    if (token.kind === 'end') throw parser.fault();
    if (token.kind === 'mark' && token.text === '(') depth += 1;
    if (token.kind === 'mark' && token.text === ')') {
      depth -= 1;
      if (depth === 0) break;
    }
    inner.push(token);
  }
  return [...inner, { kind: 'end', text: '' }];
}
