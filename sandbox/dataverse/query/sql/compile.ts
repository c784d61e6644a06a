import type { Caller } from '../../auth/privileges.js';
import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import type { Column, Table } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import { edmType } from '../../rows/values.js';
import type { Filter, Operand } from '../ast.js';
import { conditionOf } from '../conditions/operators.js';
import { type Cells, type GroupBy, type Measure, type Measuring, measurable } from '../joined/aggregate.js';
import type { Join, Joined } from '../joined/join.js';
import type { JoinedQuery, OrderBy } from '../joined/query.js';
import { type Source, sourceOf } from '../joined/source.js';
import type { Field } from '../joined/write.js';
import { columnOperand } from '../operands.js';
import type { SortKey } from '../order.js';
import { propertyName } from '../serialize.js';
import type { ColumnName, Select, SelectItem, Where } from './parser.js';

interface Named {
  readonly source: Source;
  /** As the query calls it. */
  readonly name: string;
  readonly at: number;
}

interface Found {
  readonly named: Named;
  readonly column: Column;
}

/** Gives the names of a SELECT their meaning. Throws what a name that means nothing meets. */
export function compileSql(world: World, caller: Caller, seesAt: number, table: Table, select: Select): JoinedQuery {
  return new SqlCompiler(world, caller, seesAt, table, select).query();
}

class SqlCompiler {
  readonly #world: World;
  readonly #caller: Caller;
  readonly #seesAt: number;
  readonly #table: Table;
  readonly #select: Select;
  readonly #named: Named[] = [];

  constructor(world: World, caller: Caller, seesAt: number, table: Table, select: Select) {
    this.#world = world;
    this.#caller = caller;
    this.#seesAt = seesAt;
    this.#table = table;
    this.#select = select;
  }

