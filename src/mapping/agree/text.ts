import type { ColumnValue } from '../../domain/index.js';

/** Lines ended as Dataverse ends them. */
export const asLines = (text: string): string => text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');

/** What Dataverse answers for a text that is not there. */
export const isEmpty = (readBack: ColumnValue | undefined): boolean => readBack === null || readBack === undefined || readBack === '';

/** Whether a text column says what the source says, white space around it aside. */
export function sameText(source: unknown, readBack: ColumnValue | undefined): boolean {
  const said = source === null || source === undefined ? '' : asLines(`${source as string}`).trim();
  if (said === '') return isEmpty(readBack);
  return typeof readBack === 'string' && asLines(readBack) === said;
}

/** Whether a text column holds the beginning of the source, as much of it as fits. */
export function isCutOf(source: unknown, readBack: ColumnValue | undefined, maxLength: number): boolean {
  const said = asLines(`${source as string}`).trim();
  if (typeof readBack !== 'string' || readBack === '' || said.length <= maxLength || readBack.length > maxLength) return false;
  // What is left out is either beyond the end, or half a character and white space before it.
  return (
    said.startsWith(readBack) &&
    said
      .slice(readBack.length, maxLength)
      .replace(/[\uD800-\uDBFF]$/, '')
      .trim() === ''
  );
}
