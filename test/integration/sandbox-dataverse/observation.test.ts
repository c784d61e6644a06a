import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { closeAll, guid, idOf, start } from './support.js';

afterEach(closeAll);

describe('the statistics', () => {
  it('count committed rows by table, and rows that were sent again apart', async () => {
    const client = await start({ countAgain: true });
    const Targets = [1, 2].map((n) => ({ '@odata.type': 'Microsoft.Dynamics.CRM.contact', contactid: guid(n), lastname: 'a' }));
    await client.post('contacts/Microsoft.Dynamics.CRM.UpsertMultiple', { Targets });
    await client.post('contacts/Microsoft.Dynamics.CRM.UpsertMultiple', { Targets });
    await client.patch(`contacts(${guid(1)})`, { lastname: 'b' });
    await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets });
    await client.delete(`contacts(${guid(2)})`);
    expect(client.box.stats()).toMatchObject({
      rows: { contact: { created: 2, updated: 3, deleted: 1, rewritten: 2, firstWrite: expect.stringMatching(/Z$/) } },
      rewrittenRows: 2,
      rowsSentAgain: 2,
      requests: {
        byKind: {
          'POST contacts/UpsertMultiple': { 204: 2 },
          'POST contacts/CreateMultiple': { 412: 1 },
          'PATCH contacts': { 204: 1 },
          'DELETE contacts': { 204: 1 },
          'POST token': { 200: 1 },
        },
      },
      errors: { '0x80040237': 1 },
    });
    expect(client.box.rowsWritten('contact')).toBe(6);
    client.box.resetStats();
    expect(client.box.stats()).toMatchObject({ rows: {}, requests: { total: 0 }, firstRowWrite: null });
  });

  it('count rows that were sent once more with the same content after they had been written, refused or not', async () => {
    const client = await start({ countAgain: true });
    const again = () => (client.box.stats() as { rowsSentAgain: number }).rowsSentAgain;
    const Targets = [1, 2].map((n) => ({ '@odata.type': 'Microsoft.Dynamics.CRM.contact', contactid: guid(n), lastname: 'a' }));
    await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets });
    await client.patch(`contacts(${guid(1)})`, { lastname: 'b' });
    await client.patch(`contacts(${guid(1)})`, { lastname: 'c' });
    expect(again()).toBe(0);
    expect((await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets })).status).toBe(412);
    await client.patch(`contacts(${guid(1)})`, { lastname: 'c' });
    await client.delete(`contacts(${guid(1)})`);
    await client.delete(`contacts(${guid(1)})`);
    expect(again()).toBe(4);
    // A chunk that was refused for one row and is sent in halves was not written before.
    const bad = [3, 4].map((n) => ({ '@odata.type': 'Microsoft.Dynamics.CRM.contact', contactid: guid(n), lastname: n === 3 ? 'a' : 1 }));
    await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets: bad });
    await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets: bad.slice(0, 1) });
    expect(again()).toBe(4);
  });

  it('keep what describes the environment apart from its rows, and leave out what colleagues do', async () => {
    const client = await start();
    await client.post('publishers', {
      uniquename: 'p',
      friendlyname: 'P',
      customizationprefix: 'abc',
      customizationoptionvalueprefix: 20000,
    });
    await client.post('connectionroles', { name: 'r' });
    client.box.insert('contact', { lastname: 'a' });
    expect(client.box.stats()).toMatchObject({
      rows: {},
      firstRowWrite: null,
      metadata: { publisher: { created: 1 }, connectionrole: { created: 1 } },
    });
  });

  it('count a connection once, though it is two rows', async () => {
    const client = await start();
    const [one, two] = [idOf(await client.post('contacts', { lastname: 'a' })), idOf(await client.post('accounts', { name: 'a' }))];
    await client.post('connections', {
      'record1id_contact@odata.bind': `/contacts(${one})`,
      'record2id_account@odata.bind': `/accounts(${two})`,
    });
    expect(client.box.stats()).toMatchObject({ rows: { connection: { created: 2, updated: 0 } } });
  });
});

