import { afterEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Client, closeAll, codeOf, guid, start } from './support.js';

afterEach(closeAll);

const refusedWith = (answer: { status: number; headers: Headers }): number => {
  expect(answer.status).toBe(429);
  const seconds = Number(answer.headers.get('retry-after'));
  expect(seconds).toBeGreaterThanOrEqual(1);
  return seconds;
};

/** A wait that is announced is true: who comes a second earlier is refused, who waits it out is served. */
async function isTrue(client: Client, refused: Answer): Promise<void> {
  const seconds = refusedWith(refused);
  client.box.clock.advance((seconds - 1) * 1000 - 100);
  const early = await client.get('WhoAmI');
  expect(early.status).toBe(429);
  client.box.clock.advance(refusedWith(early) * 1000);
  expect((await client.get('WhoAmI')).status).toBe(200);
}

describe('service protection', () => {
  it('lets 52 requests run at once: of 60 the others are refused', async () => {
    const client = await start({ latencyMs: 300 });
    const answers = await Promise.all(Array.from({ length: 60 }, () => client.get('WhoAmI')));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(52);
    expect(refused).toHaveLength(8);
    for (const answer of refused) {
      refusedWith(answer);
      expect([codeOf(answer), answer.json.error.message]).toEqual([
        '0x80072326',
        'Number of concurrent requests exceeded the limit of 52.',
      ]);
    }
    client.box.settings.latencyMs = 0;
    expect((await client.get('WhoAmI')).status).toBe(200);
    expect(client.box.stats()).toMatchObject({ highestConcurrency: expect.any(Number), errors: { '0x80072326': 8 } });
  });

  it('counts requests that a client has sent side by side as side by side, however fast they are answered', async () => {
    const client = await start();
    const refused = async (count: number) =>
      (await Promise.all(Array.from({ length: count }, () => client.get('WhoAmI')))).filter((answer) => answer.status === 429);
    let rounds = 0;
    for (let met = await refused(100); met.length === 0; met = await refused(100)) {
      rounds += 1;
      expect(rounds).toBeLessThan(20);
    }
    for (let n = 0; n < 100; n += 1) expect((await client.get('WhoAmI')).status).toBe(200);
  });

  it('lets 6,000 requests through in a window: of 7,000 the others are refused, and Retry-After is true', async () => {
    const client = await start();
    const answers: Answer[] = [];
    for (let n = 0; n < 7000; n += 50) answers.push(...(await Promise.all(Array.from({ length: 50 }, () => client.get('WhoAmI')))));
    const refused = answers.filter((answer) => answer.status === 429);
    expect([answers.filter((answer) => answer.status === 200).length, refused.length]).toEqual([6000, 1000]);
    expect(new Set(refused.map((answer) => `${codeOf(answer)} ${answer.json.error.message}`))).toEqual(
      new Set(['0x80072322 Number of requests exceeded the limit of 6000 over time window of 300 seconds.']),
    );
    await isTrue(client, await client.get('WhoAmI'));
  });

  it('counts execution time by the rows: after 1,300 s of it the next request is refused, and Retry-After is true', async () => {
    const client = await start();
    const rows = (from: number) => ({
      Targets: Array.from({ length: 13_000 }, (_, at) => ({
        '@odata.type': 'Microsoft.Dynamics.CRM.contact',
        contactid: guid(from + at),
        lastname: 'a',
      })),
    });
    for (let n = 0; n < 5; n += 1)
      expect((await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', rows(n * 13_000))).status).toBe(200);
    const answer = await client.get('WhoAmI');
    expect(codeOf(answer)).toBe('0x80072321');
    expect(answer.json.error.message).toMatch(
      /^Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over time window of 300 seconds\./,
    );
    await isTrue(client, answer);
  });

  it('tells the truth to who really waits, while time is sped up', async () => {
    const client = await start({ limits: { requests: 10, windowMs: 600_000 }, speed: 100 });
    for (let n = 0; n < 10; n += 1) await client.get('WhoAmI');
    const seconds = refusedWith(await client.get('WhoAmI'));
    expect(seconds).toBeLessThanOrEqual(7);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    expect((await client.get('WhoAmI')).status).toBe(200);
  });

  it('makes those wait longer who do not wait', async () => {
    const client = await start({ limits: { requests: 10, concurrency: 5 } });
    for (let n = 0; n < 10; n += 1) await client.get('WhoAmI');
    const first = refusedWith(await client.get('WhoAmI'));
    client.box.clock.advance(250_000);
    for (let n = 0; n < 20; n += 1) await client.get('WhoAmI');
    const later = refusedWith(await client.get('WhoAmI'));
    expect(later).toBeGreaterThan(first - 250);
    client.box.clock.advance(later * 1000);
    expect((await client.get('WhoAmI')).status).toBe(200);
  });

  it('slides: requests that have left the window count no more', async () => {
    const client = await start({ limits: { requests: 10 } });
    for (let n = 0; n < 5; n += 1) await client.get('WhoAmI');
    client.box.clock.advance(200_000);
    for (let n = 0; n < 4; n += 1) await client.get('WhoAmI');
    client.box.clock.advance(102_000);
    const { headers } = await client.get('WhoAmI');
    expect(headers.get('x-ms-ratelimit-burst-remaining-xrm-requests')).toBe('5');
  });

  it('is for each user and each web server: an affinity cookie pins to one, without it requests spread', async () => {
    const client = await start({ servers: 2, limits: { requests: 10 } });
    for (let n = 0; n < 20; n += 1) expect((await client.get('WhoAmI')).status).toBe(200);
    expect((await client.get('WhoAmI')).status).toBe(429);
    const pinned = await start({ servers: 2, limits: { requests: 10 } });
    const [cookie] = ((await pinned.get('WhoAmI')).headers.get('set-cookie') ?? '').split(';');
    for (let n = 0; n < 9; n += 1) await pinned.get('WhoAmI', { Cookie: cookie ?? '' });
    expect((await pinned.get('WhoAmI', { Cookie: cookie ?? '' })).status).toBe(429);
    pinned.box.addApplication({ clientId: guid(1), clientSecret: 's', roles: ['Salesperson'] });
    await pinned.signIn(guid(1), 's');
    expect((await pinned.get('WhoAmI', { Cookie: cookie ?? '' })).status).toBe(200);
  });

  it('forgets what it has counted when the clock is put back', async () => {
    const client = await start({ limits: { requests: 5 } });
    for (let n = 0; n < 5; n += 1) await client.get('WhoAmI');
    expect((await client.get('WhoAmI')).status).toBe(429);
    client.box.clock.advance(-86_400_000);
    expect((await client.get('WhoAmI')).status).toBe(200);
  });

  it('says how many requests to send at once, more of them with more servers', async () => {
    const hint = async (servers: number) => Number((await (await start({ servers })).get('WhoAmI')).headers.get('x-ms-dop-hint'));
    expect([await hint(1), await hint(4)]).toEqual([10, 40]);
  });

  it('has numbers and servers that can be changed while it runs', async () => {
    const client = await start();
    expect(client.box.changeSettings({ limits: { requests: 3, windowMs: 60_000 }, servers: 2 })).toMatchObject({
      servers: 2,
      limits: { requests: 3, executionMs: 1_200_000, concurrency: 52, windowMs: 60_000 },
    });
    const statuses = [];
    for (let n = 0; n < 8; n += 1) statuses.push((await client.get('WhoAmI')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect(refusedWith(await client.get('WhoAmI'))).toBeLessThanOrEqual(61);
    for (const [wrong, words] of [
      [{ colour: 1 }, /no setting colour/],
      [{ servers: 0 }, /servers/],
      [{ latencyMs: 'a' }, /latencyMs/],
      [{ limits: { colour: 1 } }, /no colour/],
      [{ limits: { requests: -1 } }, /limits.requests/],
      [{ limits: 5 }, /object/],
      [{ entitlement: { enforced: 1 } }, /enforced/],
    ] as const)
      expect(() => client.box.changeSettings(wrong)).toThrow(words);
  });
});

describe('the entitlement of 24 hours', () => {
  const rows = (from: number, count: number) => ({
    Targets: Array.from({ length: count }, (_, at) => ({
      '@odata.type': 'Microsoft.Dynamics.CRM.contact',
      contactid: guid(from + at),
      lastname: 'a',
    })),
  });
  const used = (client: Client): number => (client.box.stats() as { entitlement: { used: number } }).entitlement.used;

  it('is counted by rows and by parts of a batch, for all application users together', async () => {
    const client = await start();
    await client.get('WhoAmI');
    await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', rows(1, 20));
    expect(used(client)).toBe(21);
    const part =
      'Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET /api/data/v9.2/WhoAmI HTTP/1.1\r\n\r\n\r\n';
    await client.ask('POST', '$batch', `--b\r\n${part}--b\r\n${part}--b--\r\n`, { 'Content-Type': 'multipart/mixed; boundary=b' });
    expect(used(client)).toBe(23);
    client.box.addApplication({ clientId: guid(1), clientSecret: 's', roles: ['Salesperson'] });
    await client.signIn(guid(1), 's');
    await client.get('WhoAmI');
    expect(used(client)).toBe(24);
    client.box.clock.advance(86_400_000 + 600_000);
    expect(used(client)).toBe(0);
  });

  it('is shown and not enforced, as documented, unless it is switched on; then Retry-After is true', async () => {
    const client = await start({ entitlement: { pool: 10 } });
    await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', rows(1, 10));
    expect((await client.get('WhoAmI')).status).toBe(200);
    expect(client.box.stats()).toMatchObject({ entitlement: { pool: 10, used: 11, enforced: false } });
    client.box.changeSettings({ entitlement: { enforced: true } });
    const answer = await client.get('WhoAmI');
    const seconds = refusedWith(answer);
    expect(answer.json.error.message).toContain('over time window of 86400 seconds');
    client.box.clock.advance(seconds * 1000 - 700_000);
    await client.signIn();
    expect((await client.get('WhoAmI')).status).toBe(429);
    client.box.clock.advance(700_000);
    expect((await client.get('WhoAmI')).status).toBe(200);
  });
});
