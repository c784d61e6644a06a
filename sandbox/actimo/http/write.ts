import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FaultRule } from '../fault-rule.js';
import type { Switches } from '../switches.js';
import type { Answer } from './answers.js';
import { damageAll } from './damage.js';

/** Lines that are made and written at a time, so that a list of 500,000 never stands in memory as one text. */
const portion = 500;

/** A fault of the whole answer, and who is to be told when it has had its effect. */
export interface FaultOfAnswer {
  readonly fault: FaultRule | undefined;
  readonly felt: () => void;
}

/** Writes an answer in Actimo's envelope, with what faults do to its rows (`shown`) and to the whole of it. Answers the HTTP status and the number of records served. */
export async function writeAnswer(
  response: ServerResponse,
  answer: Answer,
  query: URLSearchParams,
  switches: Switches,
  { fault, felt }: FaultOfAnswer,
  shown: (row: Record<string, unknown>) => Record<string, unknown>,
): Promise<{ status: number; records: number }> {
  if (answer.kind === 'error') {
    json(response, answer.status, { status: 'error', message: answer.message, ...answer.more });
    return { status: answer.status, records: 0 };
  }
  if (fault?.kind === 'empty') {
    felt();
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': '0' }).end();
    return { status: 200, records: 0 };
  }
  if (answer.kind === 'done' || fault?.kind === 'noData') {
    if (answer.kind !== 'done') felt();
    json(response, 200, { status: 'ok' });
    return { status: 200, records: 0 };
  }
  if (answer.kind === 'one') {
    const text = JSON.stringify({ status: 'ok', data: [damageAll(shown(answer.row), fault, felt)] });
    if (fault?.kind === 'half') {
      felt();
      halfOf(response, text);
    } else {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(text);
    }
    return { status: 200, records: 1 };
  }
  return { status: 200, records: await writeList(response, answer, query, switches, { fault, felt }, shown) };
}

async function writeList(
  response: ServerResponse,
  list: Extract<Answer, { kind: 'list' }>,
  query: URLSearchParams,
  switches: Switches,
  { fault, felt }: FaultOfAnswer,
  shown: (row: Record<string, unknown>) => Record<string, unknown>,
): Promise<number> {
  const { skip, take } = pageOf(query, switches);
  const whole = Math.min(list.count, skip + take);
  const shortened = fault?.kind === 'shortPage' && whole > skip;
  if (shortened) felt();
  const end = shortened ? whole - 1 : whole;
  const halfway = fault?.kind === 'half' ? skip + Math.floor((end - skip) / 2) : Number.POSITIVE_INFINITY;
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  let text = '{"status":"ok","data":[';
  let position = 0;
  let records = 0;
  for (const id of list.ids) {
    if (position >= end) break;
    if (position++ < skip) continue;
    const row = list.load(id);
    if (!row) continue;
    if (position > halfway) {
      felt();
      halfOf(response, text);
      return records;
    }
    text += (records === 0 ? '' : ',') + JSON.stringify(damageAll(shown(row), fault, felt));
    records++;
    if (records % portion === 0) {
      if (response.destroyed) return records;
      if (!response.write(text)) await drained(response);
      text = '';
    }
  }
  const meta = switches.paging === 'none' ? '' : `,"meta":${JSON.stringify(metaOf(list.count, query, switches))}`;
  response.end(`${text}]${meta}}`);
  return records;
}

/** Waits until the caller has taken what was written, or has gone. */
async function drained(response: ServerResponse): Promise<void> {
  const either = new AbortController();
  const { signal } = either;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  either.abort();
}

function pageOf(query: URLSearchParams, { paging, pageSize, maxPageSize }: Switches): { skip: number; take: number } {
  if (paging === 'none') return { skip: 0, take: Number.POSITIVE_INFINITY };
  const number = (name: string, otherwise: number): number => {
    const value = Number(query.get(name) ?? otherwise);
    return Number.isInteger(value) && value >= 0 ? value : otherwise;
  };
  if (paging === 'offset') return { skip: number('offset', 0), take: Math.min(maxPageSize, number('limit', pageSize) || pageSize) };
  const take = Math.min(maxPageSize, number('per_page', pageSize) || pageSize);
  return { skip: Math.max(0, number('page', 1) - 1) * take, take };
}

function metaOf(total: number, query: URLSearchParams, switches: Switches): Record<string, number> {
  const { skip, take } = pageOf(query, switches);
  return switches.paging === 'offset'
    ? { total, limit: take, offset: skip }
    : { total, page: skip / take + 1, per_page: take, pages: Math.ceil(total / take) };
}

function halfOf(response: ServerResponse, text: string): void {
  if (!response.headersSent)
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(text)) });
  response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy());
}

export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(text);
}
