import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Client, closeAll, guid, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

type Operation = [method: string, path: string, body?: object, headers?: Record<string, string>];

const request = ([method, path, body, headers = {}]: Operation): string[] => [
  `${method} ${path} HTTP/1.1`,
  ...(body === undefined ? [] : ['Content-Type: application/json; type=entry']),
  ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  '',
  ...(body === undefined ? [''] : [JSON.stringify(body), '']),
];

const single = (operation: Operation): string[] => [
  '--batch_x',
  'Content-Type: application/http',
  'Content-Transfer-Encoding: binary',
  '',
  ...request(operation),
];

const changeSet = (operations: Operation[]): string[] => [
  '--batch_x',
  'Content-Type: multipart/mixed; boundary="changeset_y"',
  '',
  ...operations.flatMap((operation, at) => [
    '--changeset_y',
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    `Content-ID: ${at + 1}`,
    '',
    ...request(operation),
  ]),
  '--changeset_y--',
  '',
];

const send = (parts: string[][], headers: Record<string, string> = {}, end = '\r\n'): Promise<Answer> =>
  client.ask('POST', '$batch', `${[...parts.flat(), '--batch_x--'].join('\r\n')}${end}`, {
    'Content-Type': 'multipart/mixed; boundary="batch_x"',
    ...headers,
  });

const statuses = (answer: Answer): number[] => [...answer.text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => Number(match[1]));
const names = (): unknown[] => [...client.box.rows('contact')].map((row) => row.columns.lastname).sort();

