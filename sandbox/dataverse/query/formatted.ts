import { tableOf, type World } from '../core/world.js';
import type { Column } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { read, targetOf } from '../rows/slots.js';

/** The value as a person reads it in the base language; null where there is no such text. */
export function formatted(world: World, column: Column, row: Row): string | null {
  if (column.logicalName === 'versionnumber') return String(row.version);
  return formattedValue(world, column, row.values[column.slot] ?? null, targetOf(column, row.values));
}

/** The same of a value alone; `target`: the table that a look-up's id is of. */
export function formattedValue(world: World, column: Column, value: unknown, target: string | null): string | null {
  if (value === null) return null;
  const label = (option: number): string => {
    const found = column.options?.find((candidate) => candidate.value === option);
    return found === undefined
      ? String(option)
      : (found.label[world.settings.baseLanguage] ?? Object.values(found.label)[0] ?? String(option));
  };
  switch (column.type) {
    case 'Picklist':
    case 'State':
    case 'Status':
      return label(value as number);
    case 'Boolean':
      return label(value === true ? 1 : 0);
    case 'MultiSelectPicklist':
      return String(value)
        .split(',')
        .map((option) => label(Number(option)))
        .join('; ');
    case 'Lookup':
    case 'Customer':
    case 'Owner':
      return target === null ? null : nameOf(world, target, String(value));
    case 'DateTime':
      return column.format === 'DateOnly' ? String(value).slice(0, 10) : String(value).replace('T', ' ').slice(0, 16);
    case 'Integer':
    case 'Decimal':
    case 'Double':
    case 'Money':
      return (value as number).toLocaleString('en-US', { minimumFractionDigits: column.type === 'Integer' ? 0 : column.precision });
    default:
      return null;
  }
}

function nameOf(world: World, target: string, id: string): string | null {
  const found = world.stores.get(target)?.rows.get(id);
  const table = tableOf(world, target);
  if (found === undefined || table.primaryName === null) return null;
  const name = read(table, found.values, table.primaryName);
  return typeof name === 'string' ? name : null;
}
