import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const person = (n: number, more: object = {}) => client.patch(`contacts(${guid(n)})`, { lastname: 'Holm', ...more });
const there = (): number => [...client.box.rows('contact')].length;
const effects = (): Record<string, unknown>[] => (client.box.stats() as { faults: Record<string, unknown>[] }).faults;

describe('a rule', () => {
  it('strikes every n-th request that fits, as often as it may', async () => {
    client.box.faults.add({ kind: '429', route: '^GET WhoAmI', every: 2, times: 2, seconds: 7 });
    const seen = [];
    for (let n = 0; n < 6; n += 1) seen.push((await client.get('WhoAmI')).status);
    expect(seen).toEqual([200, 429, 200, 429, 200, 200]);
    expect((await client.get('contacts')).status).toBe(200);
    expect(effects()).toHaveLength(2);
    client.box.faults.clear();
    expect(client.box.faults.list()).toEqual([]);
  });

  it('strikes with a seeded chance, the same for the same seed', async () => {
    const run = async () => {
      const one = await start({ seed: 11 });
      one.box.faults.add({ kind: '5xx', chance: 0.5 });
      const seen = [];
      for (let n = 0; n < 12; n += 1) seen.push((await one.get('WhoAmI')).status);
      return seen;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await run()).toEqual(first);
  });

  it('with a seed of its own strikes the same whatever else is drawn', async () => {
    const run = async (others: number) => {
      const one = await start({ seed: others });
      for (let n = 0; n < others; n += 1) one.box.insert('contact', { lastname: 'a' });
      one.box.faults.add({ kind: '5xx', chance: 0.5, seed: 3 });
      const seen = [];
      for (let n = 0; n < 12; n += 1) seen.push((await one.get('WhoAmI')).status);
      return seen;
    };
    expect(await run(5)).toEqual(await run(9));
  });

  it('lets so many pass first', async () => {
    client.box.faults.add({ kind: '5xx', after: 2, times: 1 });
    const seen = [];
    for (let n = 0; n < 4; n += 1) seen.push((await client.get('WhoAmI')).status);
    expect(seen).toEqual([200, 200, 503, 200]);
  });

  it('of 429 may begin a burst that whatever comes next meets', async () => {
    client.box.faults.add({ kind: '429', route: '^GET WhoAmI', count: 3, times: 1 });
    const seen = [(await client.get('WhoAmI')).status, (await client.get('contacts')).status, (await person(1)).status];
    expect([...seen, (await person(1)).status]).toEqual([429, 429, 429, 204]);
    expect(effects()).toHaveLength(3);
  });

  it('for a table looks at requests to its set and rows of it only', async () => {
    client.box.faults.add({ kind: '5xx', table: 'account', status: 500 });
    expect((await person(1)).status).toBe(204);
    const answer = await client.post('accounts', { name: 'a' });
    expect([answer.status, codeOf(answer)]).toEqual([500, '0x80040216']);
  });

  it('that is none is told what is wrong with it', () => {
    expect(client.box.faults.wrong({ kind: 'nonsense' })).toMatch(/^kind must be one of/);
    expect(client.box.faults.wrong({ kind: 'slow', every: 0 })).toMatch(/^every must be/);
    expect(client.box.faults.wrong({ kind: 'slow', chance: 2 })).toMatch(/^chance must/);
    expect(client.box.faults.wrong({ kind: 'slow', route: '(' })).toMatch(/^route must/);
    expect(client.box.faults.wrong({ kind: 'slow', colour: 1 })).toMatch(/^a rule has no colour/);
    expect(client.box.faults.wrong({ kind: 'cut', phase: 'later' })).toMatch(/^phase must/);
    expect(client.box.faults.wrong({ kind: 'slow', phase: 'after-read' })).toMatch(/^only damage/);
    expect(client.box.faults.wrong({ kind: 'slow', seed: -1 })).toMatch(/^seed must/);
    for (const [name, value] of [
      ...[null, 5, '', ['contact']].flatMap((one) => ['table', 'column', 'route', 'code'].map((word) => [word, one] as const)),
      ...[0, 99, 600, '503'].map((status) => ['status', status] as const),
      ...[-1, 1e12, '5'].map((ms) => ['ms', ms] as const),
      ...[null, {}].map((one) => ['equals', one] as const),
    ])
      expect([name, client.box.faults.wrong({ kind: 'slow', [name]: value })]).toEqual([name, expect.stringMatching(`^${name} must`)]);
    expect(client.box.faults.wrong({ kind: 'slow', ms: 5 })).toBeUndefined();
  });
});

