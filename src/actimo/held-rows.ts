import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { SourceBody } from './source.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);
/** Rows that are parsed and in memory at a time. */
const blockRows = 500;

/**
 * The rows of one answer. Actimo may answer 40,000 contacts in one body, and enriching them takes half an hour, far longer than a connection lives. So the
 * whole body is taken in at once, and its rows are kept compressed, block by block (20 MB of contacts take 3.5 MB), until they are handed out.
 */
export class HeldRows {
  readonly #blocks: Buffer[] = [];
  #last: SourceBody[] = [];
  count = 0;

  /** Answers whether a block is full and wants to be packed. */
  add(row: SourceBody): boolean {
    this.#last.push(row);
    this.count++;
    return this.#last.length >= blockRows;
  }

  async packFull(): Promise<void> {
    const full = this.#last;
    this.#last = [];
    this.#blocks.push(await pack(JSON.stringify(full), { level: 1 }));
  }

  async *blocks(): AsyncGenerator<readonly SourceBody[]> {
    for (const block of this.#blocks) yield JSON.parse((await unpack(block)).toString()) as SourceBody[];
    if (this.#last.length > 0) yield this.#last;
  }
}
