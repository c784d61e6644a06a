import { type ColumnValue, isLookup } from '../../domain/index.js';
import type { FieldVerdict } from '../types.js';

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (isLookup(value as ColumnValue)) {
    const lookup = value as { table: string; id: string };
    return `${lookup.table} ${lookup.id}`;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** One field's verdict; the values are turned into text for the eyes of a person. */
export function verdict(field: string, column: string, source: unknown, destination: unknown, agrees: boolean, why?: string): FieldVerdict {
  return { field, columns: [column], source: shown(source), destination: shown(destination), agrees, ...(why !== undefined && { why }) };
}
