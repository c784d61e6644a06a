import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { thumbnailOf } from '../files/stored.js';
import type { Column, Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { formatted } from './formatted.js';

/** Which annotations a reader asked for. */
export interface Annotations {
  readonly formatted: boolean;
  readonly lookupLogicalName: boolean;
  readonly navigationProperty: boolean;
  readonly totals: boolean;
  readonly errorDetails: boolean;
}

/** `odata.include-annotations` patterns: names, `*`, `prefix*`, and `-` before what is left out. */
export function annotationsOf(patterns: readonly string[]): Annotations {
  const wants = (name: string): boolean => {
    let wanted = false;
    for (const pattern of patterns) {
      const excluded = pattern.startsWith('-');
      const text = excluded ? pattern.slice(1) : pattern;
      if (text === '*' || text === name || (text.endsWith('*') && name.startsWith(text.slice(0, -1)))) wanted = !excluded;
    }
    return wanted;
  };
  return {
    formatted: wants('OData.Community.Display.V1.FormattedValue'),
    lookupLogicalName: wants('Microsoft.Dynamics.CRM.lookuplogicalname'),
    navigationProperty: wants('Microsoft.Dynamics.CRM.associatednavigationproperty'),
    totals: wants('Microsoft.Dynamics.CRM.totalrecordcount'),
    errorDetails: wants('Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus'),
  };
}

type Part = (row: Row) => string;

/** Writes rows of a table as JSON text. */
export type Serializer = (row: Row, extra?: string) => string;

/** Columns chosen by `$select`; null: all but images. The primary id is always there. */
export function serializer(world: World, table: Table, select: readonly Column[] | null, annotations: Annotations): Serializer {
  const chosen = new Set(select ?? [...table.columns.values()].filter((column) => column.read && column.type !== 'Image'));
  const id = table.columns.get(table.primaryId);
  if (id !== undefined) chosen.add(id);
  const parts: Part[] = [];
  for (const column of chosen) parts.push(partOf(world, table, column, annotations));
  return (row, extra = '') => {
    let text = `"@odata.etag":"W/\\"${row.version}\\""`;
    for (const part of parts) text += part(row);
    return `${text}${extra}`;
  };
}

export const propertyName = (column: Column): string =>
  column.targets.length > 0 || column.type === 'Owner' ? `_${column.logicalName}_value` : column.logicalName;

function partOf(world: World, table: Table, column: Column, annotations: Annotations): Part {
  const name = propertyName(column);
  const head = `,"${name}":`;
  const { slot } = column;
  const plain = column.read ? plainPart(world, table, column, head) : (): string => `${head}null`;
  const isLookup = name !== column.logicalName;
  if (!annotations.formatted && !(isLookup && (annotations.lookupLogicalName || annotations.navigationProperty))) return plain;
  return (row) => {
    let text = plain(row);
    const value = column.logicalName === 'versionnumber' ? row.version : (row.values[slot] ?? null);
    if (value === null) return text;
    if (annotations.formatted) {
      const label = formatted(world, column, row);
      if (label !== null) text += `,"${name}@OData.Community.Display.V1.FormattedValue":${JSON.stringify(label)}`;
    }
    if (isLookup) {
      const target = column.typeSlot >= 0 ? String(row.values[column.typeSlot]) : (column.targets[0] ?? '');
      if (annotations.navigationProperty && column.type !== 'Owner') {
        const nav = world.metadata
          .manyToOne(table.logicalName)
          .find(
            (relationship) => relationship.referencingAttribute === column.logicalName && relationship.referencedEntity === target,
          )?.nav;
        if (nav !== undefined) text += `,"${name}@Microsoft.Dynamics.CRM.associatednavigationproperty":"${nav}"`;
      } else if (annotations.navigationProperty) {
        text += `,"${name}@Microsoft.Dynamics.CRM.associatednavigationproperty":"ownerid"`;
      }
      if (annotations.lookupLogicalName) text += `,"${name}@Microsoft.Dynamics.CRM.lookuplogicalname":"${target}"`;
    }
    return text;
  };
}

function plainPart(world: World, table: Table, column: Column, head: string): Part {
  const { slot } = column;
  if (column.logicalName === 'versionnumber') return (row) => `${head}${row.version}`;
  if (column.type === 'Image') {
    return (row) => {
      const bytes = thumbnailOf(world, row.values[slot]);
      return `${head}${bytes === null ? 'null' : `"${bytes.toString('base64')}"`}`;
    };
  }
  const composite = /^(address\d)_composite$/.exec(column.logicalName)?.[1];
  if (composite !== undefined) {
    const lines = ['line1', 'line2', 'line3', 'postalcode', 'city', 'stateorprovince', 'country'].map(
      (part) => table.columns.get(`${composite}_${part}`)?.slot ?? -1,
    );
    return (row) => {
      const text = lines
        .map((at) => row.values[at])
        .filter((part) => typeof part === 'string')
        .join('\r\n');
      return `${head}${text === '' ? 'null' : JSON.stringify(text)}`;
    };
  }
  return (row) => {
    const value = row.values[slot];
    if (value === null || value === undefined) return `${head}null`;
    return head + JSON.stringify(value);
  };
}

/** Columns named in a `$select`; look-ups by `_x_value`. Throws what an unknown name meets. */
export function selectColumns(world: World, table: Table, text: string | undefined, seesAt: number): Column[] | null {
  if (text === undefined || text.trim() === '' || text.trim() === '*') return null;
  const properties = world.metadata.properties(table);
  const columns: Column[] = [];
  for (const part of text.split(',')) {
    const name = part.trim();
    const property = properties.get(name);
    if (property === undefined || (property.kind !== 'column' && property.kind !== 'value'))
      throw faults.noSuchSelect(name, table.logicalName);
    if (property.hiddenUntil > seesAt) throw faults.noSuchSelect(name, table.logicalName);
    columns.push(property.column);
  }
  return columns;
}
