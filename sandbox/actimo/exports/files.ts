import writeExcelFile from 'write-excel-file/node';
import type { Cell, Sheet } from './sheet.js';

/** The shapes in which a sheet can be had, by the end of the file's name. */
export const exportFormats = ['xlsx', 'csv', 'cp1252.csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const mimeOf: Readonly<Record<ExportFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  'cp1252.csv': 'text/csv; charset=windows-1252',
};

/** A sheet as a file: Excel with real dates; CSV with semicolons, as UTF-8 with a byte order mark or in the code page of Windows. */
export async function exportFile(sheet: Sheet, format: ExportFormat): Promise<Buffer> {
  if (format === 'xlsx') return excel(sheet);
  const text = csv(sheet);
  return format === 'csv' ? Buffer.from(`\ufeff${text}`, 'utf8') : cp1252(text);
}

/** As much as a cell of Excel holds. */
const longestText = 32_767;

async function excel({ columns, rows, name }: Sheet): Promise<Buffer> {
  const head = columns.map((value) => ({ value, fontWeight: 'bold' as const }));
  const cells = rows.map((row) =>
    row.map((value) => {
      if (value === null) return null;
      if (value instanceof Date) return { value, type: Date, format: 'dd-mm-yyyy hh:mm' };
      return typeof value === 'number' ? { value, type: Number } : { value: value.slice(0, longestText), type: String };
    }),
  );
  return writeExcelFile([head, ...cells], { sheet: name.slice(0, 31) }).toBuffer();
}

function csv({ columns, rows }: Sheet): string {
  const quoted = (text: string): string => (/[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [columns, ...rows].map((row) => `${row.map((cell) => quoted(written(cell))).join(';')}\r\n`).join('');
}

/** As a Danish Excel writes it: day first, a comma before the decimals. */
function written(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell).replace('.', ',');
  if (typeof cell === 'string') return cell;
  const [date = '', time = ''] = cell.toISOString().split('T');
  return `${date.split('-').reverse().join('-')} ${time.slice(0, 5)}`;
}

/** Signs of Windows-1252 between 0x80 and 0x9f; those after are the same as in Unicode. */
const cp1252High = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** What the code page does not have becomes a question mark, as the real export loses it. */
function cp1252(text: string): Buffer {
  const bytes: number[] = [];
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 63;
    const high = cp1252High.indexOf(sign);
    bytes.push(code < 128 || (code >= 160 && code < 256) ? code : high >= 0 ? 128 + high : 63);
  }
  return Buffer.from(bytes);
}
