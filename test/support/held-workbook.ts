import { readFile, writeFile } from 'node:fs/promises';
import readWorkbook from 'read-excel-file/node';
import writeExcelFile, { type Cell } from 'write-excel-file/node';

/** Cells of the held list by column title; `null` empties one. */
export type HeldCellsFilled = Readonly<Record<string, Cell>>;

/**
 * What a person does with the workbook of `held export`: fills cells in, line by line, and saves all of it under the same name. `which` answers what to fill
 * into a line, or nothing.
 */
export async function fillHeldWorkbook(
  file: string,
  which: (line: Readonly<Record<string, string | null>>) => HeldCellsFilled | undefined,
): Promise<void> {
  const [titles = [], ...lines] = ((await readWorkbook(await readFile(file), { parseNumber: String }))[0]?.data ?? []) as (
    | string
    | null
  )[][];
  const filled = lines.map((cells) => {
    const line = Object.fromEntries(titles.map((title, column) => [String(title), cells[column] ?? null]));
    const after: Readonly<Record<string, Cell>> = { ...line, ...which(line) };
    return titles.map((title) => after[String(title)] ?? null);
  });
  await writeFile(file, await writeExcelFile([{ sheet: 'Held', data: [titles, ...filled], dateFormat: 'yyyy-mm-dd' }]).toBuffer());
}
