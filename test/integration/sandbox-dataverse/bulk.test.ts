import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const type = 'Microsoft.Dynamics.CRM.contact';
const targets = (rows: object[], odataType = type) => ({ Targets: rows.map((row) => ({ '@odata.type': odataType, ...row })) });
const send = (message: string, rows: object[], set = 'contacts') =>
  client.post(`${set}/Microsoft.Dynamics.CRM.${message}`, targets(rows, `Microsoft.Dynamics.CRM.${set.slice(0, -1)}`));
const contacts = (): number => [...client.box.rows('contact')].length;

describe('CreateMultiple', () => {
  it('answers the ids in the order of the request', async () => {
    const answer = await send('CreateMultiple', [
      { lastname: 'a', contactid: guid(2) },
      { lastname: 'b' },
      { lastname: 'c', contactid: guid(1) },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.json['@odata.context']).toBe(`${client.root}/$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse`);
    expect(answer.json.Ids).toEqual([guid(2), expect.stringMatching(/^[0-9a-f-]{36}$/), guid(1)]);
  });

  it('makes all rows or none, and answers the error of the row that failed', async () => {
    const answer = await send('CreateMultiple', [{ lastname: 'a' }, { lastname: 'x'.repeat(51) }, { lastname: 'c' }]);
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x80044331']);
    expect(contacts()).toBe(0);
    expect(client.box.stats()).toMatchObject({ rows: {} });
  });

  it('of a row that is there is refused with 0x80040237', async () => {
    await send('CreateMultiple', [{ contactid: guid(1), lastname: 'a' }]);
    const answer = await send('CreateMultiple', [
      { contactid: guid(2), lastname: 'b' },
      { contactid: guid(1), lastname: 'a' },
    ]);
    expect([answer.status, codeOf(answer)]).toEqual([412, '0x80040237']);
    expect(contacts()).toBe(1);
  });

  it('refuses the same new row twice in one call', async () => {
    expect(
      codeOf(
        await send('CreateMultiple', [
          { contactid: guid(1), lastname: 'a' },
          { contactid: guid(1), lastname: 'b' },
        ]),
      ),
    ).toBe('0x80040237');
    expect(contacts()).toBe(0);
  });
});

describe('UpdateMultiple', () => {
  it('changes the rows and answers 204 without a body', async () => {
    await send('CreateMultiple', [
      { contactid: guid(1), lastname: 'a' },
      { contactid: guid(2), lastname: 'b' },
    ]);
    const answer = await send('UpdateMultiple', [
      { contactid: guid(1), jobtitle: 'x' },
      { contactid: guid(2), jobtitle: 'y' },
    ]);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await client.get(`contacts(${guid(2)})`)).json).toMatchObject({ lastname: 'b', jobtitle: 'y' });
  });

  it('of rows that are not there names them and changes nothing', async () => {
    await send('CreateMultiple', [{ contactid: guid(1), lastname: 'a' }]);
    const answer = await send('UpdateMultiple', [
      { contactid: guid(1), lastname: 'b' },
      { contactid: guid(5), lastname: 'b' },
    ]);
    expect([answer.status, codeOf(answer), answer.json.error.message]).toEqual([
      404,
      '0x80040217',
      `Contact With Ids = ${guid(5)} Do Not Exist`,
    ]);
    expect((await client.get(`contacts(${guid(1)})`)).json.lastname).toBe('a');
  });
});

describe('UpdateMultiple of several bad rows', () => {
  it('names those that are not there before it says what is wrong with another one', async () => {
    await send('CreateMultiple', [{ contactid: guid(1), lastname: 'a' }]);
    const good = { contactid: guid(1), lastname: 'b' };
    const bad = { contactid: guid(1), lastname: 'x'.repeat(51) };
    const answer = await send('UpdateMultiple', [good, bad, { contactid: guid(2), lastname: 'c' }, { contactid: guid(3), lastname: 'd' }]);
    expect([answer.status, codeOf(answer)]).toEqual([404, '0x80040217']);
    for (const missing of [guid(2), guid(3)]) expect(answer.json.error.message).toContain(missing);
    expect(codeOf(await send('UpdateMultiple', [good, bad]))).toBe('0x80044331');
    expect([...client.box.rows('contact')].map((row) => row.columns.lastname)).toEqual(['a']);
  });
});