describe('the dump', () => {
  const linesOf = (lines: Iterable<string>) => [...lines].map((line) => JSON.parse(line) as Record<string, unknown>);

  it('holds all metadata and rows, canonical and in order', async () => {
    const client = await start();
    const account = client.box.insert('account', { name: 'Acme' });
    client.box.insert('contact', { contactid: guid(1), lastname: 'a', parentcustomerid: { table: 'account', id: account } });
    const lines = linesOf(client.box.dump());
    expect(lines.find((line) => line.table === 'contact')).toMatchObject({
      side: 'dataverse',
      id: guid(1),
      columns: { lastname: 'a', parentcustomerid: account, 'parentcustomerid@table': 'account', versionnumber: expect.any(Number) },
    });
    expect(lines.filter((line) => line.metadata === 'column' && line.name === 'contact.lastname')).toHaveLength(1);
    expect(linesOf(client.box.dump())).toEqual(lines);
  });

  it('is the same for the same seed', async () => {
    const [one, two] = [await start({ seed: 3 }), await start({ seed: 3 })];
    const withoutTimes = (lines: Iterable<string>) => [...lines].map((line) => line.replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, ''));
    expect(withoutTimes(two.box.dump())).toEqual(withoutTimes(one.box.dump()));
  });

  it('after a reset is as it was at the start', async () => {
    const client = await start();
    const count = [...client.box.dump()].length;
    await client.post('contacts', { lastname: 'a' });
    client.box.reset();
    await client.signIn();
    expect([...client.box.dump()]).toHaveLength(count);
    expect((await client.get('contacts')).json.value).toEqual([]);
  });
});

describe('colleagues', () => {
  it('write by the rules of the server but past limits and sign-in, under a name of their own', async () => {
    const client = await start();
    const id = client.box.insert({ table: 'contact', columns: { firstname: 'Ida', lastname: 'Holm' }, inactive: true });
    const { json } = await client.get(`contacts(${id})`);
    expect(json).toMatchObject({ fullname: 'Ida Holm', statecode: 1, statuscode: 2 });
    expect(json._createdby_value).not.toBe(client.box.applicationUser);
    client.box.update('contact', id, { jobtitle: 'Chef' });
    expect((await client.get(`contacts(${id})`)).json.jobtitle).toBe('Chef');
    expect(() => client.box.insert('contact', { lastname: 'x'.repeat(60) })).toThrow();
    client.box.remove('contact', id);
    expect((await client.get(`contacts(${id})`)).status).toBe(404);
  });
});

describe('a state file', () => {
  it('carries everything over a restart: rows, versions, metadata, keys, who may do what', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-state-'));
    try {
      const stateFile = join(folder, 'state');
      const first = await start({ stateFile });
      expect(first.box.restored).toBe(false);
      const label = { LocalizedLabels: [{ Label: 'k', LanguageCode: 1030 }] };
      await first.post("EntityDefinitions(LogicalName='contact')/Attributes", {
        '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
        SchemaName: 'new_Key',
        MaxLength: 50,
        DisplayName: label,
      });
      await first.post("EntityDefinitions(LogicalName='contact')/Keys", {
        SchemaName: 'new_TheKey',
        DisplayName: label,
        KeyAttributes: ['new_key'],
      });
      await new Promise((resolve) => setTimeout(resolve, 30));
      const account = first.box.insert('account', { name: 'Acme' });
      await first.post('contacts', {
        contactid: guid(1),
        lastname: 'a',
        new_key: 'X',
        'parentcustomerid_account@odata.bind': `/accounts(${account})`,
      });
      const before = [...first.box.dump()];
      await first.box.close();
      const second = await start({ stateFile });
      expect(second.box.restored).toBe(true);
      expect([...second.box.dump()]).toEqual(before);
      expect((await second.get("contacts(new_key='x')?$expand=parentcustomerid_account($select=name)")).json).toMatchObject({
        contactid: guid(1),
        parentcustomerid_account: { name: 'Acme' },
      });
      expect((await second.post('contacts', { lastname: 'b', new_key: 'x' })).status).toBe(412);
      expect((await second.post('contacts', { lastname: 'b' })).status).toBe(204);
      await second.box.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
