import { faults } from '../../core/errors.js';
import type { Element } from '../../core/xml-tree.js';
import type { DatePart } from '../conditions/period.js';
import { type Aggregation, type Cells, type GroupBy, type Located, type Measure, type Measuring, measurable } from '../joined/aggregate.js';
import type { SortKey } from '../order.js';
import { flag } from './attributes.js';

const measurings: ReadonlySet<string> = new Set(['count', 'countcolumn', 'sum', 'avg', 'min', 'max']);
const dateParts: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year', 'fiscal-period', 'fiscal-year']);
const shown = new Set(['Picklist', 'State', 'Status', 'Boolean', 'Lookup', 'Customer', 'Owner']);

/** Collects the attributes of an aggregate query. */
export class Aggregates<R> {
  readonly #groups: GroupBy<R>[] = [];
  readonly #measures: Measure<R>[] = [];

  add(element: Element, alias: string | null, of: Located<R>): void {
    const name = of.column.logicalName;
    const how = element.attributes.get('aggregate');
    const grouped = flag(element, 'groupby');
    if (how === undefined && !grouped)
      throw faults.fetch('attributeWithAggregate', 'Attribute can not be specified if an aggregate operation is requested.');
    if (how !== undefined && grouped) throw faults.fetch('invalidAggregate', `The attribute '${name}' is both aggregated and grouped by.`);
    if (alias === null) throw faults.fetch('noAlias', `An alias is required for the attribute '${name}' of an aggregate query.`);
    if (this.#named(alias) !== undefined) throw faults.fetch('invalidAlias', `The alias '${alias}' is used more than once.`);
    if (grouped) {
      this.#groups.push({ ...of, name: alias, part: partIn(element, of) });
      return;
    }
    if (!measurings.has(how as string)) throw faults.fetch('invalidAggregate', `'${how}' is no aggregate function.`);
    const distinct = flag(element, 'distinct');
    if (distinct && how !== 'countcolumn') throw faults.fetch('invalidAggregate', `Only countcolumn can be distinct, and not '${how}'.`);
    if (!measurable(how as Measuring, of.column))
      throw faults.fetch('invalidAggregate', `The aggregate function '${how}' is not valid for the attribute '${name}'.`);
    this.#measures.push({ name: alias, how: distinct ? 'countdistinct' : (how as Measuring), of });
  }

  #named(alias: string): GroupBy<R> | Measure<R> | undefined {
    return this.#groups.find(({ name }) => name === alias) ?? this.#measures.find(({ name }) => name === alias);
  }

  result(limit: number | null): Aggregation<R> {
    if (this.#groups.length + this.#measures.length === 0)
      throw faults.fetch('invalidAggregate', 'An aggregate query must have an attribute that is aggregated or grouped by.');
    return { groups: this.#groups, measures: this.#measures, limit };
  }

  /** An order by the alias of a group or a measure; look-ups and choices as a reader sees them. */
  order(alias: string | undefined, descending: boolean): SortKey<Cells> {
    const found = alias === undefined ? undefined : this.#named(alias);
    if (alias === undefined) throw faults.fetch('noAlias', 'An order of an aggregate query must name an alias.');
    if (found === undefined) throw faults.fetch('aliasDoesNotExist', `The alias '${alias}' does not exist in the query.`);
    const group = 'how' in found ? null : found;
    const byLabel = group !== null && group.part === null && shown.has(group.column.type);
    const isText = byLabel || (group !== null && (group.column.type === 'String' || group.column.type === 'Memo'));
    return {
      name: alias,
      isText,
      descending,
      valueOf: (cells) => (byLabel ? cells.get(alias)?.formatted : cells.get(alias)?.value) ?? null,
    };
  }
}

function partIn<R>(element: Element, { column }: Located<R>): DatePart | null {
  const part = element.attributes.get('dategrouping');
  if (part === undefined) {
    if (column.type === 'DateTime')
      throw faults.fetch('invalidAggregate', `Grouping by the attribute '${column.logicalName}' needs a dategrouping.`);
    return null;
  }
  if (column.type !== 'DateTime' || !dateParts.has(part))
    throw faults.fetch('invalidAggregate', `The dategrouping '${part}' is not valid for the attribute '${column.logicalName}'.`);
  return part as DatePart;
}
