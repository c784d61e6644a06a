import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** One line of `GET /sandbox/dump`. */
export type DumpLine =
  | { readonly side: 'actimo'; readonly object: string; readonly key: string; readonly body: Readonly<Record<string, unknown>> }
  | { readonly side: 'dataverse'; readonly table: string; readonly id: string; readonly columns: Readonly<Record<string, unknown>> }
  | {
      readonly side: 'dataverse';
      readonly metadata: string;
      readonly name: string;
      readonly definition: Readonly<Record<string, unknown>>;
    };

class DumpError extends Error {
  override readonly name = 'DumpError';
}

/** Reads a line; throws `DumpError` naming its number when it is none of a dump. */
function parseLine(text: string, number: number, dump: string): DumpLine {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    throw new DumpError(`line ${number} of ${dump} is not JSON; take the dump again, whole, with GET /sandbox/dump`);
  }
  const { side, object, table, metadata } = (line ?? {}) as Record<string, unknown>;
  const known =
    (side === 'actimo' && typeof object === 'string') ||
    (side === 'dataverse' && (typeof table === 'string' || typeof metadata === 'string'));
  if (!known) throw new DumpError(`line ${number} of ${dump} is neither an Actimo record, nor a row, nor metadata`);
  return line as DumpLine;
}

/** All lines of a dump that is at hand as text or as lines. */
export function parseDump(dump: string | Iterable<string>): DumpLine[] {
  const lines = typeof dump === 'string' ? dump.split('\n') : dump;
  const parsed: DumpLine[] = [];
  let number = 0;
  for (const line of lines) {
    number++;
    if (line !== '') parsed.push(parseLine(line, number, 'the dump'));
  }
  return parsed;
}

/** The lines of a dump in a file, one after the other: a large dump is never in memory as a whole. */
export async function* readDump(file: string): AsyncGenerator<DumpLine> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line !== '') yield parseLine(line, number, file);
  }
  if (number === 0) throw new DumpError(`${file} is empty; take the dump again with GET /sandbox/dump`);
}

/** What went wrong, for who asked on the command line. */
export function sentenceOf(error: NodeJS.ErrnoException): string {
  const { code, path } = error;
  if (code === 'ENOENT') return `there is no file ${path}`;
  return code === 'EISDIR' ? 'a folder was given in place of a file' : error.message;
}
