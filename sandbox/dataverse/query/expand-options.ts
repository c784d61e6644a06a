import { DataverseFault, faults } from '../core/errors.js';
import { tableOf, type World } from '../core/world.js';
import type { Property, Table } from '../metadata/types.js';
import { split } from './split.js';

/** One navigation property of `$expand`, with what is asked of it. */
export interface Expand {
  readonly name: string;
  readonly property: Extract<Property, { kind: 'nav' | 'collection' | 'many' }>;
  /** `nav/$ref`: the address of the row and nothing of it. */
  readonly reference: boolean;
  readonly options: ReadonlyMap<string, string>;
  readonly nested: readonly Expand[];
}

const known = new Set(['$select', '$filter', '$orderby', '$top', '$expand']);
const mostExpands = 15;

const refused = (message: string) => new DataverseFault(400, '0x80060888', message);

/** Reads `$expand`. `many`: of a query that answers many rows. Throws when it asks for what the service does not expand. */
export function parseExpand(world: World, table: Table, text: string | undefined, seesAt: number, many: boolean): Expand[] {
  const expands = read(world, table, text, seesAt);
  const all = flat(expands);
  if (all.length > mostExpands) throw faults.tooManyLinks(mostExpands);
  const isNested = isNestedAnywhere(expands);
  for (const { property, options } of all) {
    if ((property.kind === 'nav' || isNested) && (options.has('$top') || options.has('$orderby')))
      throw refused(
        'Only $select and $filter clause can be provided while doing $expand on many-to-one relationship or nested one-to-many relationship.',
      );
  }
  if (many && all.some(({ property }) => property.kind === 'many') && (isNested || all.some(({ property }) => property.kind !== 'many')))
    throw refused('Many-to-many relationships can be expanded neither nested nor together with other relationships.');
  return expands;
}

/** With an expand inside of an expand, pages are cut of what is expanded, too. */
export const isNestedAnywhere = (expands: readonly Expand[]): boolean => expands.some(({ nested }) => nested.length > 0);

/** How `@odata.context` names what is expanded: `primarycontactid(fullname)`. */
export const contextNames = (expands: readonly Expand[]): string[] =>
  expands.flatMap(({ name, reference, options, nested }) => {
    if (reference) return [name, `${name}/$ref()`];
    const selected = (options.get('$select') ?? '').split(',').map((one) => one.trim());
    return [`${name}(${[...selected, ...contextNames(nested)].filter((one) => one !== '').join(',')})`];
  });

const flat = (expands: readonly Expand[]): Expand[] => expands.flatMap((expand) => [expand, ...flat(expand.nested)]);

function read(world: World, table: Table, text: string | undefined, seesAt: number): Expand[] {
  if (text === undefined || text.trim() === '') return [];
  return split(text, ',').map((part) => {
    const match = /^\s*(\w+)(\/\$ref)?\s*(?:\((.*)\))?\s*$/s.exec(part);
    if (match === null) throw faults.badQuery(`Syntax error in $expand '${text}'.`);
    const name = match[1] as string;
    const property = world.metadata.properties(table).get(name);
    if (
      property === undefined ||
      property.hiddenUntil > seesAt ||
      (property.kind !== 'nav' && property.kind !== 'collection' && property.kind !== 'many')
    ) {
      throw faults.noSuchSelect(name, table.logicalName);
    }
    const reference = match[2] !== undefined;
    if (reference && property.kind !== 'nav') throw refused('Expand with $ref is only supported on lookup type navigation property.');
    const options = optionsOf(match[3]);
    const target = targetTable(world, property);
    if (target === null && options.has('$expand'))
      throw faults.badQuery(`'${name}' may be a user or a team: nothing can be expanded below it.`);
    const nested = target === null ? [] : read(world, target, options.get('$expand'), seesAt);
    return { name, property, reference, options, nested };
  });
}

function optionsOf(text: string | undefined): Map<string, string> {
  const options = new Map<string, string>();
  for (const option of text === undefined ? [] : split(text, ';')) {
    const equals = option.indexOf('=');
    const name = option.slice(0, Math.max(0, equals)).trim();
    if (!known.has(name))
      throw faults.badQuery(`The query option '${equals < 0 ? option.trim() : name}' is not supported inside of $expand.`);
    if (options.has(name))
      throw faults.badQuery(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
    options.set(name, option.slice(equals + 1).trim());
  }
  return options;
}

/** The table behind a navigation property; null when it may be one of two. */
export function targetTable(world: World, property: Expand['property']): Table | null {
  if (property.kind === 'nav') return property.target === null ? null : tableOf(world, property.target);
  if (property.kind === 'collection') return tableOf(world, property.relationship.referencingEntity);
  return tableOf(world, property.side === 1 ? property.relationship.entity2 : property.relationship.entity1);
}
