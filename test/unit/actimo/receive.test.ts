import { Readable } from 'node:stream';
import { BodyError, type Received, receive, ShapeError } from '../../../src/actimo/receive.js';

const places = { rows: 'data', total: 'meta.total' };
const never = new AbortController().signal;

/** The text as it may come from a socket: cut anywhere, in the middle of a letter too. */
function pieces(text: string, size: number): Readable {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
  return Readable.from(parts.length > 0 ? parts : [Buffer.alloc(0)]);
}

async function all({ rows }: Received): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const block of rows.blocks()) found.push(...block);
  return found;
}

const people = (count: number) =>
  Array.from({ length: count }, (_, id) => ({
    id,
    name: `Søren Ågård 🏬\u2028${id}`,
    zip: '0800',
    none: null,
    nested: { list: [1, 2.5, -3e2, true], __proto__: undefined },
  }));

// Short bodies are parsed at once, long ones as they come: the same must come out.
describe.each([
  ['short', 3],
  ['long', 9000],
])('a %s answer', (_, count) => {
  const rows = people(count);
  const text = JSON.stringify({ status: 'ok', data: rows, meta: { total: count + 1 } });

  it('gives its rows as they are and its total', async () => {
    const received = await receive(pieces(text, 65_521), places, never);
    expect(received.rows.count).toBe(count);
    expect(received.total).toBe(count + 1);
    expect(await all(received)).toEqual(JSON.parse(JSON.stringify(rows)));
  });

  it('can be the list itself', async () => {
    expect((await receive(pieces(JSON.stringify(rows), 65_521), { rows: '' }, never)).rows.count).toBe(count);
  });

  it('can hold the list further down, and no total', async () => {
    const deep = JSON.stringify({ result: { page: { items: rows } }, data: [1, 2] });
    const received = await receive(pieces(deep, 65_521), { rows: 'result.page.items', total: 'meta.total' }, never);
    expect([received.rows.count, received.total]).toEqual([count, null]);
  });

  it('is refused when it breaks off', async () => {
    await expect(receive(pieces(text.slice(0, -40), 65_521), places, never)).rejects.toThrow(BodyError);
  });

  it('is refused when the rows are elsewhere', async () => {
    await expect(receive(pieces(JSON.stringify({ status: 'ok', rows }), 65_521), places, never)).rejects.toThrow(ShapeError);
  });

  it('is refused when a row is no record', async () => {
    await expect(receive(pieces(JSON.stringify({ data: [...rows, 7] }), 65_521), places, never)).rejects.toThrow(ShapeError);
  });

  it('is refused when it is a page for people', async () => {
    await expect(receive(pieces(`<html>${text}</html>`, 65_521), places, never)).rejects.toThrow(BodyError);
  });
});

describe('an answer', () => {
  it('may be an empty list', async () => {
    const received = await receive(pieces('{"data":[]}', 4), places, never);
    expect(received.rows.count).toBe(0);
    expect(await all(received)).toEqual([]);
  });

  it.each([
    ['nothing at all', ''],
    ['null for a list', '{"data":null}'],
    ['an object for a list', '{"data":{"id":1}}'],
    ['no list', '{"status":"ok"}'],
    ['a number', '7'],
  ])('is refused when it holds %s', async (_, text) => {
    await expect(receive(pieces(text, 100), places, never)).rejects.toThrow(/no list|empty/);
  });

  it.each([
    ['12', 12],
    [12, 12],
    ['many', null],
    [-1, null],
    [null, null],
  ])('that says its total is %p says %p', async (total, read) => {
    expect((await receive(pieces(JSON.stringify({ data: [], meta: { total } }), 100), places, never)).total).toBe(read);
  });

  it('that is refused is not quoted, for it holds personal data', async () => {
    const failed = await receive(pieces('{"data":[{"name":"Ida', 100), places, never).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(BodyError);
    expect(JSON.stringify([(failed as Error).message, (failed as Error).cause ?? null])).not.toContain('Ida');
  });

  it('is given up when the signal aborts in the middle', async () => {
    const leaving = new AbortController();
    const endless = Readable.from(
      (async function* () {
        yield Buffer.from('{"data":[');
        leaving.abort();
        for (let id = 0; ; id++) yield Buffer.from(`{"id":${id}},`);
      })(),
    );
    await expect(receive(endless, places, leaving.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
