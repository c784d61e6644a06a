import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTooDeep } from '../nesting.js';
import { AdminError } from './http.js';
import type { AdminParts } from './parts.js';

type Side = 'actimo' | 'dataverse' | null;

export function sideOf(query: URLSearchParams): Side {
  const side = query.get('side');
  if (side !== null && side !== 'actimo' && side !== 'dataverse') throw new AdminError(400, 'side must be actimo or dataverse');
  return side;
}

/** All records, rows and metadata of both sides or one, one canonical JSON line each. */
export function* dumpLines({ actimo, dataverse }: AdminParts, side: Side): Generator<string> {
  if (side !== 'dataverse') yield* actimo.dump();
  if (side !== 'actimo') yield* dataverse.dump();
}

/** What `restore` needs to put everything back: one line for Actimo, then Dataverse's. */
export function* stateLines({ actimo, dataverse }: AdminParts, side: Side): Generator<string> {
  if (side !== 'dataverse') yield JSON.stringify({ actimo: actimo.state() });
  if (side !== 'actimo') yield* dataverse.state();
}

/** Puts back what `GET /sandbox/state` or `GET /sandbox/dump` answered, whole or one side's. Nothing is changed when it cannot be read. */
export async function restore({ actimo, dataverse }: AdminParts, request: IncomingMessage): Promise<{ restored: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-restore-'));
  const forDataverse = join(folder, 'dataverse');
  try {
    const out = openSync(forDataverse, 'w');
    const forActimo: Record<string, unknown>[] = [];
    let lines = 0;
    try {
      for await (const text of linesOf(request)) {
        const line = parsed(text);
        if ('actimo' in line || line.side === 'actimo') forActimo.push(line);
        else {
          demandOfDataverse(line);
          lines += 1;
          writeSync(out, `${text}\n`);
        }
      }
    } finally {
      closeSync(out);
    }
    if (lines === 0 && forActimo.length === 0) throw new AdminError(400, 'the body has no line of a state or a dump');
    const [first] = forActimo;
    const before = actimo.state();
    if (first !== undefined) {
      if ('actimo' in first) actimo.restore(first.actimo);
      else actimo.restoreDump(forActimo.map(demandRecord));
    }
    try {
      if (lines > 0) dataverse.restore(forDataverse);
    } catch (error) {
      actimo.restore(before);
      throw error;
    }
    return { restored: [...(first === undefined ? [] : ['actimo']), ...(lines > 0 ? ['dataverse'] : [])] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function demandRecord(line: Record<string, unknown>): Record<string, unknown> {
  const { object, key, body } = line;
  if (typeof object === 'string' && typeof key === 'string' && typeof body === 'object' && body !== null) return line;
  throw new AdminError(400, "a line of Actimo's dump has object, key and body");
}

function demandOfDataverse({ side, kind, table, id, columns, metadata, name }: Record<string, unknown>): void {
  const row = typeof table === 'string' && typeof id === 'string' && typeof columns === 'object' && columns !== null;
  if (side === 'dataverse' ? row || (typeof metadata === 'string' && typeof name === 'string') : typeof kind === 'string') return;
  throw new AdminError(400, "a line of Dataverse's dump has table, id and columns, or metadata and name; one of its state has kind");
}

function parsed(text: string): Record<string, unknown> {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line === 'object' && line !== null && !Array.isArray(line) && !isTooDeep(line)) return line as Record<string, unknown>;
  } catch {
    // Said below, like any other text that is no line of a state or a dump.
  }
  throw new AdminError(400, 'each line must be a JSON object, as GET /sandbox/state or GET /sandbox/dump writes them');
}

async function* linesOf(request: IncomingMessage): AsyncGenerator<string> {
  request.setEncoding('utf8');
  let rest = '';
  for await (const piece of request as AsyncIterable<string>) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield line;
  }
  if (rest !== '') yield rest;
}
