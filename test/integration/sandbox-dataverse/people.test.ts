import { afterEach, describe, expect, it } from '@jest/globals';
import { readEdits } from '../../../sandbox/dataverse/index.js';
import { type Client, closeAll, codeOf, guid, start } from './support.js';

afterEach(closeAll);

type Row = Record<string, unknown>;
const rowsOf = (client: Client, table: string): Row[] => [...client.box.rows(table)].map(({ columns }) => columns as Row);
const contact = (client: Client, n: number): Row => [...client.box.rows('contact')].find(({ id }) => id === guid(n))?.columns as Row;
/** Contacts as a migration makes them, with a number in `employeeid`. */
const load = async (client: Client, ...numbers: number[]): Promise<void> => {
  for (const n of numbers)
    expect((await client.post('contacts', { contactid: guid(n), lastname: `L${n}`, employeeid: `M-${n}` })).status).toBe(204);
};

describe('people in the environment', () => {
  it('create, change, delete and merge rows under a name of their own', async () => {
    const client = await start();
    await load(client, 1, 2, 3, 4);
    const report = client.box.edit({
      edits: [
        { op: 'create', table: 'contact', id: guid(9), columns: { lastname: 'Ny' } },
        { op: 'update', table: 'contact', id: guid(1), columns: { jobtitle: 'Chef' } },
        { op: 'delete', table: 'contact', id: guid(2) },
        { op: 'merge', table: 'contact', id: guid(3), into: guid(4), columns: { nickname: 'Bo' } },
      ],
    });
    expect(report.counts).toEqual({ created: 1, updated: 1, deleted: 1, merged: 1 });
    expect(contact(client, 1)).toMatchObject({ jobtitle: 'Chef', createdby: client.box.applicationUser });
    expect(contact(client, 1)?.modifiedby).not.toBe(client.box.applicationUser);
    expect(contact(client, 2)).toBeUndefined();
    expect(contact(client, 3)).toMatchObject({ merged: true, masterid: guid(4), statecode: 1 });
    expect(contact(client, 4)).toMatchObject({ nickname: 'Bo', statecode: 0 });
    expect(client.box.rowsWritten('contact')).toBe(4);
  });

  it('change the version of a row, so that a write with an older one is refused', async () => {
    const client = await start();
    await load(client, 1);
    const etag = (await client.get(`contacts(${guid(1)})`)).json['@odata.etag'];
    client.box.edit({ edits: [{ op: 'update', table: 'contact', id: guid(1), columns: { jobtitle: 'Chef' } }] });
    const answer = await client.patch(`contacts(${guid(1)})`, { jobtitle: 'Elev' }, { 'If-Match': etag });
    expect([answer.status, codeOf(answer)]).toEqual([412, '0x80060882']);
  });

  it('hang notes, tasks, calls, opportunities and connections on rows without changing their versions', async () => {
    const client = await start();
    client.box.insert('account', { name: 'Kunde' });
    await load(client, 1, 2, 3);
    const versions = () => [1, 2, 3].map((n) => contact(client, n).versionnumber);
    const before = versions();
    const { hung } = client.box.edit(
      readEdits({ hang: { notes: 2, tasks: 2, calls: 2, opportunities: 1, connections: 1, count: 2, column: 'employeeid', seed: 3 } }),
    );
    expect(hung?.contacts).toHaveLength(2);
    const on = (table: string, column: string) =>
      rowsOf(client, table).filter((row) => hung?.contacts.includes(String(row[column]))).length;
    expect([
      on('annotation', 'objectid'),
      on('task', 'regardingobjectid'),
      on('phonecall', 'regardingobjectid'),
      on('opportunity', 'customerid'),
      on('connection', 'record1id'),
    ]).toEqual([2, 2, 2, 1, 1]);
    expect(versions()).toEqual(before);
  });

  it('draw what they do from a seed and from what the migration has made, the same for the same seed', async () => {
    const run = async () => {
      const client = await start();
      client.box.insert('contact', { contactid: guid(99), lastname: 'Kunde', employeeid: 'K' });
      await load(client, 1, 2, 3, 4, 5, 6, 7, 8);
      return client.box.edit(readEdits({ random: { seed: 5, update: 2, delete: 1, merge: 2, column: 'employeeid' } }));
    };
    const report = await run();
    expect(report.counts).toEqual({ created: 0, updated: 2, deleted: 1, merged: 2 });
    expect(report.done.map(({ id }) => id)).not.toContain(guid(99));
    expect(await run()).toEqual(report);
  });

  it('wait for a milestone, and come with the very write that reaches it', async () => {
    const client = await start();
    const report = client.box.edit({
      edits: [{ op: 'update', table: 'contact', id: guid(1), columns: { jobtitle: 'Chef' } }],
      when: { contactsWritten: 3 },
    });
    expect([report.applied, client.box.edits().waiting]).toEqual([false, 1]);
    await load(client, 1, 2);
    expect(contact(client, 1).jobtitle).toBeUndefined();
    await load(client, 3);
    expect(contact(client, 1).jobtitle).toBe('Chef');
    expect(client.box.edits()).toMatchObject({
      waiting: 0,
      done: [{ op: 'update', table: 'contact', id: guid(1), columns: ['jobtitle'] }],
    });
  });

  it('come on the clock, again and again until they are called off', async () => {
    const client = await start();
    await load(client, 1);
    const again = (n: number) =>
      client.box.edit(readEdits({ random: { seed: n, update: 1, column: 'employeeid' }, when: { everyMs: 60_000 } }));
    again(1);
    client.box.edit({
      edits: [{ op: 'update', table: 'contact', id: guid(1), columns: { nickname: 'Bo' } }],
      when: { afterMs: 3_600_000 },
    });
    const updates = () => client.box.edits().done.length;
    const minute = async () => {
      client.box.clock.advance(60_000);
      const from = updates();
      for (let tries = 0; updates() === from && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await minute();
    await minute();
    expect([updates(), client.box.edits().waiting]).toEqual([2, 2]);
    client.box.cancelEdits();
    client.box.clock.advance(7_200_000);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([updates(), client.box.edits().waiting, contact(client, 1).nickname]).toEqual([2, 0, undefined]);
  });

  it('are told what they cannot do, at once or in the log when their time has come', async () => {
    const client = await start();
    await load(client, 1);
    const missing = { op: 'delete', table: 'contact', id: guid(5) } as const;
    expect(() => client.box.edit({ edits: [missing] })).toThrow(/delete of contact: 0x80040217/);
    client.box.edit({ edits: [missing], when: { contactsWritten: 2 } });
    await load(client, 2);
    expect(client.box.edits().failed).toEqual([expect.stringContaining('0x80040217')]);
    for (const wrong of [
      {},
      { edits: 'all' },
      { edits: [{ op: 'paint', table: 'contact' }] },
      { edits: [{ op: 'merge', table: 'contact', id: guid(1) }] },
      { random: {} },
      { random: { seed: 1, create: 5 } },
      { hang: { notes: -1 } },
      { edits: [missing], when: {} },
      { edits: [missing], when: { times: 2 } },
      { edits: [missing], when: { tomorrow: 1 } },
    ])
      expect(() => readEdits(wrong)).toThrow();
  });
});
