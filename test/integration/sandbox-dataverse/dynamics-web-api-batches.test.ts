import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DynamicsWebApi } from 'dynamics-web-api';
import { crm, library } from './library.js';
import { type Client, closeAll, guid, start } from './support.js';

let client: Client;
let api: DynamicsWebApi;
beforeEach(async () => {
  client = await start();
  api = library(client);
});
afterEach(closeAll);

describe('dynamics-web-api in batches', () => {
  it('batches with change sets, content ids and reads', async () => {
    api.startBatch();
    void api.create({ collection: 'accounts', data: { name: 'Acme' }, contentId: '1' });
    void api.create({ collection: 'contacts', data: { lastname: 'a', 'parentcustomerid_account@odata.bind': '$1' }, contentId: '2' });
    const [account, contact] = await api.executeBatch();
    expect((await api.retrieve({ collection: 'contacts', key: contact })) as object).toMatchObject({ _parentcustomerid_value: account });
    api.startBatch();
    void api.retrieve({ collection: 'accounts', key: account, select: ['name'] });
    void api.retrieveMultiple({ collection: 'contacts', select: ['lastname'] });
    const [one, many] = await api.executeBatch();
    expect([one.name, many.value.length]).toEqual(['Acme', 1]);
    api.startBatch();
    void api.create({ collection: 'contacts', data: { lastname: 'x'.repeat(60) } });
    await expect(api.executeBatch()).rejects.toMatchObject([{ status: 400, error: { code: '0x80044331' } }]);
  });

  it('puts every kind of request into one batch and answers them in order', async () => {
    const key = client.box.insert('account', { name: 'Acme', telephone1: '1' });
    api.startBatch();
    void api.create({ collection: 'contacts', data: { lastname: 'a' } });
    void api.update({ collection: 'accounts', key, data: { name: 'Beta' } });
    void api.deleteRecord({ collection: 'accounts', key, property: 'telephone1' });
    void api.upsert({ collection: 'accounts', key: guid(3), data: { name: 'Gamma' } });
    void api.callAction({
      collection: 'contacts',
      actionName: crm('CreateMultiple'),
      action: { Targets: [{ '@odata.type': crm('contact'), lastname: 'b' }] },
    });
    void api.retrieveMultiple({ collection: 'accounts', select: ['name'], orderBy: ['name'] });
    void api.callFunction('WhoAmI');
    void api.retrieveEntity({ key: "LogicalName='contact'", select: ['EntitySetName'] });
    const answers = await api.executeBatch();
    expect(answers.slice(0, 4)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), true, true, guid(3)]);
    expect(answers[4].Ids).toHaveLength(1);
    expect(answers[5].value.map((row: { name: string }) => row.name)).toEqual(['Beta', 'Gamma']);
    expect([answers[6].UserId, answers[7].EntitySetName]).toEqual([client.box.applicationUser, 'contacts']);
    api.startBatch();
    void api.count({ collection: 'contacts' });
    void api.count({ collection: 'contacts', filter: "lastname eq 'a'" });
    expect(await api.executeBatch()).toEqual([2, 1]);
  });

  it('goes by content ids: to associate, to change and to make rows below what the batch makes', async () => {
    api.startBatch();
    void api.create({ collection: 'accounts', data: { name: 'Acme' }, contentId: '1' });
    void api.create({ collection: 'contacts', data: { lastname: 'a' }, contentId: '2' });
    void api.associate({ contentId: '$1', relationshipName: 'contact_customer_accounts', relatedKey: '$2' });
    void api.associateSingleValued({ contentId: '$1', navigationProperty: 'primarycontactid', relatedKey: '$2' });
    void api.update({ contentId: '$1', data: { telephone1: '7' } });
    void api.create({ contentId: '$1', collection: 'contact_customer_accounts', data: { lastname: 'b' } });
    const [account, contact] = await api.executeBatch();
    const { _primarycontactid_value, telephone1, contact_customer_accounts } = await api.retrieve({
      collection: 'accounts',
      key: account,
      expand: [{ property: 'contact_customer_accounts', select: ['lastname'], orderBy: ['lastname'] }],
    });
    expect([_primarycontactid_value, telephone1, contact_customer_accounts.map((row: { lastname: string }) => row.lastname)]).toEqual([
      contact,
      '7',
      ['a', 'b'],
    ]);
  });

  it('goes on after a failure where it is told to, and stops where it is not', async () => {
    const three = () => {
      api.startBatch();
      for (const lastname of ['a', 'x'.repeat(60), 'b'])
        void api.create({ collection: 'contacts', data: { lastname }, inChangeSet: false });
    };
    three();
    const answers = await api.executeBatch({ continueOnError: true });
    expect(answers.map((answer) => (answer instanceof Error ? 'failed' : 'made'))).toEqual(['made', 'failed', 'made']);
    three();
    await expect(api.executeBatch()).rejects.toMatchObject({ length: 2 });
    expect(await api.count({ collection: 'contacts' })).toBe(3);
    api.startBatch();
    void api.create({ collection: 'contacts', data: { lastname: 'c' } });
    void api.create({ collection: 'contacts', data: { lastname: 'd' } });
    expect(await api.executeBatch({ inChangeSet: false })).toHaveLength(2);
  });
});
