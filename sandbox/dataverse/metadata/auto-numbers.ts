import type { World } from '../core/world.js';
import type { Column } from './types.js';

const part = /\{(SEQNUM|RANDSTRING):(\d{1,2})\}|\{DATETIMEUTC:([^{}]+)\}/g;

/** Literal text with numbers, letters and moments in braces (PD `create-auto-number-attributes.md`). */
export function isAutoNumber(pattern: unknown): pattern is string {
  if (typeof pattern !== 'string') return false;
  const rest = pattern.replaceAll(part, (whole, kind: string | undefined, size: string | undefined) =>
    kind === 'RANDSTRING' && (Number(size) < 1 || Number(size) > 6) ? whole : '',
  );
  return !/[{}]/.test(rest);
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The next text of a numbered column. */
export function nextNumber(world: World, column: Column): string {
  const number = column.nextNumber;
  column.nextNumber += 1;
  return (column.autoNumber ?? '').replaceAll(
    part,
    (_whole, kind: string | undefined, size: string | undefined, moment: string | undefined) => {
      if (kind === 'SEQNUM') return String(number).padStart(Number(size), '0');
      if (kind === 'RANDSTRING')
        return Array.from({ length: Number(size) }, () => letters.charAt(Math.floor(world.random.next() * letters.length))).join('');
      return momentText(world.clock.now(), moment ?? '');
    },
  );
}

function momentText(at: number, pattern: string): string {
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = new Date(at).toISOString().split(/[-T:.Z]/);
  const words: Readonly<Record<string, string>> = {
    yyyy: year,
    yy: year.slice(2),
    MM: month,
    dd: day,
    HH: hour,
    hh: String(Number(hour) % 12 || 12).padStart(2, '0'),
    mm: minute,
    ss: second,
  };
  return pattern.replaceAll(/yyyy|yy|MM|dd|HH|hh|mm|ss/g, (word) => words[word] ?? word);
}
