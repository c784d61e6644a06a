import { type Client, closeAll, type Json, start } from './support.js';

afterEach(closeAll);

const at = ({ url }: Client, path: string, init: RequestInit = {}) => fetch(new URL(path, url), init);
const bytes = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());
/** All media that stand in messages, posts, answers and academies. */
async function everything(client: Client): Promise<Json[]> {
  const found: Json[] = [];
  const look = (part: Json): void => {
    if (typeof part !== 'object' || part === null) return;
    if (typeof part.mime === 'string') found.push(part);
    else for (const one of Object.values(part)) look(one);
  };
  const messages = await client.list('/messages');
  look(messages);
  for (const { id, modules } of messages)
    if (modules.some(({ type }: Json) => type === 'upload')) look(await client.list(`/messages/${id}/answers`));
  for (const { id, kind } of await client.list('/social/groups'))
    if (kind === 'company') look(await client.list(`/social/groups/${id}/posts`));
  return found;
}

describe('media', () => {
  test('each that a record names is there, of its type and size, and begins as its type does', async () => {
    const client = await start({ users: 60 });
    const begins: Record<string, RegExp> = {
      'image/png': /^\x89PNG\r\n/,
      'image/jpeg': /^\xff\xd8\xff\xe0..JFIF\0[\s\S]*\xff\xd9$/,
      'application/pdf': /^%PDF-1\.4\n/,
      'audio/wav': /^RIFF....WAVE/s,
      'video/mp4': /^....ftypisom/s,
    };
    const kinds = new Set<string>();
    for (const { url, mime, size } of await everything(client)) {
      kinds.add(mime);
      const answer = await at(client, url, size > 1_000_000 ? { headers: { range: 'bytes=0-99' } } : {});
      expect([url, answer.headers.get('content-type'), answer.headers.get('x-sim-basis')]).toEqual([url, mime, 'inferred']);
      expect((await bytes(answer)).toString('latin1')).toMatch(begins[mime] as RegExp);
      if (answer.status === 200) expect([url, answer.headers.get('content-length')]).toEqual([url, String(size)]);
    }
    expect([...kinds].sort()).toEqual(Object.keys(begins).sort());
  });

  test('are had in pieces, which make up the whole', async () => {
    const client = await start({ users: 60 });
    const [{ url, size }] = (await everything(client)).filter(({ size: all }) => all > 40_000_000);
    const piece = async (range: string) => {
      const answer = await at(client, url, { headers: { range } });
      return { status: answer.status, range: answer.headers.get('content-range'), bytes: await bytes(answer) };
    };
    const whole = await bytes(await at(client, url));
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 1],
      ['bytes=10-200000', 10, 200_001],
      [`bytes=${size - 5}-`, size - 5, size],
      ['bytes=-70000', size - 70_000, size],
      [`bytes=20000000-${size + 99}`, 20_000_000, size],
    ] as const) {
      const got = await piece(range);
      expect([range, got.status, got.range]).toEqual([range, 206, `bytes ${from}-${to - 1}/${size}`]);
      expect(got.bytes.equals(whole.subarray(from, to))).toBe(true);
    }
    for (const range of [`bytes=${size}-`, 'bytes=-0']) expect([range, (await piece(range)).range]).toEqual([range, `bytes */${size}`]);
    for (const range of ['bytes=5-2', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=x'])
      expect([range, (await at(client, url, { method: 'HEAD', headers: { range } })).status]).toEqual([range, 200]);
  });

  test('have a tag that saves the way when nothing has changed, and a head', async () => {
    const client = await start({ users: 60 });
    const [{ url, size }] = await everything(client);
    const head = await at(client, url, { method: 'HEAD' });
    const etag = head.headers.get('etag') ?? '';
    expect([head.status, head.headers.get('content-length'), (await bytes(head)).length]).toEqual([200, String(size), 0]);
    expect((await at(client, url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await at(client, url, { headers: { range: 'bytes=0-3', 'if-range': etag } })).status).toBe(206);
    expect((await at(client, url, { headers: { range: 'bytes=0-3', 'if-range': '"other"' } })).status).toBe(200);
    const answer = await at(client, url, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('to which nothing refers are not there, nor is the portrait of somebody who left', async () => {
    const client = await start({ users: 60, switches: { mediaExpires: false } });
    const known = new Set((await everything(client)).map(({ url }) => url));
    const [first] = await client.list('/messages');
    const unknown = Array.from({ length: 40 }, (_, n) => `/media/${(first.id + n) * 8 + 3}`).filter((url) => !known.has(url));
    expect(unknown.length).toBeGreaterThan(0);
    for (const url of [...unknown, '/media/999999999999999', '/media/contacts/1.png'])
      expect([url, (await at(client, url)).status]).toEqual([url, 404]);
    const contacts = await client.list('/contacts');
    const [pictured, faceless] = [true, false].map((has) => contacts.find(({ image_url }) => (image_url !== null) === has));
    expect((await at(client, pictured.image_url)).status).toBe(200);
    expect((await at(client, `/media/contacts/${faceless.id}.png`)).status).toBe(404);
    client.actimo.edit({ edits: [{ op: 'delete', object: 'user', id: pictured.id, anonymise: true }] });
    expect((await at(client, pictured.image_url)).status).toBe(404);
  });

  test('of the admin UI carry an expiry as well', async () => {
    const client = await start({ users: 60 });
    const post = (path: string, body: unknown, cookie = '') =>
      at(client, path, { method: 'POST', body: JSON.stringify(body), headers: { cookie } });
    const signedIn = await post('/admin/login', { email: client.actimo.store.world.adminUser(0).email, password: 'sandbox-admin' });
    const answer = await post('/admin/api/contacts', {}, signedIn.headers.get('set-cookie')?.split(';')[0]);
    const { image_url } = ((await answer.json()) as Json).result.items.find((row: Json) => row.image_url !== null);
    expect(image_url).toContain('?expires=');
    expect((await at(client, image_url)).status).toBe(200);
    expect((await at(client, image_url.split('?')[0])).status).toBe(403);
  });
});
