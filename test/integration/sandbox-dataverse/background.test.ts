import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Client, closeAll, codeOf, guid, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start({ backgroundMs: 60_000 });
  client.box.insert('account', { name: 'Acme' });
});
afterEach(closeAll);

const later = { Prefer: 'respond-async' };
const put = (search = 'acme', headers: Record<string, string> = later): Promise<Answer> =>
  client.post('searchautocomplete', { search }, headers);
const idOf = (answer: Answer): string => answer.headers.get('x-ms-dyn-backgroundoperationid') ?? '';
const monitor = (id: string) => `${client.url}/api/backgroundoperation/${id}`;
const stateOf = async (id: string): Promise<[number, number]> => {
  const { json } = await client.get(monitor(id));
  return [json.backgroundOperationStateCode, json.backgroundOperationStatusCode];
};
const searchOn = async (on: boolean): Promise<void> => {
  const [{ organizationid }] = (await client.get('organizations?$select=organizationid')).json.value;
  await client.patch(`organizations(${organizationid})`, { isexternalsearchindexenabled: on });
};

describe('a background operation', () => {
  it('is accepted with the address of its monitor, waits, runs and answers its results there', async () => {
    const accepted = await put();
    expect([accepted.status, accepted.text, accepted.headers.get('preference-applied')]).toEqual([202, '', 'respond-async']);
    const id = idOf(accepted);
    expect(accepted.headers.get('location')).toBe(monitor(id));
    expect(await stateOf(id)).toEqual([0, 0]);
    client.box.clock.advance(21_000);
    expect(await stateOf(id)).toEqual([2, 20]);
    client.box.clock.advance(41_000);
    expect((await client.get(monitor(id))).json).toEqual({
      backgroundOperationStateCode: 3,
      backgroundOperationStatusCode: 30,
      response: '{"Error":null,"Value":"{crmhit}acme{/crmhit}","QueryContext":null}',
    });
  });

  it('is a row that says what was asked, by whom, and what came of it', async () => {
    const id = idOf(await put());
    client.box.clock.advance(61_000);
    const { json } = await client.get(`backgroundoperations(${id})`, { Prefer: 'odata.include-annotations="*"' });
    expect(json).toMatchObject({
      name: 'searchautocomplete',
      inputparameters: '[{"Key":"search","Value":"acme"}]',
      runas: client.box.applicationUser,
      retrycount: 0,
      errorcode: null,
      'backgroundoperationstatuscode@OData.Community.Display.V1.FormattedValue': 'Succeeded',
    });
    expect(JSON.parse(json.outputparameters)).toEqual([{ Key: 'response', Value: expect.stringContaining('acme') }]);
    expect((await client.post('backgroundoperations', { name: 'x' })).status).toBe(405);
    expect((await client.delete(`backgroundoperations(${id})`)).status).toBe(204);
    expect((await client.get(monitor(id))).status).toBe(404);
  });

  it('is tried four times, and then tells its error', async () => {
    await searchOn(false);
    const id = idOf(await put());
    client.box.clock.advance(61_000);
    expect(await stateOf(id)).toEqual([2, 20]);
    for (const wait of [61_000, 121_000, 241_000]) client.box.clock.advance(wait);
    expect((await client.get(monitor(id))).json).toEqual({
      backgroundOperationErrorCode: -2147185397,
      backgroundOperationErrorMessage: 'Dataverse Search feature is disabled for this organization.',
      backgroundOperationStateCode: 3,
      backgroundOperationStatusCode: 31,
    });
    expect((await client.get(`backgroundoperations(${id})`)).json.retrycount).toBe(3);
  });

  it('is called off before it has begun, by its monitor or its row, and not when it is over', async () => {
    const [one, two] = [idOf(await put()), idOf(await put())];
    const called = await client.delete(monitor(one));
    expect([called.status, called.json]).toEqual([200, { backgroundOperationStateCode: 2, backgroundOperationStatusCode: 22 }]);
    const cancel = { backgroundoperationstatecode: 2, backgroundoperationstatuscode: 22 };
    expect((await client.patch(`backgroundoperations(${two})`, { ...cancel, backgroundoperationstatuscode: 20 })).status).toBe(400);
    expect((await client.patch(`backgroundoperations(${two})`, cancel)).status).toBe(204);
    client.box.clock.advance(21_000);
    expect([await stateOf(one), await stateOf(two)]).toEqual([
      [3, 32],
      [3, 32],
    ]);
    const again = await client.delete(monitor(one));
    expect([again.status, again.json.error.message]).toEqual([
      400,
      'Canceling background operation is not allowed after it is in terminal state.',
    ]);
    const three = idOf(await put());
    client.box.clock.advance(21_000);
    await client.delete(monitor(three));
    client.box.clock.advance(41_000);
    expect(await stateOf(three)).toEqual([3, 30]);
  });

  it('tells whoever the request names when it is over', async () => {
    const told: string[] = [];
    const listener: Server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => told.push(chunk.toString()));
      request.on('end', () => response.end());
    });
    const heard = new Promise<void>((resolve) => listener.on('request', (_, response) => response.on('finish', () => resolve())));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()));
    const { port } = listener.address() as AddressInfo;
    const accepted = await put('acme', { Prefer: `respond-async,odata.callback;url="http://127.0.0.1:${port}/done"` });
    expect([accepted.status, accepted.json, accepted.headers.get('preference-applied')]).toEqual([
      202,
      { backgroundOperationId: idOf(accepted), location: monitor(idOf(accepted)) },
      'callback',
    ]);
    client.box.clock.advance(61_000);
    await heard;
    listener.close();
    expect(JSON.parse(told.join(''))).toEqual({
      location: monitor(idOf(accepted)),
      backgroundOperationId: idOf(accepted),
      backgroundOperationStateCode: 3,
      backgroundOperationStatusCode: 30,
    });
  });

  it('is the call of a custom API and of nothing else, by who may read and write operations', async () => {
    expect(codeOf(await client.post('PublishAllXml', undefined, later))).toBe('0x80040203');
    expect((await client.post('accounts', { name: 'b' }, later)).status).toBe(204);
    expect(codeOf(await put('x'.repeat(101)))).toBe('0x80048d0b');
    client.box.addRole('Reader', ['prvReadAccount', 'prvReadbackgroundoperation']);
    client.box.addApplication({ clientId: guid(9), clientSecret: 's', roles: ['Reader'] });
    await client.signIn(guid(9), 's');
    expect((await put('acme', {})).status).toBe(200);
    expect(codeOf(await put())).toBe('0x80040220');
    expect((await client.get(monitor(guid(1)))).status).toBe(404);
  });
});
