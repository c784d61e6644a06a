import { storeOf, tableOf, type World } from '../core/world.js';
import type { Column } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { read, targetOf } from '../rows/slots.js';
import { cultureOf } from './culture.js';

/** The value as a person reads it in the base language; null where there is no such text. */
export function formatted(world: World, column: Column, row: Row): string | null {
  if (column.logicalName === 'versionnumber') return String(row.version);
  const value = row.values[column.slot] ?? null;
  if (column.type === 'Money' && value !== null) return amount(world, column, value as number, currencyOf(world, column, row));
  return formattedValue(world, column, value, targetOf(column, row.values));
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
      return cultureOf(world.settings.baseLanguage).moment(String(value), column.format === 'DateOnly');
    case 'Integer':
    case 'Decimal':
    case 'Double':
      return cultureOf(world.settings.baseLanguage).number(value as number, column.type === 'Integer' ? 0 : column.precision);
    case 'Money':
      return amount(world, column, value as number, world.ids.currency);
    default:
      return null;
  }
}

const amount = (world: World, column: Column, value: number, currency: string): string => {
  const table = tableOf(world, 'transactioncurrency');
  const found = storeOf(world, 'transactioncurrency').rows.get(currency);
  const symbol = found === undefined ? '' : read(table, found.values, 'currencysymbol');
  return cultureOf(world.settings.baseLanguage).amount(value, column.precision, typeof symbol === 'string' ? symbol : '');
};

/** The currency that an amount is told in: the row's, of its base column the organisation's. */
function currencyOf(world: World, column: Column, row: Row): string {
  if (column.attributeOf !== null) return world.ids.currency;
  const currency = world.metadata.tables.get(column.table)?.columns.get('transactioncurrencyid');
  const id = currency === undefined ? null : row.values[currency.slot];
  return typeof id === 'string' ? id : world.ids.currency;
}

function nameOf(world: World, target: string, id: string): string | null {
  const found = world.stores.get(target)?.rows.get(id);
  const table = tableOf(world, target);
  if (found === undefined || table.primaryName === null) return null;
  const name = read(table, found.values, table.primaryName);
  return typeof name === 'string' ? name : null;
}
