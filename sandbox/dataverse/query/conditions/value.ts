import { asGuid } from '../../core/guid.js';
import type { Column } from '../../metadata/types.js';

/** What can be asked of a column's values. */
export type Kind = 'text' | 'number' | 'flag' | 'date' | 'id' | 'options';

export function kindOf(column: Column): Kind {
  if (
    column.targets.length > 0 ||
    column.type === 'Owner' ||
    column.type === 'Uniqueidentifier' ||
    column.type === 'File' ||
    column.type === 'Image'
  )
    return 'id';
  switch (column.type) {
    case 'Integer':
    case 'BigInt':
    case 'Decimal':
    case 'Double':
    case 'Money':
    case 'Picklist':
    case 'State':
    case 'Status':
      return 'number';
    case 'Boolean':
      return 'flag';
    case 'DateTime':
      return 'date';
    case 'MultiSelectPicklist':
      return 'options';
    default:
      return 'text';
  }
}

/** A value that a query writes as text, as the column holds it; undefined when it is none of the column's. */
export function valueOfText(column: Column, text: string): string | number | boolean | undefined {
  switch (kindOf(column)) {
    case 'id':
      return asGuid(text.replace(/^\{(.*)\}$/, '$1')) ?? undefined;
    case 'number': {
      const whole = column.type !== 'Decimal' && column.type !== 'Double' && column.type !== 'Money';
      const fits = whole ? /^[+-]?\d{1,15}$/ : /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
      return fits.test(text.trim()) ? Number(text) : undefined;
    }
    case 'flag':
      if (/^(?:1|true)$/i.test(text)) return true;
      return /^(?:0|false)$/i.test(text) ? false : undefined;
    case 'date':
      return momentOfText(column, text);
    case 'options': {
      const options = text.split(',').map((option) => option.trim());
      if (!options.every((option) => /^-?\d+$/.test(option))) return undefined;
      return options
        .map(Number)
        .sort((a, b) => a - b)
        .join(',');
    }
    default:
      return text;
  }
}

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:\d\d)?)?$/i;
const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/** `2024-01-31`, `2024-01-31T12:00:00Z` or `1/31/2024`, as the column holds it; without a zone it is UTC. */
function momentOfText(column: Column, text: string): string | undefined {
  const parts = iso.exec(text.trim());
  const short = american.exec(text.trim());
  const [year, month, day] = parts !== null ? parts.slice(1, 4) : short !== null ? [short[3], short[1], short[2]] : [];
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (Number.isNaN(midnight) || new Date(midnight).getUTCDate() !== Number(day)) return undefined;
  const [hour, minute, second, zone] = parts?.slice(4) ?? [];
  const at =
    hour === undefined
      ? midnight
      : Date.parse(`${text.trim().slice(0, 10)}T${hour}:${minute}:${second ?? '00'}${(zone ?? 'Z').toUpperCase()}`);
  if (Number.isNaN(at)) return undefined;
  const moment = new Date(at).toISOString();
  return column.behavior === 'DateOnly' ? moment.slice(0, 10) : `${moment.slice(0, 19)}Z`;
}
