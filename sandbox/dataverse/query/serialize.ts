import { faults } from '../core/errors.js';
import { formatAddress } from '../core/postal-address.js';
import type { World } from '../core/world.js';
import { thumbnailOf } from '../files/stored.js';
import { isPrincipal } from '../metadata/principals.js';
import type { Column, Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { targetOf } from '../rows/slots.js';
import { formatted } from './formatted.js';

/** Which annotations a reader asked for. */
export interface Annotations {
  readonly formatted: boolean;
  readonly lookupLogicalName: boolean;
  readonly navigationProperty: boolean;
  /** Name of the column behind an alias. */
  readonly attributeName: boolean;
  readonly totals: boolean;
  readonly totalsExceeded: boolean;
  readonly metadataVersion: boolean;
  readonly pagingCookie: boolean;
  readonly moreRecords: boolean;
}

/** Whether `odata.include-annotations` asks for an annotation: names, `*`, `prefix*`, and `-` before what is left out. */
export function wantsAnnotation(patterns: readonly string[], name: string): boolean {
  let wanted = false;
  for (const pattern of patterns) {
    const excluded = pattern.startsWith('-');
    const text = excluded ? pattern.slice(1) : pattern;
    if (text === '*' || text === name || (text.endsWith('*') && name.startsWith(text.slice(0, -1)))) wanted = !excluded;
  }
  return wanted;
}

export function annotationsOf(patterns: readonly string[]): Annotations {
  const wants = (name: string): boolean => wantsAnnotation(patterns, name);
  return {
    formatted: wants('OData.Community.Display.V1.FormattedValue'),
    lookupLogicalName: wants('Microsoft.Dynamics.CRM.lookuplogicalname'),
    navigationProperty: wants('Microsoft.Dynamics.CRM.associatednavigationproperty'),
    attributeName: wants('OData.Community.Display.V1.AttributeName'),
    totals: wants('Microsoft.Dynamics.CRM.totalrecordcount'),
    totalsExceeded: wants('Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded'),
    metadataVersion: wants('Microsoft.Dynamics.CRM.globalmetadataversion'),
    pagingCookie: wants('Microsoft.Dynamics.CRM.fetchxmlpagingcookie'),
    moreRecords: wants('Microsoft.Dynamics.CRM.morerecords'),
  };
}

type Part = (row: Row) => string;

/** Writes rows of a table as JSON text; `bare`: without their versions. */
export type Serializer = (row: Row, extra?: string, bare?: boolean) => string;

/** The columns of a row when nobody says which: all but images. */
export const wholeRow = (columns: ReadonlyMap<string, Column>): Column[] =>
  [...columns.values()].filter((column) => column.read && column.type !== 'Image');

/** Columns chosen by `$select`; null: all but images. The primary id is always there. */
export function serializer(world: World, table: Table, select: readonly Column[] | null, annotations: Annotations): Serializer {
  const chosen = new Set(select ?? wholeRow(table.columns));
  const id = table.columns.get(table.primaryId);
  if (select !== null) for (const column of broughtAlong(table, select)) chosen.add(column);
  if (id !== undefined) chosen.add(id);
  // The primary key of users and teams is the one of the type that they have in common.
  const common = isPrincipal(table) ? table.columns.get('ownerid') : undefined;
  if (common !== undefined) chosen.add(common);
  const parts: Part[] = [];
  for (const column of chosen) parts.push(partOf(world, table, column, annotations));
  return (row, extra = '', bare = false) => {
    let text = bare ? '' : `"@odata.etag":"W/\\"${row.version}\\""`;
    for (const part of parts) text += part(row);
    return bare ? `${text}${extra}`.slice(1) : `${text}${extra}`;
  };
}

/** What comes with chosen columns: the currency with an amount, an address as a whole with its parts (PD `webapi/retrieve-entity-using-web-api.md`). */
function broughtAlong({ columns }: Table, select: readonly Column[]): Column[] {
  return select.flatMap((column) => {
    if (column.type === 'Money') return columns.get('transactioncurrencyid') ?? [];
    const address = /^(address\d)_(?:line\d|city|stateorprovince|postalcode|country)$/.exec(column.logicalName)?.[1];
    return address === undefined ? [] : (columns.get(`${address}_composite`) ?? []);
  });
}

export const propertyName = (column: Column): string =>
  column.targets.length > 0 || column.type === 'Owner' ? `_${column.logicalName}_value` : column.logicalName;

function partOf(world: World, table: Table, column: Column, annotations: Annotations): Part {
  const name = propertyName(column);
  const head = `,"${name}":`;
  const valueIn = column.read ? valueText(world, table, column) : (): null => null;
  const none = `${head}null`;
  const plain: Part = (row) => {
    const text = valueIn(row);
    return text === null ? none : head + text;
  };
  const notes = notesOn(world, table.logicalName, column, name, annotations);
  return notes === null ? plain : (row) => plain(row) + notes(row);
}

/** Annotations on a column, under the name that it has in the answer; null when none is wanted. An empty column has none. */
export function notesOn(world: World, table: string | null, column: Column, name: string, annotations: Annotations): Part | null {
  const isLookup = column.targets.length > 0 || column.type === 'Owner';
  if (!annotations.formatted && !(isLookup && (annotations.lookupLogicalName || annotations.navigationProperty))) return null;
  const { slot } = column;
  return (row) => {
    if (column.logicalName !== 'versionnumber' && (row.values[slot] ?? null) === null) return '';
    let text = '';
    if (annotations.formatted) {
      const label = formatted(world, column, row);
      if (label !== null) text += `,"${name}@OData.Community.Display.V1.FormattedValue":${JSON.stringify(label)}`;
    }
    if (!isLookup) return text;
    const target = targetOf(column, row.values) ?? '';
    if (annotations.navigationProperty) {
      const nav =
        column.type === 'Owner'
          ? 'ownerid'
          : world.metadata
              .manyToOne(table ?? '')
              .find((relationship) => relationship.referencingAttribute === column.logicalName && relationship.referencedEntity === target)
              ?.nav;
      if (nav !== undefined) text += `,"${name}@Microsoft.Dynamics.CRM.associatednavigationproperty":"${nav}"`;
    }
    if (annotations.lookupLogicalName) text += `,"${name}@Microsoft.Dynamics.CRM.lookuplogicalname":"${target}"`;
    return text;
  };
}

/** What a row holds in the column, as JSON; null when it is empty. */
export function valueText(world: World, table: Pick<Table, 'columns'>, column: Column): (row: Row) => string | null {
  const { slot } = column;
  if (column.logicalName === 'versionnumber') return (row) => String(row.version);
  if (column.type === 'Image') {
    return (row) => {
      const bytes = thumbnailOf(world, row.values[slot]);
      return bytes === null ? null : `"${bytes.toString('base64')}"`;
    };
  }
  const composite = /^(address\d_|)composite$/.exec(column.logicalName)?.[1];
  if (composite !== undefined) {
    const slots = ['line1', 'line2', 'line3', 'postalcode', 'city', 'stateorprovince', 'country'].map(
      (part) => table.columns.get(`${composite}${part}`)?.slot ?? -1,
    );
    return (row) => {
      const [line1 = null, line2 = null, line3 = null, postalCode = null, city = null, state = null, country = null] = slots.map((at) => {
        const part = row.values[at];
        return typeof part === 'string' ? part : null;
      });
      const text = formatAddress({ lines: [line1, line2, line3], city, state, postalCode, country }, world.settings.baseLanguage);
      return text === '' ? null : JSON.stringify(text);
    };
  }
  return (row) => {
    const value = row.values[slot];
    return value === null || value === undefined ? null : jsonOf(value);
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what JSON escapes
const escaped = /["\\\x00-\x1f\ud800-\udfff]/;

/** Most texts need quotes around them and nothing else. */
const jsonOf = (value: unknown): string => (typeof value === 'string' && !escaped.test(value) ? `"${value}"` : JSON.stringify(value));

/** Columns named in a `$select`; look-ups by `_x_value`. Throws what an unknown name meets. */
export function selectColumns(world: World, table: Table, text: string | undefined, seesAt: number): Column[] | null {
  if (text === undefined || text.trim() === '' || text.trim() === '*') return null;
  const properties = world.metadata.properties(table);
  const columns: Column[] = [];
  // A comma at the end ends the list.
  for (const part of text.replace(/,\s*$/, '').split(',')) {
    const name = part.trim();
    const property = properties.get(name);
    if (property === undefined || (property.kind !== 'column' && property.kind !== 'value'))
      throw faults.noSuchSelect(name, table.logicalName);
    if (property.hiddenUntil > seesAt) throw faults.noSuchSelect(name, table.logicalName);
    columns.push(property.column);
  }
  return columns;
}
