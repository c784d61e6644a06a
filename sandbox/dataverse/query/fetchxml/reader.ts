import { faults } from '../../core/errors.js';
import type { Element } from '../../core/xml-tree.js';
import type { Column, Table } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import type { Filter } from '../ast.js';
import { childCounter } from '../conditions/hierarchy.js';
import type { Cells } from '../joined/aggregate.js';
import type { Join, Joined } from '../joined/join.js';
import type { JoinedQuery, OrderBy } from '../joined/query.js';
import type { Source } from '../joined/source.js';
import type { Field } from '../joined/write.js';
import type { SortKey } from '../order.js';
import { propertyName, wholeRow } from '../serialize.js';
import { Aggregates } from './aggregates.js';
import { aliasIn, demandChildren, flag, positive, required } from './attributes.js';
import { mentionsOthers, readFilter } from './conditions.js';
import { joinTypeOf } from './links.js';
import type { FetchScope } from './scope.js';

const parts = ['filter', 'order', 'link-entity', 'attribute', 'all-attributes', 'no-attrs'];

/** A source of the query by the name that it has there. */
interface Named {
  readonly source: Source;
  readonly at: number;
  /** Null for the root, whose columns are answered by their own names. */
  readonly alias: string | null;
}

/** Reads an entity and the link-entities in it. */
export class Reader {
  readonly #scope: FetchScope;
  readonly #aggregates: Aggregates<Joined> | null;
  readonly #limit: number | null;
  readonly #distinct: boolean;
  readonly #raw: boolean;
  readonly #named = new Map<string, Named>();
  readonly #joins: Join[] = [];
  readonly #fields: Field<Joined>[] = [];
  readonly #rootFields = new Set<Field<Joined>>();
  readonly #ofRoot: OrderBy[] = [];
  readonly #ofLinks: OrderBy[] = [];
  readonly #orders: SortKey<Cells>[] = [];
  /** Filters and orders may speak of link-entities that come after them, so they are read last. */
  readonly #later: (() => void)[] = [];
  readonly #after: Filter<Joined>[] = [];
  #places = 1;

