import type { Caller } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { tableOf, type World } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { edmType } from '../rows/values.js';
import type { Filter, Operand } from './ast.js';
import { compile } from './compile.js';
import { operatorWord } from './conditions/operator-names.js';
import { conditionOf } from './conditions/operators.js';
import { type Join, type Joined, type JoinType, joinedRows } from './joined/join.js';
import { type Source, sourceOf } from './joined/source.js';
import { columnOperand } from './operands.js';
import { rowsOf } from './plan.js';

type Json = Readonly<Record<string, unknown>>;

/** A query as bodies of actions carry it, understood. */
export interface QueryExpression {
  readonly table: Table;
  /** The rows that it finds as the caller sees them, each of them once. */
  readonly find: (caller: Caller) => readonly Row[];
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const list = (value: unknown, name: string): readonly Json[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isObject)) throw faults.payload('', `'${name}' of a QueryExpression is an array of objects.`);
  return value;
};

const joinTypes: Readonly<Record<string, JoinType>> = {
  Inner: 'inner',
  Natural: 'inner',
  LeftOuter: 'outer',
  Exists: 'exists',
  In: 'exists',
};

/** A table and a filter on its rows, and on rows that hang on them (docs/facts/dataverse.md §4 "BulkDelete"). */
export function readQueryExpression(world: World, caller: Caller, value: unknown): QueryExpression {
  if (!isObject(value)) throw faults.payload('', 'A QueryExpression must be an object.');
  const type = value['@odata.type'];
  if (type !== undefined && !/^#?Microsoft\.Dynamics\.CRM\.QueryExpression$/.test(String(type)))
    throw faults.payload('', `'${String(type)}' is no QueryExpression.`);
  if (typeof value.EntityName !== 'string') throw faults.payload('', 'A QueryExpression needs an EntityName.');
  const table = tableOf(world, value.EntityName);
  const reader = new Reader(world, caller);
  const root = reader.root(table);
  const joins = list(value.LinkEntities, 'LinkEntities').flatMap((link) => reader.link(link, root));
  if (joins.length === 0) {
    const filter = reader.filter<Row>(value.Criteria, root, (_at, column) => columnOperand(column));
    return { table, find: (who) => rowsOf(world, { caller: who, table, only: null, filter, order: [] }) };
  }
  const filter = reader.filter<Joined>(value.Criteria, root, (at, column) => columnOperand<Joined>(column, (row) => row[at] ?? null));
  return {
    table,
    find(who) {
      const roots = rowsOf(world, { caller: who, table, only: null, filter: null, order: [] });
      const passing = joinedRows(world, roots, joins).filter(compile<Joined>(world, filter));
      return [...new Set(passing.map(([row]) => row as Row))];
    },
  };
}

/** A source of the query, by its place and the names under which conditions speak of it. */
interface Place {
  readonly source: Source;
  readonly at: number;
  readonly names: readonly string[];
}

type OperandOf<R> = (at: number, column: Column) => Operand<R>;

class Reader {
  readonly #world: World;
  readonly #caller: Caller;
  readonly #places: Place[] = [];

  constructor(world: World, caller: Caller) {
    this.#world = world;
    this.#caller = caller;
  }

  root(table: Table): Place {
    const source = sourceOf(this.#world, this.#caller, table.logicalName, Number.POSITIVE_INFINITY);
    return this.#enter({ source, at: 0, names: [table.logicalName] });
  }

  #enter(place: Place): Place {
    this.#places.push(place);
    return place;
  }

  /** A joined table, and what is joined to it. */
  link(link: Json, parent: Place): Join[] {
    const { LinkToEntityName: name, LinkToAttributeName: from, LinkFromAttributeName: to, JoinOperator: operator = 'Inner' } = link;
    if (typeof name !== 'string' || typeof from !== 'string' || typeof to !== 'string')
      throw faults.payload('', 'A LinkEntity needs a LinkToEntityName, a LinkToAttributeName and a LinkFromAttributeName.');
    const type = joinTypes[String(operator)];
    if (type === undefined) throw faults.payload('', `'${String(operator)}' is no JoinOperator that is played.`);
    const source = sourceOf(this.#world, this.#caller, name, Number.POSITIVE_INFINITY);
    const alias = typeof link.EntityAlias === 'string' && link.EntityAlias !== '' ? [link.EntityAlias] : [];
    const place = this.#enter({ source, at: this.#places.length, names: [...alias, name] });
    const filter = this.filter<Row>(link.LinkCriteria, place, (_at, column) => columnOperand(column));
    const own: Join = {
      source,
      at: place.at,
      parent: parent.at,
      type,
      from: columnOf(source, from),
      to: columnOf(parent.source, to),
      filter,
      inner: [],
    };
    return [own, ...list(link.LinkEntities, 'LinkEntities').flatMap((below) => this.link(below, place))];
  }

  filter<R>(value: unknown, place: Place, operandOf: OperandOf<R>): Filter<R> {
    if (value === undefined || value === null) return { kind: 'and', items: [] };
    if (!isObject(value)) throw faults.payload('', 'Criteria of a QueryExpression must be an object.');
    const operator = value.FilterOperator ?? 'And';
    if (operator !== 'And' && operator !== 'Or') throw faults.payload('', `'${String(operator)}' is no FilterOperator.`);
    const items = [
      ...list(value.Conditions, 'Conditions').map((condition) => this.#condition(condition, place, operandOf)),
      ...list(value.Filters, 'Filters').map((filter) => this.filter(filter, place, operandOf)),
    ];
    // An empty filter lets everything pass, whichever operator it has.
    return { kind: operator === 'Or' && items.length > 0 ? 'or' : 'and', items };
  }

  #condition<R>(condition: Json, place: Place, operandOf: OperandOf<R>): Filter<R> {
    const { AttributeName: name, Operator: operator, EntityName: entity } = condition;
    if (typeof name !== 'string' || typeof operator !== 'string')
      throw faults.payload('', 'A condition needs an AttributeName and an Operator.');
    const meant = typeof entity === 'string' && entity !== '' ? this.#named(entity) : place;
    const column = columnOf(meant.source, name);
    const values = list(condition.Values, 'Values').map(({ Value }) => {
      if (Value === undefined || Value === null || typeof Value === 'object')
        throw faults.payload('', `Values of the condition on '${name}' need a Value.`);
      return String(Value);
    });
    return conditionOf(operatorWord(operator), {
      world: this.#world,
      user: this.#caller.user,
      column,
      left: operandOf(meant.at, column),
      values,
      badValue: (of, value) => faults.conditionValue(of.table, of.logicalName, value, edmType(of)),
    });
  }

  #named(name: string): Place {
    const found = this.#places.find(({ names }) => names.includes(name));
    if (found === undefined) throw faults.fetch('aliasDoesNotExist', `The link-entity '${name}' does not exist in the query.`);
    return found;
  }
}

function columnOf(source: Source, name: string): Column {
  const column = source.columns.get(name);
  if (column === undefined) throw faults.noColumn(source.name, name);
  return column;
}
