import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { crm, entity, label, lookup, table } from './bodies.js';
import { type Client, closeAll, codeOf, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

describe('a relationship', () => {
  it('comes with its look-up and goes with it', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    expect((await client.post('RelationshipDefinitions', lookup('new_a_contact', 'new_a', 'contact', 'new_ContactId'))).status).toBe(204);
    expect(codeOf(await client.post('RelationshipDefinitions', lookup('new_A_contact', 'new_a', 'contact', 'new_OtherId')))).toBe(
      '0x80044363',
    );
    expect((await client.get("RelationshipDefinitions(SchemaName='new_a_contact')")).json).toMatchObject({
      ReferencingAttribute: 'new_contactid',
      ReferencingEntityNavigationPropertyName: 'new_ContactId',
      CascadeConfiguration: { Delete: 'RemoveLink' },
    });
    await client.delete("RelationshipDefinitions(SchemaName='new_a_contact')");
    expect((await client.get(`${entity('new_a')}/Attributes(LogicalName='new_contactid')`)).status).toBe(404);
  });

  it('deletes, unlinks or forbids as it was made to', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    const cascade = (Delete: string, Assign = 'NoCascade') => ({
      CascadeConfiguration: { Assign, Delete, Merge: 'NoCascade', Reparent: 'NoCascade', Share: 'NoCascade', Unshare: 'NoCascade' },
    });
    await client.post('RelationshipDefinitions', lookup('new_a_c', 'new_a', 'contact', 'new_CId', cascade('Cascade')));
    await client.post('RelationshipDefinitions', lookup('new_a_r', 'new_a', 'contact', 'new_RId', cascade('Restrict')));
    const [one, two] = [idOf(await client.post('contacts', { lastname: 'a' })), idOf(await client.post('contacts', { lastname: 'b' }))];
    await client.post('new_as', { new_name: 'a', 'new_CId@odata.bind': `/contacts(${one})` });
    await client.post('new_as', { new_name: 'b', 'new_RId@odata.bind': `/contacts(${two})` });
    expect((await client.delete(`contacts(${one})`)).status).toBe(204);
    expect([...client.box.rows('new_a')]).toHaveLength(1);
    expect(codeOf(await client.delete(`contacts(${two})`))).toBe('0x80040227');
    expect(
      (await client.post('RelationshipDefinitions', lookup('new_a_x', 'new_a', 'contact', 'new_XId', cascade('NoCascade')))).status,
    ).toBe(400);
  });

  it('is changed in what it does by PUT, not in what it connects', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    await client.post('RelationshipDefinitions', lookup('new_a_contact', 'new_a', 'contact', 'new_ContactId'));
    const address = "RelationshipDefinitions(SchemaName='new_a_contact')";
    const { json } = await client.get(address);
    const changed = { ...json, CascadeConfiguration: { ...json.CascadeConfiguration, Delete: 'Cascade' } };
    expect((await client.ask('PUT', address, changed)).status).toBe(204);
    const person = idOf(await client.post('contacts', { lastname: 'a' }));
    await client.post('new_as', { new_name: 'a', 'new_ContactId@odata.bind': `/contacts(${person})` });
    await client.delete(`contacts(${person})`);
    expect([...client.box.rows('new_a')]).toHaveLength(0);
    for (const more of [
      { ReferencedEntity: 'account' },
      { CascadeConfiguration: undefined },
      { CascadeConfiguration: { Delete: 'Maybe' } },
    ])
      expect(codeOf(await client.ask('PUT', address, { ...json, ...more }))).toBe('0x80040203');
    expect((await client.patch(address, changed)).status).toBe(405);
    const own = await client.get("RelationshipDefinitions(SchemaName='contact_customer_accounts')");
    expect((await client.ask('PUT', "RelationshipDefinitions(SchemaName='contact_customer_accounts')", own.json)).status).toBe(400);
  });

  it('of which each side has many associates rows through its collections', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    const made = await client.post('RelationshipDefinitions', {
      '@odata.type': crm('ManyToManyRelationshipMetadata'),
      SchemaName: 'new_a_contacts',
      Entity1LogicalName: 'new_a',
      Entity2LogicalName: 'contact',
      IntersectEntityName: 'new_a_contact',
    });
    expect(made.status).toBe(204);
    const [a, person] = [idOf(await client.post('new_as', { new_name: 'a' })), idOf(await client.post('contacts', { lastname: 'b' }))];
    expect((await client.post(`new_as(${a})/new_a_contacts/$ref`, { '@odata.id': `${client.root}/contacts(${person})` })).status).toBe(204);
    expect((await client.get(`contacts(${person})/new_a_contacts?$select=new_name`)).json.value).toHaveLength(1);
    await client.delete(`contacts(${person})`);
    expect((await client.get(`new_as(${a})/new_a_contacts`)).json.value).toEqual([]);
  });

  it('to customers is one look-up with two legs, neither of which goes alone', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    const leg = (to: string) => ({ SchemaName: `new_a_${to}`, ReferencedEntity: to, ReferencingEntity: 'new_a' });
    const made = await client.post('CreateCustomerRelationships', {
      OneToManyRelationships: [leg('account'), leg('contact')],
      Lookup: { SchemaName: 'new_CustomerId', DisplayName: label('Kunde') },
    });
    expect([made.status, made.json.RelationshipIds.length]).toEqual([200, 2]);
    const person = idOf(await client.post('contacts', { lastname: 'b' }));
    expect((await client.post('new_as', { new_name: 'a', 'new_CustomerId_contact@odata.bind': `/contacts(${person})` })).status).toBe(204);
    expect(codeOf(await client.delete("RelationshipDefinitions(SchemaName='new_a_contact')"))).toBe('0x8004847d');
    expect((await client.delete(`${entity('new_a')}/Attributes(LogicalName='new_customerid')`)).status).toBe(204);
  });

  it('to several tables is one look-up with a name for each, which may come and go', async () => {
    for (const name of ['new_Book', 'new_Audio', 'new_Video', 'new_Media']) await client.post('EntityDefinitions', table(name));
    const leg = (to: string, more = {}) => ({
      SchemaName: `new_media_new_${to}`,
      ReferencedEntity: `new_${to}`,
      ReferencingEntity: 'new_media',
      ...more,
    });
    const Lookup = { '@odata.type': crm('ComplexLookupAttributeMetadata'), SchemaName: 'new_Item', DisplayName: label('Emne') };
    const make = (...legs: object[]) => client.post('CreatePolymorphicLookupAttribute', { OneToManyRelationships: legs, Lookup });
    expect((await make(leg('book'))).status).toBe(400);
    expect((await make(leg('book'), leg('nothing'))).status).toBe(404);
    const made = await make(leg('book'), leg('audio', { CascadeConfiguration: { Delete: 'Restrict' } }));
    expect([made.status, made.json.RelationshipIds.length]).toEqual([200, 2]);
    const names = await client.get(
      `${entity('new_media')}/ManyToOneRelationships?$select=ReferencingEntityNavigationPropertyName&$filter=ReferencingAttribute eq 'new_item'`,
    );
    expect(names.json.value.map((one: Record<string, string>) => one.ReferencingEntityNavigationPropertyName).sort()).toEqual([
      'new_Item_new_audio',
      'new_Item_new_book',
    ]);
    const book = idOf(await client.post('new_books', { new_name: 'b' }));
    const audio = idOf(await client.post('new_audios', { new_name: 'a' }));
    const media = idOf(await client.post('new_medias', { new_name: 'm', 'new_Item_new_book@odata.bind': `/new_books(${book})` }));
    const read = async () =>
      (await client.get(`new_medias(${media})?$select=_new_item_value`, { Prefer: 'odata.include-annotations="*"' })).json;
    expect(await read()).toMatchObject({ _new_item_value: book, '_new_item_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'new_book' });
    const another = lookup('new_media_new_video', 'new_media', 'new_video', 'new_Item');
    expect((await client.post('RelationshipDefinitions', another)).status).toBe(204);
    await client.patch(`new_medias(${media})`, { 'new_Item_new_audio@odata.bind': `/new_audios(${audio})` });
    expect((await client.delete(`new_audios(${audio})`)).status).toBe(405);
    expect((await client.delete("RelationshipDefinitions(SchemaName='new_media_new_audio')")).status).toBe(204);
    expect((await read())._new_item_value).toBeNull();
    const column = await client.get(
      `${entity('new_media')}/Attributes(LogicalName='new_item')/${crm('LookupAttributeMetadata')}?$select=Targets`,
    );
    expect(column.json.Targets).toEqual(['new_book', 'new_video']);
  });

  it('is possible between tables that the service names', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    for (const action of ['CanBeReferenced', 'CanBeReferencing', 'CanManyToMany']) {
      expect((await client.post(action, { EntityName: 'new_a' })).json[action]).toBe(true);
      expect((await client.post(action, { EntityName: 'privilege' })).json[action]).toBe(false);
      expect((await client.post(action, { EntityName: 'new_b' })).status).toBe(404);
    }
    expect((await client.post('CanBeReferencing', { EntityName: 'annotation' })).json.CanBeReferencing).toBe(false);
    for (const name of [
      'GetValidManyToMany',
      "GetValidReferencingEntities(ReferencedEntityName='contact')",
      'GetValidReferencedEntities',
    ]) {
      const { EntityNames } = (await client.get(name)).json;
      expect(EntityNames).toEqual(expect.arrayContaining(['account', 'contact', 'new_a']));
      expect(EntityNames).not.toContain('privilege');
    }
    expect(await client.get("GetValidReferencedEntities(ReferencingEntityName='new_b')")).toMatchObject({
      status: 400,
      json: { error: { code: '0x80041102' } },
    });
  });
});
