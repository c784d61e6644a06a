import type { Caller } from '../../auth/privileges.js';
import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import type { Element } from '../../core/xml-tree.js';
import type { Column } from '../../metadata/types.js';
import { namedLookup, virtualColumns } from '../../metadata/virtual-columns.js';
import type { Row } from '../../rows/row.js';
import type { Filter, Operand } from '../ast.js';
import { formatted } from '../formatted.js';
import { finder, type Join } from '../joined/join.js';
import { type Source, sourceOf } from '../joined/source.js';
import { columnOperand } from '../operands.js';
import { demandChildren, required } from './attributes.js';
import { readFilter } from './conditions.js';
import { joinTypeOf, quantifierOf } from './links.js';

const mostLinks = 15;

/** For whom FetchXML is read and how much of the metadata is seen; counts the link-entities of one query. */
export class FetchScope {
  readonly world: World;
  readonly caller: Caller;
  readonly seesAt: number;
  links = 0;

  constructor(world: World, caller: Caller, seesAt: number) {
    this.world = world;
    this.caller = caller;
    this.seesAt = seesAt;
  }

  source(name: string): Source {
    return sourceOf(this.world, this.caller, name, this.seesAt);
  }

  column(source: Source, name: string): Column {
    const column = source.columns.get(name) ?? namedLookup(source.table, name);
    if (column === undefined || column.visibleAt > this.seesAt) throw faults.noColumn(source.name, name);
    return column;
  }

  /** What a condition compares: a column, or the name of what a look-up leads to. `rowOf` null: of the row itself. */
  condition<R = Row>(
    source: Source,
    name: string,
    rowOf: ((row: R) => Row | null) | null,
  ): { readonly column: Column; readonly operand: Operand<R> } {
    const column = this.column(source, name);
    const row = rowOf ?? ((one: R) => one as unknown as Row);
    if (column.logicalName === name)
      return { column, operand: rowOf === null ? (columnOperand(column) as unknown as Operand<R>) : columnOperand(column, rowOf) };
    const told = virtualColumns(source.table).find((one) => one.logicalName === name) as Column;
    const nameOf = (from: R): unknown => {
      const found = row(from);
      return found === null ? null : formatted(this.world, column, found);
    };
    return { column: told, operand: { type: 'Edm.String', column: null, literal: false, valueOf: nameOf } };
  }

  /** What a link-entity joins, and the columns by which it does. */
  linked(element: Element, parent: Source): { readonly source: Source; readonly from: Column; readonly to: Column } {
    this.links += 1;
    if (this.links > mostLinks) throw faults.tooManyLinks(mostLinks);
    const source = this.source(required(element, 'name'));
    const from = this.column(source, required(element, 'from'));
    const to = this.column(parent, required(element, 'to'));
    if (columnOperand(from).type !== columnOperand(to).type)
      throw faults.fetch('attributePairMismatch', `The attributes '${from.logicalName}' and '${to.logicalName}' are not of the same type.`);
    return { source, from, to };
  }

  /** A filter on the rows of one source, whichever are joined to them. */
  filter(element: Element, source: Source): Filter {
    return readFilter<Row>(element, {
      world: this.world,
      user: this.caller.user,
      column: (name, alias) => {
        if (alias !== null) throw faults.fetch('aliasDoesNotExist', `The link-entity '${alias}' cannot be reached from this filter.`);
        return this.condition(source, name, null);
      },
      related: (link) => this.#related(link, source),
    });
  }

  /** A link-entity of which only the existence is asked: it has conditions and links of its own, but no columns. */
  existence(element: Element, source: Source): { readonly filter: Filter | null; readonly inner: readonly Join[] } {
    demandChildren(element, ['filter', 'link-entity', 'no-attrs']);
    const items: Filter[] = [];
    const inner: Join[] = [];
    for (const child of element.children) {
      if (child.name === 'filter') items.push(this.filter(child, source));
      if (child.name !== 'link-entity') continue;
      const type = joinTypeOf(child);
      const linked = this.linked(child, source);
      inner.push({ ...linked, ...this.existence(child, linked.source), at: 0, parent: 0, type });
    }
    return { filter: items.length === 0 ? null : { kind: 'and', items }, inner };
  }

  /** A link-entity inside of a filter. */
  #related(element: Element, parent: Source): Filter {
    const holds = quantifierOf(element);
    const linked = this.linked(element, parent);
    const join = { ...linked, at: 0, parent: 0, type: 'exists' } as const;
    const related = finder(this.world, { ...join, filter: null, inner: [] });
    const passing = finder(this.world, { ...join, ...this.existence(element, linked.source) });
    return { kind: 'test', test: (row) => holds(related(row).length, passing(row).length) };
  }
}