describe('UpsertMultiple', () => {
  it('makes what is not there, changes what is, and answers 204 without ids', async () => {
    await send('CreateMultiple', [{ contactid: guid(1), lastname: 'a' }]);
    const answer = await send('UpsertMultiple', [
      { contactid: guid(1), lastname: 'b' },
      { contactid: guid(2), lastname: 'c' },
    ]);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect([...client.box.rows('contact')].map((row) => row.columns.lastname).sort()).toEqual(['b', 'c']);
  });

  it('by alternate key refuses a key column in the body when it makes the row, and ignores it when the row is there', async () => {
    const label = { LocalizedLabels: [{ Label: 'k', LanguageCode: 1030 }] };
    await client.post("EntityDefinitions(LogicalName='contact')/Attributes", {
      '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
      SchemaName: 'new_Key',
      MaxLength: 50,
      DisplayName: label,
    });
    await client.post("EntityDefinitions(LogicalName='contact')/Keys", {
      SchemaName: 'new_TheKey',
      DisplayName: label,
      KeyAttributes: ['new_key'],
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    const keyed = (body: object) => send('UpsertMultiple', [{ '@odata.id': "contacts(new_key='A')", ...body }]);
    const refused = await keyed({ lastname: 'a', new_key: 'A' });
    expect([refused.status, codeOf(refused)]).toEqual([400, '0x80040216']);
    expect((await keyed({ lastname: 'a' })).status).toBe(204);
    expect((await keyed({ lastname: 'b', new_key: 'B' })).status).toBe(204);
    expect((await client.get("contacts(new_key='A')")).json.lastname).toBe('b');
  });
});

describe('a bulk message', () => {
  it('is taken by accounts, contacts and custom tables, not by notes, connections and tasks', async () => {
    for (const [set, name] of [
      ['annotations', 'annotation'],
      ['connections', 'connection'],
      ['tasks', 'task'],
    ] as const) {
      for (const message of ['CreateMultiple', 'UpdateMultiple', 'UpsertMultiple']) {
        const answer = await client.post(
          `${set}/Microsoft.Dynamics.CRM.${message}`,
          targets([{ subject: 'a' }], `Microsoft.Dynamics.CRM.${name}`),
        );
        expect([answer.status, codeOf(answer)]).toEqual([400, '0x80040800']);
      }
    }
    expect((await send('CreateMultiple', [{ name: 'a' }], 'accounts')).status).toBe(200);
  });

  it('is announced by sdkmessagefilters on just the tables that take it', async () => {
    const filters = async (message: string, table: string) =>
      (
        await client.get(
          `sdkmessagefilters?$select=sdkmessagefilterid&$filter=sdkmessageid/name eq '${message}' and primaryobjecttypecode eq '${table}'`,
          { Consistency: 'Strong' },
        )
      ).json.value.length;
    expect(await filters('UpsertMultiple', 'contact')).toBe(1);
    expect(await filters('UpsertMultiple', 'annotation')).toBe(0);
    expect(await filters('Create', 'annotation')).toBe(1);
  });

  it('DeleteMultiple has not been implemented for such tables', async () => {
    const answer = await send('DeleteMultiple', [{ contactid: guid(1) }]);
    expect(answer.status).toBe(405);
    expect(answer.json.error.message).toBe('DeleteMultiple has not yet been implemented.');
  });

  it('needs the type on every row, rows of one table, and at least one', async () => {
    const bare = await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets: [{ lastname: 'a' }] });
    expect([bare.status, codeOf(bare)]).toEqual([400, '0x80048d19']);
    expect(
      codeOf(
        await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', targets([{ name: 'a' }], 'Microsoft.Dynamics.CRM.account')),
      ),
    ).toBe('0x80048d19');
    expect((await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets: [] })).status).toBe(400);
    expect((await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', {})).status).toBe(400);
    expect((await client.get('contacts/Microsoft.Dynamics.CRM.CreateMultiple')).status).toBe(405);
  });

  it('takes any text in a large body, however its rows are separated', async () => {
    const texts = ['},{', '}, {', 'å ÿ', '漢字 😀', '\\', '"}]}', '\u2028', ' '].map((text) => text.repeat(60));
    const rows = Array.from({ length: 200 }, (_, n) => ({ contactid: guid(n + 1), description: `${n} ${texts[n % texts.length]}!` }));
    const body = targets(rows);
    for (const text of [JSON.stringify(body), JSON.stringify(body).replaceAll('},{"@', '}, {"@'), JSON.stringify(body, null, 2)]) {
      expect((await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', text)).status).toBe(200);
      const kept = [...client.box.rows('contact')].map(({ id, columns }) => ({ contactid: id, description: columns.description }));
      expect(kept.sort((a, b) => (a.contactid < b.contactid ? -1 : 1))).toEqual(rows);
      for (const { contactid } of rows) await client.delete(`contacts(${contactid})`);
    }
  });

  it('refuses a name that a row has twice, whether the body is small or large', async () => {
    const twice = '{"@odata.type":"Microsoft.Dynamics.CRM.contact","lastname":"a","lastname":"b"}';
    for (const count of [1, 2, 1_000]) {
      const text = `{"Targets":[${new Array(count).fill(twice).join(',')}]}`;
      const answer = await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', text);
      expect([answer.status, codeOf(answer)]).toEqual([400, '0x80048d19']);
    }
    expect(contacts()).toBe(0);
  });

  it('that overlaps another on the same table may be the victim of a deadlock: 1205, nothing written', async () => {
    client.box.settings.deadlockChance = 1;
    client.box.settings.latencyMs = 30;
    const answers = await Promise.all([1, 2, 3].map((n) => send('UpsertMultiple', [{ contactid: guid(n), lastname: 'a' }])));
    const victims = answers.filter((answer) => answer.status !== 204);
    expect(victims.length).toBeGreaterThan(0);
    for (const answer of victims) {
      expect([answer.status, codeOf(answer)]).toEqual([500, '0x80044150']);
      expect(answer.json.error.message).toMatch(/Sql Number: 1205/);
    }
    expect(contacts()).toBe(3 - victims.length);
    expect(victims.length).toBeLessThan(3);
    expect((await send('UpsertMultiple', [{ contactid: guid(9), lastname: 'a' }])).status).toBe(204);
    const apart = await Promise.all([
      send('UpsertMultiple', [{ contactid: guid(8), lastname: 'a' }]),
      send('UpsertMultiple', [{ accountid: guid(8), name: 'a' }], 'accounts'),
    ]);
    expect(apart.map((answer) => answer.status)).toEqual([204, 204]);
  });

  it('that is sent beside another one meets it, however fast the two are', async () => {
    client.box.settings.deadlockChance = 1;
    const pair = async () => await Promise.all([1, 2].map((n) => send('UpsertMultiple', [{ contactid: guid(n), lastname: 'a' }])));
    let rounds = 0;
    while ((await pair()).every((answer) => answer.status === 204)) {
      rounds += 1;
      expect(rounds).toBeLessThan(100);
    }
    // One after the other they never meet.
    for (let n = 10; n < 30; n += 1) expect((await send('UpsertMultiple', [{ contactid: guid(n), lastname: 'a' }])).status).toBe(204);
  });

  it('on an account and its contact keeps the order: what a row is bound to must be there', async () => {
    const account = idOf(await client.post('accounts', { name: 'a' }));
    const good = { lastname: 'a', 'parentcustomerid_account@odata.bind': `/accounts(${account})` };
    expect((await send('CreateMultiple', [good])).status).toBe(200);
    expect(
      codeOf(await send('CreateMultiple', [good, { lastname: 'b', 'parentcustomerid_account@odata.bind': `/accounts(${guid(4)})` }])),
    ).toBe('0x80040217');
    expect(contacts()).toBe(1);
  });
});