describe('a request that goes wrong', () => {
  it('before it is read has not been executed', async () => {
    client.box.faults.add({ kind: 'reset-before', times: 1 });
    await expect(person(1)).rejects.toThrow();
    expect(there()).toBe(0);
    expect((await person(1)).status).toBe(204);
  });

  it('after it was committed has been executed, though nobody was told', async () => {
    client.box.faults.add({ kind: 'reset-after', times: 1 });
    await expect(person(1)).rejects.toThrow();
    expect(there()).toBe(1);
  });

  it('late is answered 504 first and committed then', async () => {
    client.box.faults.add({ kind: 'late-commit', times: 1, ms: 50 });
    expect((await person(1)).status).toBe(504);
    expect(there()).toBe(0);
    for (let tries = 0; there() === 0 && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(there()).toBe(1);
  });

  it('half way through its answer has been executed', async () => {
    client.box.faults.add({ kind: 'half-response', times: 2 });
    await expect(client.get('contacts')).rejects.toThrow();
    await expect(client.patch(`contacts(${guid(1)})`, { lastname: 'a' }, { Prefer: 'return=representation' })).rejects.toThrow();
    expect(there()).toBe(1);
  });

  it('is answered by an empty 200, a page of something in front, or a page of HTML with 200', async () => {
    client.box.faults.add({ kind: 'empty-200', times: 1 });
    const empty = await person(1);
    expect([empty.status, empty.text, there()]).toEqual([200, '', 1]);
    client.box.faults.add({ kind: 'html', times: 1 });
    const page = await person(2);
    expect([page.status, page.headers.get('content-type'), there()]).toEqual([502, 'text/html; charset=utf-8', 1]);
    client.box.faults.add({ kind: 'html', times: 1, status: 200 });
    expect((await person(2)).text).toContain('<html>');
    expect(there()).toBe(1);
  });

  it('is answered 503 and not executed', async () => {
    client.box.faults.add({ kind: '5xx', times: 1 });
    expect((await person(1)).status).toBe(503);
    expect(there()).toBe(0);
  });

  it('meets a deadlock, metadata not yet seen, or a token that is worth nothing any more', async () => {
    client.box.faults.add({ kind: 'deadlock', times: 1 });
    expect(codeOf(await person(1))).toBe('0x80044150');
    client.box.faults.add({ kind: 'error', code: '0x80048d3d', status: 503, times: 1 });
    const locked = await person(1);
    expect([locked.status, codeOf(locked)]).toEqual([503, '0x80048d3d']);
    client.box.faults.add({ kind: 'metadata-hidden', times: 1 });
    expect(codeOf(await person(1))).toBe('0x80040216');
    client.box.faults.add({ kind: 'revoke', times: 1 });
    expect((await person(1)).status).toBe(401);
    expect((await person(1)).status).toBe(401);
    await client.signIn();
    expect((await person(1)).status).toBe(204);
  });

  it('is told in the words of the service what nothing else leads to', async () => {
    const words: [code: string, status: number, message: string][] = [
      ['0x80044150', 500, 'Sql error: Generic SQL error. CRM ErrorCode: -2147204784 Sql ErrorCode: -2146232060 Sql Number: 1205'],
      ['0x80044151', 500, 'Sql error: SQL timeout expired. CRM ErrorCode: -2147204783 Sql ErrorCode: -2146232060 Sql Number: -2'],
      ['0x80044339', 500, 'Database resource lock could not be obtained.'],
      ['0x80048d3d', 503, 'Could not acquire Write lock in time 30000 milliseconds for SystemLabelDictionaryCache.'],
      ['0x80072324', 429, 'Too many concurrent requests detected.'],
      ['0x8006089d', 400, 'More than one record exists with the specified key values.'],
    ];
    for (const [code, status, message] of words) {
      client.box.faults.add({ kind: 'error', code, times: 1 });
      const answer = await person(1);
      expect([answer.status, answer.json.error]).toEqual([status, { code, message }]);
      expect(answer.headers.has('retry-after')).toBe(status === 429);
    }
    client.box.faults.add({ kind: 'error', code: '0x80044151', status: 504, times: 1 });
    expect((await person(1)).status).toBe(504);
  });

  it('is slow and then as usual', async () => {
    client.box.faults.add({ kind: 'slow', times: 1, ms: 20 });
    expect((await person(1)).status).toBe(204);
  });
});

describe('a row that goes wrong', () => {
  it('is refused with another code, wherever a column holds a given value', async () => {
    client.box.faults.add({ kind: 'refuse-row', table: 'contact', column: 'lastname', equals: 'Krag', code: '0x80040216' });
    expect((await person(1)).status).toBe(204);
    const answer = await person(2, { lastname: 'Krag' });
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x80040216']);
    expect(there()).toBe(1);
    expect(effects()).toEqual([{ kind: 'refuse-row', at: expect.any(String), table: 'contact', id: guid(2) }]);
  });

  it('is refused by a plug-in, and its whole call with it', async () => {
    client.box.faults.add({ kind: 'refuse-row', table: 'contact', every: 3, times: 1 });
    const Targets = [1, 2, 3, 4].map((n) => ({ '@odata.type': 'Microsoft.Dynamics.CRM.contact', contactid: guid(n), lastname: 'a' }));
    const answer = await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets });
    expect([answer.status, codeOf(answer), there()]).toEqual([400, '0x80040265', 0]);
    expect(effects()).toEqual([{ kind: 'refuse-row', at: expect.any(String), table: 'contact', id: guid(3) }]);
  });

  it('is silently cut, rounded, shifted by an hour or emptied, and each damage is in the statistics', async () => {
    client.box.faults.add({ kind: 'cut', column: 'jobtitle', times: 1 });
    client.box.faults.add({ kind: 'round', column: 'creditlimit', times: 1 });
    client.box.faults.add({ kind: 'drop', column: 'firstname', times: 1 });
    await person(1, { jobtitle: 'Direktør', creditlimit: 12.5, firstname: 'Ida' });
    client.box.faults.add({ kind: 'shift-hour', column: 'scheduledstart', times: 1 });
    await client.patch(`tasks(${guid(2)})`, { subject: 's', scheduledstart: '2024-01-01T23:30:00Z' });
    expect((await client.get(`contacts(${guid(1)})`)).json).toMatchObject({ jobtitle: 'Dire', creditlimit: 13, firstname: null });
    expect((await client.get(`tasks(${guid(2)})`)).json.scheduledstart).toBe('2024-01-02T00:30:00Z');
    expect(effects().map((effect) => `${effect.kind} ${effect.table}.${effect.column} ${effect.id}`)).toEqual([
      `cut contact.jobtitle ${guid(1)}`,
      `round contact.creditlimit ${guid(1)}`,
      `drop contact.firstname ${guid(1)}`,
      `shift-hour task.scheduledstart ${guid(2)}`,
    ]);
  });

  it('is changed by something that knows better, before anybody reads it back', async () => {
    client.box.faults.add({ kind: 'change', column: 'jobtitle', times: 1 });
    client.box.faults.add({ kind: 'change', column: 'numberofchildren', value: 7, times: 1 });
    await person(1, { jobtitle: 'Chef', numberofchildren: 2 });
    expect((await client.get(`contacts(${guid(1)})`)).json).toMatchObject({ jobtitle: 'Chef*', numberofchildren: 7 });
    expect(effects().map(({ kind, column }) => `${kind} ${column}`)).toEqual(['change jobtitle', 'change numberofchildren']);
  });

  it('is damaged after it was read back for the first time, with a new version', async () => {
    client.box.faults.add({ kind: 'cut', column: 'jobtitle', phase: 'after-read', times: 1 });
    const Targets = [1, 2].map((n) => ({
      '@odata.type': 'Microsoft.Dynamics.CRM.contact',
      contactid: guid(n),
      lastname: 'a',
      jobtitle: 'Direktør',
    }));
    await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets });
    expect(effects()).toEqual([]);
    await client.get(`contacts(${guid(2)})`);
    expect(effects()).toEqual([]);
    const first = (await client.get('contacts?$select=jobtitle')).json.value.find(
      (row: Record<string, unknown>) => row.contactid === guid(1),
    );
    expect(first.jobtitle).toBe('Direktør');
    const second = (await client.get(`contacts(${guid(1)})`)).json;
    expect(second.jobtitle).toBe('Dire');
    expect(second['@odata.etag']).not.toBe(first['@odata.etag']);
    expect(effects()).toMatchObject([{ kind: 'cut', table: 'contact', id: guid(1), column: 'jobtitle' }]);
  });

  it('counts nothing that was taken back with its call', async () => {
    client.box.faults.add({ kind: 'cut', column: 'jobtitle', times: 1 });
    const row = (n: number, lastname: string) => ({
      '@odata.type': 'Microsoft.Dynamics.CRM.contact',
      contactid: guid(n),
      lastname,
      jobtitle: 'Direktør',
    });
    const Targets = [row(1, 'a'), row(2, 'x'.repeat(60))];
    expect((await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets })).status).toBe(400);
    expect(effects()).toEqual([]);
    await person(3, { jobtitle: 'Direktør' });
    expect((await client.get(`contacts(${guid(3)})`)).json.jobtitle).toBe('Dire');
    expect(effects()).toHaveLength(1);
  });

  it('counts only where the damage had an effect', async () => {
    client.box.faults.add({ kind: 'cut', column: 'jobtitle', times: 1 });
    await person(1);
    await person(2, { jobtitle: 'x' });
    expect(effects()).toEqual([]);
    await person(3, { jobtitle: 'Chef' });
    expect(effects()).toHaveLength(1);
  });
});