  constructor(scope: FetchScope, fetch: Element) {
    this.#scope = scope;
    this.#aggregates = flag(fetch, 'aggregate') ? new Aggregates() : null;
    this.#limit = positive(fetch, 'aggregatelimit');
    this.#distinct = flag(fetch, 'distinct');
    this.#raw = flag(fetch, 'useraworderby');
    if (this.#limit !== null && this.#aggregates === null)
      throw faults.fetch('invalidAggregate', 'The attribute aggregatelimit needs an aggregate query.');
  }

  read(entity: Element, table: Table): JoinedQuery {
    const root: Named = { source: this.#scope.source(table.logicalName), at: 0, alias: null };
    this.#named.set(table.logicalName, root);
    const filter = this.#element(entity, root, this.#joins);
    if (this.#aggregates === null && this.#rootFields.size === 0 && !entity.children.some(({ name }) => name === 'no-attrs'))
      for (const column of wholeRow(table.columns)) this.#field(root, column, null);
    if (this.#aggregates === null && !this.#distinct) this.#implied(root, table);
    for (const read of this.#later) read();
    const after = this.#after.length === 0 ? null : ({ kind: 'and', items: this.#after } as const);
    return {
      table,
      filter,
      joins: this.#joins,
      after,
      order: [...this.#ofRoot, ...this.#ofLinks],
      fields: this.#fields,
      distinct: this.#distinct,
      aggregation: this.#aggregates === null ? null : { ...this.#aggregates.result(this.#limit), order: this.#orders },
    };
  }

  /** The primary id comes with every row, and an amount with its currency. */
  #implied(root: Named, table: Table): void {
    const id = table.columns.get(table.primaryId);
    if (id !== undefined) this.#field(root, id, null);
    const currency = table.columns.get('transactioncurrencyid');
    if (currency !== undefined && [...this.#rootFields].some(({ column }) => column.type === 'Money')) this.#field(root, currency, null);
  }

  /** Reads what stands in an entity or link-entity; answers the conditions on its own rows. */
  #element(element: Element, named: Named, joins: Join[]): Filter | null {
    demandChildren(element, parts);
    const own: Element[] = [];
    for (const child of element.children) {
      switch (child.name) {
        case 'attribute':
          this.#attribute(child, named);
          break;
        case 'all-attributes':
          if (this.#aggregates !== null) throw withAggregate();
          for (const column of wholeRow(named.source.columns)) this.#field(named, column, null);
          break;
        case 'filter':
          if (mentionsOthers(child)) this.#later.push(() => this.#after.push(this.#filterOnJoined(child, named)));
          else own.push(child);
          break;
        case 'order':
          this.#later.push(() => this.#order(child, named));
          break;
        case 'link-entity':
          this.#link(child, named, joins);
          break;
        default:
      }
    }
    const items = own.map((filter) => this.#scope.filter(filter, named.source));
    return items.length === 0 ? null : { kind: 'and', items };
  }

  #attribute(element: Element, named: Named): void {
    const column = this.#scope.column(named.source, required(element, 'name'));
    const alias = aliasIn(element);
    if (this.#aggregates !== null) {
      this.#aggregates.add(element, alias, { column, rowOf: (row) => row[named.at] ?? null });
      return;
    }
    if (element.attributes.has('aggregate') || element.attributes.has('groupby'))
      throw faults.fetch('invalidAggregate', `The attribute '${column.logicalName}' is aggregated in a query that is not.`);
    const counting = element.attributes.get('rowaggregate');
    this.#field(named, column, alias, counting === undefined ? undefined : this.#counter(counting, alias, column));
  }

  /** `rowaggregate`: how many rows stand directly under each. */
  #counter(counting: string, alias: string | null, column: Column): (row: Row) => number {
    if (alias === null) throw faults.fetch('noAlias', `An alias is required for the row aggregate of '${column.logicalName}'.`);
    const counter = counting === 'CountChildren' && column.primaryId ? childCounter(this.#scope.world, column.table) : null;
    if (counter === null)
      throw faults.fetch('invalidAggregate', `The row aggregate '${counting}' is not valid for the attribute '${column.logicalName}'.`);
    return counter;
  }

  #field(named: Named, column: Column, alias: string | null, counted?: (row: Row) => number): void {
    const own = named.alias === null ? propertyName(column) : `${named.alias}.${column.logicalName}`;
    const name = alias ?? own;
    if (this.#fields.some((field) => field.name === name)) {
      if (alias === null) return;
      throw faults.fetch('invalidAlias', `The alias '${alias}' is used more than once.`);
    }
    const field: Field<Joined> = {
      name,
      column,
      table: named.source.table,
      rowOf: (row) => row[named.at] ?? null,
      renamed: named.alias !== null || alias !== null,
      ...(counted === undefined ? {} : { counted }),
    };
    this.#fields.push(field);
    if (named.alias === null) this.#rootFields.add(field);
  }

  #link(element: Element, parent: Named, into: Join[]): void {
    const type = joinTypeOf(element);
    const linked = this.#scope.linked(element, parent.source);
    const given = aliasIn(element);
    // One that is generated cannot be spoken of elsewhere in the query.
    const alias = given ?? `${linked.source.name}${this.#scope.links}`;
    if (given !== null && this.#named.has(given)) throw faults.fetch('invalidAlias', `The alias '${alias}' is used more than once.`);
    const named: Named = { source: linked.source, at: this.#places, alias };
    this.#places += 1;
    if (given !== null) this.#named.set(given, named);
    const place = { ...linked, at: named.at, parent: parent.at, type };
    if (type === 'exists') {
      into.push({ ...place, ...this.#scope.existence(element, linked.source) });
      return;
    }
    const below: Join[] = [];
    into.push({ ...place, filter: this.#element(element, named, below), inner: [] }, ...below);
  }

  #filterOnJoined(element: Element, own: Named): Filter<Joined> {
    return readFilter<Joined>(element, {
      world: this.#scope.world,
      user: this.#scope.caller.user,
      column: (name, alias) => {
        const named = alias === null ? own : this.#byAlias(alias);
        return this.#scope.condition<Joined>(named.source, name, (row) => row[named.at] ?? null);
      },
      related: null,
    });
  }

  #byAlias(alias: string): Named {
    const named = this.#named.get(alias) ?? [...this.#named.values()].find(({ source }) => source.name === alias);
    if (named === undefined) throw faults.fetch('aliasDoesNotExist', `The link-entity '${alias}' does not exist in the query.`);
    return named;
  }

  #order(element: Element, own: Named): void {
    demandChildren(element, []);
    const descending = flag(element, 'descending');
    const alias = element.attributes.get('alias');
    if (this.#aggregates !== null) {
      if (element.attributes.has('attribute')) throw withAggregate();
      this.#orders.push(this.#aggregates.order(alias, descending));
      return;
    }
    const entity = element.attributes.get('entityname');
    const named = entity === undefined ? own : this.#byAlias(entity);
    const column =
      alias === undefined
        ? this.#scope.column(named.source, required(element, 'attribute'))
        : this.#fields.find(({ name }) => name === alias)?.column;
    if (column === undefined) throw faults.fetch('aliasDoesNotExist', `The alias '${alias ?? ''}' does not exist in the query.`);
    const by = { at: named.at, column, descending, raw: this.#raw };
    // Those of the entity come first, wherever they stand.
    (own.alias === null ? this.#ofRoot : this.#ofLinks).push(by);
  }
}

const withAggregate = () =>
  faults.fetch('attributeWithAggregate', 'Attribute can not be specified if an aggregate operation is requested.');