  query(): JoinedQuery {
    const { from, where, distinct } = this.#select;
    this.#name(from.table, from.alias);
    if (this.#named[0]?.source.table !== this.#table)
      throw faults.sql(`The table '${from.table}' is not that of the resource '${this.#table.entitySetName}'.`);
    const joins = this.#select.joins.map((join): Join => {
      const { source, at, name } = this.#name(join.table, join.alias);
      const sides = [this.#column(join.left), this.#column(join.right)] as const;
      const own = sides.find(({ named }) => named.at === at);
      const other = sides.find(({ named }) => named.at !== at);
      if (own === undefined || other === undefined)
        throw faults.sql(`The join of '${name}' must compare one of its columns with one of a table before it.`);
      if (columnOperand(own.column).type !== columnOperand(other.column).type)
        throw faults.sql(`The columns '${own.column.logicalName}' and '${other.column.logicalName}' are not of the same type.`);
      return { source, at, parent: other.named.at, type: join.type, from: own.column, to: other.column, filter: null, inner: [] };
    });
    const conditions = where === null ? [] : where.kind === 'and' ? where.items : [where];
    const own = conditions.filter((condition) => this.#isOfRoot(condition));
    const after = conditions.filter((condition) => !own.includes(condition));
    const isAggregate = this.#select.groups.length > 0 || this.#select.items.some(({ aggregate }) => aggregate !== null);
    return {
      table: this.#table,
      filter:
        own.length === 0
          ? null
          : { kind: 'and', items: own.map((condition) => this.#where<Row>(condition, ({ column }) => columnOperand(column))) },
      joins,
      after: after.length === 0 ? null : { kind: 'and', items: after.map((condition) => this.#where(condition, this.#operand)) },
      fields: isAggregate ? [] : this.#fields(),
      order: isAggregate ? [] : this.#order(),
      distinct,
      aggregation: isAggregate ? this.#aggregation() : null,
    };
  }

  #name(table: string, alias: string | null): Named {
    const name = (alias ?? table).toLowerCase();
    if (this.#named.some((one) => one.name.toLowerCase() === name)) throw faults.sql(`The name '${name}' stands for more than one table.`);
    const named: Named = { source: sourceOf(this.#world, this.#caller, table, this.#seesAt), name: alias ?? table, at: this.#named.length };
    this.#named.push(named);
    return named;
  }

  /** A column by its name; without an alias before it, that of the only table that has one. */
  #column({ table, column: name }: ColumnName): Found {
    const found = this.#named.flatMap((named) => {
      const column = table === null || named.name.toLowerCase() === table ? named.source.columns.get(name) : undefined;
      return column === undefined || column.visibleAt > this.#seesAt ? [] : [{ named, column }];
    });
    if (table !== null && !this.#named.some((named) => named.name.toLowerCase() === table))
      throw faults.sql(`The table '${table}' is not in the query.`);
    const [only, ...more] = found;
    if (only === undefined)
      throw faults.noColumn(this.#named.find((named) => named.name.toLowerCase() === table)?.source.name ?? this.#table.logicalName, name);
    if (more.length > 0) throw faults.sql(`The column name '${name}' is ambiguous.`);
    return only;
  }

  readonly #operand = ({ column, named }: Found): Operand<Joined> => columnOperand<Joined>(column, (row) => row[named.at] ?? null);

  #isOfRoot(where: Where): boolean {
    if (where.kind === 'never') return true;
    return where.kind === 'condition' ? this.#column(where.column).named.at === 0 : where.items.every((item) => this.#isOfRoot(item));
  }

  #where<R>(where: Where, operandOf: (found: Found) => Operand<R>): Filter<R> {
    if (where.kind === 'never') return { kind: 'test', test: () => false };
    if (where.kind !== 'condition') return { kind: where.kind, items: where.items.map((item) => this.#where(item, operandOf)) };
    const found = this.#column(where.column);
    return conditionOf(where.operator, {
      world: this.#world,
      user: this.#caller.user,
      column: found.column,
      left: operandOf(found),
      values: where.values,
      badValue: (of, value) => faults.conditionValue(of.table, of.logicalName, value, edmType(of)),
    });
  }

  /** Under what a column is answered: its alias, or its own name whichever table it is of. */
  #nameOf({ column }: Found, alias: string | null): string {
    return alias ?? propertyName(column);
  }

  #fields(): Field<Joined>[] {
    const fields: Field<Joined>[] = [];
    const add = (found: Found, alias: string | null, implied = false): void => {
      const name = this.#nameOf(found, alias);
      if (fields.some((field) => field.name === name)) {
        if (implied) return;
        throw faults.sql(`The column name '${name}' occurs more than once in the result.`);
      }
      const { named, column } = found;
      fields.push({ name, column, table: named.source.table, rowOf: (row) => row[named.at] ?? null, renamed: alias !== null });
    };
    for (const { of, alias } of this.#select.items) add(this.#column(of as ColumnName), alias);
    const id = this.#table.columns.get(this.#table.primaryId);
    if (!this.#select.distinct && id !== undefined) add({ named: this.#named[0] as Named, column: id }, null, true);
    return fields;
  }

  #order(): OrderBy[] {
    return this.#select.order.map(({ by, descending }) => {
      const item = by.table === null ? this.#select.items.find(({ alias }) => alias?.toLowerCase() === by.column) : undefined;
      const { named, column } = this.#column(item?.of ?? by);
      return { at: named.at, column, descending, raw: false };
    });
  }

  #aggregation(): NonNullable<JoinedQuery['aggregation']> {
    const grouped = this.#select.groups.map((group) => this.#column(group));
    const groups: (GroupBy<Joined> & Found)[] = [];
    const measures: Measure<Joined>[] = [];
    for (const item of this.#select.items) {
      if (item.aggregate !== null) {
        measures.push(this.#measure(item));
        continue;
      }
      const found = this.#column(item.of as ColumnName);
      const { named, column } = found;
      if (!grouped.some((one) => one.column === column && one.named === named))
        throw faults.sql(`The column '${column.logicalName}' must be in the GROUP BY clause, or aggregated.`);
      groups.push({ ...found, name: this.#nameOf(found, item.alias), part: null, rowOf: (row) => row[named.at] ?? null });
    }
    const unseen = grouped.find(({ column, named }) => !groups.some((group) => group.column === column && group.named === named));
    if (unseen !== undefined) throw faults.sql(`The column '${unseen.column.logicalName}' of the GROUP BY clause must be selected.`);
    const names = [...groups, ...measures].map(({ name }) => name);
    if (new Set(names).size < names.length) throw faults.sql('A column name occurs more than once in the result.');
    const order = this.#select.order.map(({ by, descending }): SortKey<Cells> => {
      const named = by.table === null ? names.find((name) => name.toLowerCase() === by.column) : undefined;
      const group =
        named === undefined
          ? groups.find((one) => one.column === this.#column(by).column && one.named === this.#column(by).named)
          : undefined;
      const name = named ?? group?.name;
      if (name === undefined) throw faults.sql(`The column '${by.column}' of the ORDER BY clause must be selected.`);
      return { name, valueOf: (cells) => cells.get(name)?.value ?? null, isText: false, descending };
    });
    return { groups, measures, limit: null, order };
  }

  #measure({ of, aggregate, distinct, alias }: SelectItem): Measure<Joined> {
    const name = (aggregate as string).toUpperCase();
    if (alias === null) throw faults.sql(`${name} needs an alias: ${name}(..) AS name.`);
    if (of === null) return { name: alias, how: 'count', of: null };
    const { named, column } = this.#column(of);
    const how: Measuring = aggregate === 'count' ? (distinct ? 'countdistinct' : 'countcolumn') : (aggregate as 'sum');
    if (!measurable(how, column)) throw faults.sql(`${name} is not valid for the column '${column.logicalName}'.`);
    return { name: alias, how, of: { column, rowOf: (row) => row[named.at] ?? null } };
  }
}
