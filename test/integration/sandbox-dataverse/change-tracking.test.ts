import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Client, closeAll, codeOf, guid, start } from './support.js';

let client: Client;
const tracked = { Prefer: 'odata.track-changes' };

async function enable(on: Client, table: string): Promise<void> {
  const { json } = await on.get(`EntityDefinitions(LogicalName='${table}')`);
  const answer = await on.ask('PUT', `EntityDefinitions(LogicalName='${table}')`, { ...json, ChangeTrackingEnabled: true });
  expect([answer.status, answer.text]).toEqual([204, '']);
}

beforeEach(async () => {
  client = await start();
  await enable(client, 'account');
  for (let n = 1; n <= 3; n += 1) client.box.insert('account', { accountid: guid(n), name: `A${n}` });
});
afterEach(closeAll);

const begin = (): Promise<Answer> => client.get('accounts?$select=name,telephone1', tracked);
const names = (answer: Answer) => answer.json.value.map((row: { name?: string; id?: string }) => row.name ?? row.id);

describe('change tracking', () => {
  it('answers all rows by their version, and a link to what changes from then on', async () => {
    client.box.update('account', guid(1), { name: 'B1' });
    const first = await begin();
    expect(first.headers.get('preference-applied')).toBe('odata.track-changes');
    expect(names(first)).toEqual(['A2', 'A3', 'B1']);
    expect(first.json['@odata.context']).toBe(`${client.root}/$metadata#accounts(name,telephone1)`);
    expect(first.json['@odata.deltaLink']).toMatch(
      /\/accounts\?\$select=name,telephone1&\$deltatoken=\d+!\d\d%2F\d\d%2F\d{4}%20\d\d%3A\d\d%3A\d\d$/,
    );
  });

  it('answers at the link rows that were made or changed, and after them the ids of those that are gone', async () => {
    const link = (await begin()).json['@odata.deltaLink'];
    expect((await client.get(link)).json).toMatchObject({
      value: [],
      '@odata.context': `${client.root}/$metadata#accounts(name,telephone1)/$delta`,
    });
    await client.delete(`accounts(${guid(2)})`);
    await client.post('accounts', { accountid: guid(4), name: 'A4' });
    await client.patch(`accounts(${guid(1)})`, { telephone1: '5' });
    const changes = await client.get(link);
    expect(changes.json.value).toMatchObject([
      { accountid: guid(4), name: 'A4', telephone1: null },
      { accountid: guid(1), name: 'A1', telephone1: '5' },
      { '@odata.context': `${client.root}/$metadata#accounts/$deletedEntity`, id: guid(2), reason: 'deleted' },
    ]);
    const next = await client.get(changes.json['@odata.deltaLink']);
    expect(next.json.value).toEqual([]);
    expect(names(await client.get(link))).toEqual(['A4', 'A1', guid(2)]);
  });

  it('counts changes', async () => {
    const token = /\$deltatoken=.*$/.exec((await begin()).json['@odata.deltaLink'])?.[0];
    client.box.remove('account', guid(1));
    client.box.update('account', guid(2), { name: 'B2' });
    const counted = await client.get(`accounts/$count?${token}`);
    expect([counted.status, counted.text]).toEqual([200, '2']);
  });

  it('tells of rows that were made and deleted between two looks, and not of the deletion of one that is back', async () => {
    const link = (await begin()).json['@odata.deltaLink'];
    client.box.insert('account', { accountid: guid(7), name: 'short' });
    client.box.remove('account', guid(7));
    client.box.remove('account', guid(2));
    client.box.insert('account', { accountid: guid(2), name: 'back' });
    expect(names(await client.get(link))).toEqual(['back', guid(7)]);
  });

  it('does not tell of a deletion that was taken back with its change set', async () => {
    const link = (await begin()).json['@odata.deltaLink'];
    const part = (id: number, line: string) =>
      `--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: ${id}\r\n\r\n${line} HTTP/1.1\r\n\r\n`;
    const body = `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n${part(1, `DELETE accounts(${guid(1)})`)}${part(2, `DELETE accounts(${guid(99)})`)}--c--\r\n--b--\r\n`;
    expect((await client.ask('POST', '$batch', body, { 'Content-Type': 'multipart/mixed; boundary=b' })).status).toBe(404);
    expect((await client.get(link)).json.value).toEqual([]);
  });

  it('comes in pages, and what is written while they are turned is not lost', async () => {
    const paged = { Prefer: 'odata.track-changes,odata.maxpagesize=2' };
    const first = await client.get('accounts?$select=name', paged);
    expect(names(first)).toEqual(['A1', 'A2']);
    expect(first.json).not.toHaveProperty(['@odata.deltaLink']);
    expect(decodeURIComponent(first.json['@odata.nextLink'])).toContain('istracking="True"');
    client.box.remove('account', guid(1));
    client.box.update('account', guid(2), { name: 'B2' });
    const second = await client.get(first.json['@odata.nextLink'], { Prefer: 'odata.maxpagesize=2' });
    expect(names(second)).toEqual(['A3', 'B2']);
    expect(second.json).not.toHaveProperty(['@odata.nextLink']);
    const link = second.json['@odata.deltaLink'];
    expect(names(await client.get(link))).toEqual(['B2', guid(1)]);
    const some = await client.get(link, { Prefer: 'odata.maxpagesize=1' });
    const rest = await client.get(some.json['@odata.nextLink'], { Prefer: 'odata.maxpagesize=1' });
    expect([names(some), names(rest)]).toEqual([['B2'], [guid(1)]]);
    expect(rest.json).toHaveProperty(['@odata.deltaLink']);
  });

  it('is refused on a table for which it is not enabled', async () => {
    for (const answer of [
      await client.get('leads', tracked),
      await client.get('leads?$deltatoken=1!01/01/2024 00:00:00'),
      await client.get('leads/$count?$deltatoken=1!01/01/2024 00:00:00'),
    ]) {
      expect([answer.status, codeOf(answer), answer.json.error.message]).toEqual([
        400,
        '0x80072491',
        "Entity lead isn't enabled for change tracking.",
      ]);
    }
    expect((await client.get('leads')).status).toBe(200);
  });

  it('is enabled when a table is made or changed, and never switched off', async () => {
    const label = (Label: string) => ({ LocalizedLabels: [{ Label, LanguageCode: 1030 }] });
    const made = await client.post('EntityDefinitions', {
      '@odata.type': 'Microsoft.Dynamics.CRM.EntityMetadata',
      SchemaName: 'new_T',
      DisplayName: label('T'),
      DisplayCollectionName: label('T-er'),
      OwnershipType: 'UserOwned',
      HasNotes: false,
      HasActivities: false,
      ChangeTrackingEnabled: true,
      Attributes: [
        {
          '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
          SchemaName: 'new_Name',
          IsPrimaryName: true,
          MaxLength: 100,
          DisplayName: label('N'),
        },
      ],
    });
    expect(made.status).toBe(204);
    expect((await client.get('new_ts', tracked)).json).toHaveProperty(['@odata.deltaLink']);
    const { json } = await client.get("EntityDefinitions(LogicalName='account')");
    expect((await client.ask('PUT', "EntityDefinitions(LogicalName='account')", { ...json, ChangeTrackingEnabled: false })).status).toBe(
      400,
    );
  });

  it('takes no filter, order, expansion or limit', async () => {
    for (const option of ['$filter=name eq null', '$orderby=name', '$expand=primarycontactid', '$top=1', '$apply=aggregate($count as n)']) {
      const answer = await client.get(`accounts?${option}`, tracked);
      const name = option.slice(0, option.indexOf('='));
      expect([answer.status, answer.json.error.message]).toEqual([
        400,
        `The "${name}" query parameter isn't supported when Change Tracking is enabled.`,
      ]);
    }
  });

  it('forgets after as many days as the organisation says', async () => {
    const link = (await begin()).json['@odata.deltaLink'];
    client.box.clock.advance(6 * 24 * 3_600_000);
    await client.signIn();
    expect((await client.get(link)).status).toBe(200);
    client.box.clock.advance(25 * 3_600_000);
    await client.signIn();
    const late = await client.get(link);
    expect([late.status, codeOf(late)]).toEqual([400, '0x80044352']);
    const [organization] = (await client.get('organizations?$select=name')).json.value;
    await client.patch(`organizations(${organization.organizationid})`, { expirechangetrackingindays: 30 });
    expect((await client.get(link)).status).toBe(200);
  });

  it('takes only tokens that it has given out', async () => {
    for (const token of ['x', '1!x', '', "1!01/01/2024 00:00:00'"])
      expect((await client.get(`accounts?$deltatoken=${encodeURIComponent(token)}`)).status).toBe(400);
    expect(codeOf(await client.get('accounts?$deltatoken=999999999!01/01/2999 00:00:00'))).toBe('0x80044352');
  });

  it('is of whole tables only', async () => {
    await enable(client, 'contact');
    expect((await client.get(`accounts(${guid(1)})/contact_customer_accounts`, tracked)).status).toBe(400);
  });

  it('outlives a restart', async () => {
    const stateFile = join(tmpdir(), `change-tracking-${process.pid}.ndjson`);
    try {
      const before = await start({ stateFile });
      await enable(before, 'account');
      before.box.insert('account', { accountid: guid(1), name: 'A' });
      const link: string = (await before.get('accounts?$select=name', tracked)).json['@odata.deltaLink'];
      before.box.remove('account', guid(1));
      await before.box.close();
      const after = await start({ stateFile });
      expect(names(await after.get(link.slice(link.indexOf('accounts?'))))).toEqual([guid(1)]);
    } finally {
      await closeAll();
      rmSync(stateFile, { force: true });
    }
  });
});
