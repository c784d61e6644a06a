import { afterEach, describe, expect, it } from '@jest/globals';
import { closeAll, codeOf, guid, start } from './support.js';

afterEach(closeAll);

const refusedWith = (answer: { status: number; headers: Headers }): number => {
  expect(answer.status).toBe(429);
  const seconds = Number(answer.headers.get('retry-after'));
  expect(seconds).toBeGreaterThanOrEqual(1);
  return seconds;
};

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

  it('lets 6,000 requests through in a window: of 7,000 the others are refused, and Retry-After is true', async () => {
    const client = await start();
    let refused: Awaited<ReturnType<typeof client.get>> | undefined;
    let taken = 0;
    for (let n = 0; n < 7000; n += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => client.get('WhoAmI')));
      taken += answers.filter((answer) => answer.status === 200).length;
      refused ??= answers.find((answer) => answer.status === 429);
      if (refused !== undefined) break;
    }
    expect(taken).toBe(6000);
    if (refused === undefined) throw new Error('nothing was refused');
    expect([codeOf(refused), refused.json.error.message]).toEqual([
      '0x80072322',
      'Number of requests exceeded the limit of 6000 over time window of 300 seconds.',
    ]);
    const seconds = refusedWith(await client.get('WhoAmI'));
    client.box.clock.advance(seconds * 1000);
    expect((await client.get('WhoAmI')).status).toBe(200);
  });

  it('counts execution time by the rows: after 1,200 s of it the next request is refused', async () => {
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
    const seconds = refusedWith(answer);
    expect(codeOf(answer)).toBe('0x80072321');
    expect(answer.json.error.message).toMatch(
      /^Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over time window of 300 seconds\./,
    );
    client.box.clock.advance(seconds * 1000);
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
});