describe('a batch', () => {
  it('answers each part, with the address of what it made', async () => {
    const answer = await send([
      single(['POST', '/api/data/v9.2/contacts', { contactid: guid(1), lastname: 'a' }]),
      single(['PATCH', `contacts(${guid(1)})`, { lastname: 'b' }]),
      single(['GET', `${client.root}/contacts(${guid(1)})?$select=lastname`]),
      single(['DELETE', `/api/data/v9.2/contacts(${guid(1)})`]),
    ]);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^multipart\/mixed; boundary=batchresponse_[0-9a-f-]{36}$/);
    expect(statuses(answer)).toEqual([204, 204, 200, 204]);
    expect(answer.text).toContain(`OData-EntityId: ${client.root}/contacts(${guid(1)})`);
    expect(answer.text).toContain(`Location: ${client.root}/contacts(${guid(1)})`);
    expect(answer.text).toContain('"lastname":"b"');
    expect(answer.text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('stops at the first failure and has its status, while what came before stays', async () => {
    const answer = await send([
      single(['POST', 'contacts', { lastname: 'a' }]),
      single(['POST', 'contacts', { lastname: 'x'.repeat(51) }]),
      single(['POST', 'contacts', { lastname: 'c' }]),
    ]);
    expect(answer.status).toBe(400);
    expect(statuses(answer)).toEqual([204, 400]);
    expect(names()).toEqual(['a']);
  });

  it('with continue-on-error answers 200 and every part', async () => {
    const answer = await send([single(['GET', `contacts(${guid(1)})`]), single(['POST', 'contacts', { lastname: 'c' }])], {
      Prefer: 'odata.continue-on-error',
    });
    expect([answer.status, statuses(answer)]).toEqual([200, [404, 204]]);
    expect(names()).toEqual(['c']);
  });

  it('takes headers per part: versions, annotations, representation', async () => {
    await client.patch(`contacts(${guid(1)})`, { lastname: 'a' });
    const answer = await send(
      [
        single(['PATCH', `contacts(${guid(1)})`, { lastname: 'b' }, { 'If-Match': 'W/"1"' }]),
        single(['PATCH', `contacts(${guid(1)})`, { lastname: 'b' }, { 'If-Match': '*', Prefer: 'return=representation' }]),
        single(['PATCH', `contacts(${guid(2)})`, { lastname: 'b' }, { 'If-Match': '*' }]),
      ],
      { Prefer: 'odata.continue-on-error' },
    );
    expect(statuses(answer)).toEqual([412, 200, 404]);
  });

  it('whose lines do not all end CRLF, after the last boundary too, is refused', async () => {
    const parts = [single(['POST', 'contacts', { lastname: 'a' }])];
    const open = await send(parts, {}, '');
    expect([open.status, open.json.error.code]).toEqual([400, '0x80048d19']);
    expect(open.json.error.message).toContain('Stream was not readable');
    const text = `${[...parts.flat(), '--batch_x--'].join('\n')}\n`;
    expect((await client.ask('POST', '$batch', text, { 'Content-Type': 'multipart/mixed; boundary=batch_x' })).status).toBe(400);
    // A single line end among many is enough, since what stands behind it would be lost.
    const two = `${[...parts.flat(), ...parts.flat(), '--batch_x--'].join('\r\n')}\r\n`;
    for (const broken of [two.replace(/(--batch_x\r\n[\s\S]*--batch_x)\r\n/, '$1\n'), two.replace(/\r\n(--batch_x\r\n)/, '\n$1')]) {
      expect(broken).not.toBe(two);
      expect((await client.ask('POST', '$batch', broken, { 'Content-Type': 'multipart/mixed; boundary=batch_x' })).status).toBe(400);
    }
    expect((await client.ask('POST', '$batch', 'x', { 'Content-Type': 'application/json' })).status).toBe(400);
    expect(names()).toEqual([]);
  });

  it('holds at most 1,000 operations and no other batch', async () => {
    const many = (count: number) => Array.from({ length: count }, () => single(['GET', 'WhoAmI']));
    expect((await send(many(1000))).status).toBe(200);
    expect((await send(many(1001))).status).toBe(400);
    expect((await send([single(['POST', '$batch', {}])])).status).toBe(400);
  });

  it('counts as one request against the limits', async () => {
    const before = Number((await client.get('WhoAmI')).headers.get('x-ms-ratelimit-burst-remaining-xrm-requests'));
    const answer = await send(Array.from({ length: 50 }, () => single(['GET', 'WhoAmI'])));
    expect(Number(answer.headers.get('x-ms-ratelimit-burst-remaining-xrm-requests'))).toBe(before - 1);
  });
});

describe('a change set', () => {
  it('is answered in a part of its own, with content ids', async () => {
    const answer = await send([
      changeSet([
        ['POST', 'contacts', { lastname: 'a' }],
        ['POST', 'contacts', { lastname: 'b' }],
      ]),
    ]);
    expect([answer.status, statuses(answer)]).toEqual([200, [204, 204]]);
    expect(answer.text).toMatch(/Content-Type: multipart\/mixed; boundary=changesetresponse_[0-9a-f-]{36}/);
    expect(answer.text).toContain('Content-ID: 2');
    expect(names()).toEqual(['a', 'b']);
  });

  it('is all or nothing, and a failed one is answered by one error', async () => {
    const answer = await send([
      changeSet([
        ['POST', 'contacts', { lastname: 'a' }],
        ['PATCH', `contacts(${guid(1)})`, { lastname: 'b' }, { 'If-Match': '*' }],
      ]),
    ]);
    expect([answer.status, statuses(answer)]).toEqual([404, [404]]);
    expect(names()).toEqual([]);
  });

  it('lets later parts refer to earlier ones, in addresses and in look-ups', async () => {
    const answer = await send([
      changeSet([
        ['POST', 'accounts', { name: 'Acme' }],
        ['POST', 'contacts', { lastname: 'a', 'parentcustomerid_account@odata.bind': '$1' }],
        ['PATCH', '$1', { description: 'x' }],
        ['PUT', '$1/primarycontactid/$ref', { '@odata.id': '$2' }],
      ]),
    ]);
    expect([answer.status, statuses(answer)]).toEqual([200, [204, 204, 204, 204]]);
    const [account] = client.box.rows('account');
    const [contact] = client.box.rows('contact');
    expect(contact?.columns.parentcustomerid).toBe(account?.id);
    expect(account?.columns).toMatchObject({ description: 'x', primarycontactid: contact?.id });
  });

  it('that refers to a content id which is not there is refused', async () => {
    const answer = await send([changeSet([['POST', 'contacts', { lastname: 'a', 'parentcustomerid_account@odata.bind': '$7' }]])]);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(`"message":"Content-ID Reference: '$7' does not exist in the batch context."`);
  });

  it('has no content id twice', async () => {
    const set = changeSet([
      ['POST', 'contacts', { lastname: 'a' }],
      ['POST', 'contacts', { lastname: 'b' }],
    ]).map((line) => line.replace('Content-ID: 2', 'Content-ID: 1'));
    const answer = await send([set]);
    expect([answer.status, answer.json.error.code]).toEqual([400, '0x80048d19']);
    expect(names()).toEqual([]);
  });

  it('holds no GET', async () => {
    const answer = await send([changeSet([['GET', 'contacts']])]);
    expect([answer.status, answer.json.error.code]).toEqual([400, '0x80048d19']);
  });
});
