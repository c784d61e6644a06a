import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Client, closeAll, guid, start } from './support.js';

afterEach(closeAll);

const message = 'contacts/Microsoft.Dynamics.CRM.CreateMultiple';
const description = (n: number, letter: string): string => `${n} ${letter.repeat(1_900)}`;

/** So many rows whose ids begin at a number, and their text. */
const rowsFrom = (first: number, count: number, letter: string) =>
  Array.from({ length: count }, (_, n) => ({
    '@odata.type': 'Microsoft.Dynamics.CRM.contact',
    contactid: guid(first + n),
    description: description(n, letter),
  }));

const kept = (client: Client) => new Map([...client.box.rows('contact')].map(({ id, columns }) => [id, columns.description]));

/** A request on a connection of its own, whose body is still to be sent. */
async function begin(client: Client, length: number): Promise<Socket> {
  const socket = connect(Number(new URL(client.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    [
      `POST /api/data/v9.2/${message} HTTP/1.1`,
      `Host: ${new URL(client.url).host}`,
      `Authorization: Bearer ${client.token}`,
      'Content-Type: application/json',
      `Content-Length: ${length}`,
      'Connection: close',
      '\r\n',
    ].join('\r\n'),
  );
  return socket;
}

async function statusOf(socket: Socket): Promise<string | undefined> {
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part as Buffer);
  return Buffer.concat(parts).toString().split('\r\n')[0];
}

describe('long bodies', () => {
  it('are taken whole from clients that send in turns', async () => {
    const client = await start();
    const sent = ['p', 'q', 'r'].map((letter, at) => rowsFrom(1_000 * at + 1, 300, letter));
    const bodies = sent.map((rows) => Buffer.from(JSON.stringify({ Targets: rows })));
    const sockets = await Promise.all(bodies.map((body) => begin(client, body.length)));
    const piece = 50_000;
    for (let from = 0; from < 700_000; from += piece) {
      for (const [at, socket] of sockets.entries()) {
        const part = bodies[at]?.subarray(from, from + piece) ?? Buffer.alloc(0);
        if (part.length > 0) await new Promise((resolve) => socket.write(part, resolve));
      }
    }
    for (const socket of sockets) expect(await statusOf(socket)).toBe('HTTP/1.1 200 OK');
    const held = kept(client);
    for (const row of sent.flat()) expect(held.get(row.contactid)).toBe(row.description);
  });

  it('that are carried out late are still what was sent, whatever came meanwhile', async () => {
    const client = await start();
    client.box.faults.add({ kind: 'late-commit', times: 1, ms: 300 });
    const [late, other] = [rowsFrom(1, 300, 'p'), rowsFrom(1_001, 300, 'q')];
    expect((await client.post(message, { Targets: late })).status).toBe(504);
    expect((await client.post(message, { Targets: other })).status).toBe(200);
    expect(kept(client).size).toBe(300);
    for (let tries = 0; kept(client).size < 600 && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    const held = kept(client);
    for (const row of [...late, ...other]) expect(held.get(row.contactid)).toBe(row.description);
  });
});
