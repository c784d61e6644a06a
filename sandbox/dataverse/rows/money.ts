import { storeOf, tableOf, type World } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import { column, link, read, write } from './slots.js';
import { roundTo } from './values.js';

interface Amount {
  readonly own: Column;
  readonly base: Column;
}

const known = new WeakMap<Table, { readonly columns: number; readonly amounts: readonly Amount[] }>();

/** Amounts of a table, each with what it comes to in the organisation's currency. */
function amountsOf(table: Table): readonly Amount[] {
  let entry = known.get(table);
  if (entry === undefined || entry.columns !== table.columns.size) {
    const amounts = [...table.columns.values()].flatMap((base) => {
      const own = base.type === 'Money' && base.attributeOf !== null ? table.columns.get(base.attributeOf) : undefined;
      return own === undefined ? [] : [{ own, base }];
    });
    entry = { columns: table.columns.size, amounts };
    known.set(table, entry);
  }
  return entry.amounts;
}

/**
 * Fills `<column>_base` and the rate when an amount or the currency is written (docs/facts/dataverse.md §3 "Money"). Without a currency the row takes the
 * organisation's. `before` is null on a create.
 */
export function settleMoney(world: World, table: Table, values: unknown[], before: readonly unknown[] | null): void {
  const amounts = amountsOf(table);
  if (amounts.length === 0) return;
  const currency = column(table, 'transactioncurrencyid');
  const differs = ({ slot }: Column): boolean => (values[slot] ?? null) !== (before?.[slot] ?? null);
  if (!differs(currency) && !amounts.some(({ own }) => differs(own))) return;
  if ((values[currency.slot] ?? null) === null) {
    if (amounts.every(({ own }) => (values[own.slot] ?? null) === null)) {
      for (const { base } of amounts) values[base.slot] = null;
      write(table, values, 'exchangerate', null);
      return;
    }
    link(table, values, 'transactioncurrencyid', 'transactioncurrency', world.ids.currency);
  }
  const row = storeOf(world, 'transactioncurrency').rows.get(String(values[currency.slot]));
  const rate = row === undefined ? 1 : Number(read(tableOf(world, 'transactioncurrency'), row.values, 'exchangerate'));
  write(table, values, 'exchangerate', rate);
  for (const { own, base } of amounts) {
    const amount = values[own.slot] ?? null;
    values[base.slot] = typeof amount === 'number' ? roundTo(amount / rate, base.precision) : null;
  }
}
