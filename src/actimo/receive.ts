import { addAbortSignal, type Readable } from 'node:stream';
import { JSONParser } from '@streamparser/json';
import { HeldRows } from './held-rows.js';
import type { SourceBody } from './source.js';

/** Bodies up to this many bytes are parsed at once, which is four times as fast; longer ones as they come. */
const wholeUpTo = 1 << 20;

export interface Received {
  readonly rows: HeldRows;
  /** The number of all rows, where the answer tells it. */
  readonly total: number | null;
}

/** The answer is no JSON, or not all of it came. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
}
/** The answer is JSON, but the rows are not where the catalogue says. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

interface Places {
  /** Names joined by dots; empty for the answer itself. */
  readonly rows: string;
  readonly total?: string | undefined;
}

/** Takes in a whole answer and finds its rows. Throws `BodyError`, `ShapeError`, or what the stream throws. */
export async function receive(stream: Readable, places: Places, signal: AbortSignal): Promise<Received> {
  addAbortSignal(signal, stream);
  const first: Buffer[] = [];
  let bytes = 0;
  let long: LongBody | undefined;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (long) await long.write(chunk);
    else if (first.push(chunk) && bytes > wholeUpTo) {
      long = new LongBody(places);
      for (const earlier of first.splice(0)) await long.write(earlier);
    }
  }
  return long ? long.end() : whole(Buffer.concat(first).toString(), places);
}

function whole(text: string, places: Places): Received {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // Without the parser's own error: it quotes the answer, and with it personal data.
    throw new BodyError(text === '' ? 'the answer is empty' : 'the answer is no JSON');
  }
  const list = at(answer, places.rows);
  if (!Array.isArray(list)) throw new ShapeError(`there is no list at "${places.rows || 'the top'}"`);
  const rows = new HeldRows();
  for (const row of list) rows.add(asRow(row));
  return { rows, total: places.total === undefined ? null : numberOf(at(answer, places.total)) };
}

/** A body that is parsed while it comes in. Nothing but the current block of rows is in memory unpacked. */
class LongBody {
  readonly #rows = new HeldRows();
  readonly #parser: JSONParser;
  readonly #found: unknown[] = [];
  #total: number | null = null;

  constructor(private readonly places: Places) {
    const rows = `$.${places.rows === '' ? '' : `${places.rows}.`}*`;
    this.#parser = new JSONParser({ paths: places.total === undefined ? [rows] : [rows, `$.${places.total}`], keepStack: false });
    this.#parser.onValue = ({ value, key, stack }) => {
      // A row has a number for a key; a name means that the list is an object, or that this is the total.
      if (typeof key === 'number') this.#found.push(value);
      else if (pathOf(stack, key) === places.total) this.#total = numberOf(value);
    };
  }

  async write(chunk: Buffer): Promise<void> {
    try {
      this.#parser.write(chunk);
    } catch {
      throw new BodyError('the answer is no JSON');
    }
    for (const row of this.#found) if (this.#rows.add(asRow(row))) await this.#rows.packFull();
    this.#found.length = 0;
  }

  end(): Received {
    if (!this.#parser.isEnded) throw new BodyError('the answer breaks off in the middle');
    if (this.#rows.count === 0) throw new ShapeError(`there is no list at "${this.places.rows || 'the top'}"`);
    return { rows: this.#rows, total: this.#total };
  }
}

const pathOf = (stack: readonly { key?: unknown }[], key: unknown): string =>
  [...stack.slice(1).map((level) => String(level.key)), String(key)].join('.');

function asRow(row: unknown): SourceBody {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new ShapeError('the list holds something that is no record');
  return row as SourceBody;
}

function at(value: unknown, path: string): unknown {
  if (path === '') return value;
  return path.split('.').reduce<unknown>((inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined), value);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A count, given as a number or as text. */
export const numberOf = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : null;
};
