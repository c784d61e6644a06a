import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { crm, entity, table } from './bodies.js';
import { type Client, closeAll, codeOf, idOf, start } from './support.js';

let client: Client;
let contact: string;
let boat: string;
beforeEach(async () => {
  client = await start();
  await client.post('EntityDefinitions', table('new_Boat'));
  await client.post('RelationshipDefinitions', {
    '@odata.type': crm('ManyToManyRelationshipMetadata'),
    SchemaName: 'new_boat_contact',
    Entity1LogicalName: 'new_boat',
    Entity2LogicalName: 'contact',
    IntersectEntityName: 'new_boat_contact',
  });
  contact = idOf(await client.post('contacts', { lastname: 'Juhl' }));
  boat = idOf(await client.post('new_boats', { new_name: 'Ida' }));
  await client.post(`new_boats(${boat})/new_boat_contact/$ref`, { '@odata.id': `${client.root}/contacts(${contact})` });
});
afterEach(closeAll);

describe('an intersect table', () => {
  it('tells what is associated, one row for each pair', async () => {
    const { value } = (await client.get('new_boat_contactset')).json;
    expect(value).toMatchObject([{ new_boatid: boat, contactid: contact }]);
    expect((await client.get(`new_boat_contactset(${value[0].new_boat_contactid})`)).json.contactid).toBe(contact);
    expect((await client.get(`new_boat_contactset?$filter=contactid eq ${contact}&$select=new_boatid`)).json.value).toHaveLength(1);
    await client.delete(`new_boats(${boat})/new_boat_contact(${contact})/$ref`);
    expect((await client.get('new_boat_contactset')).json.value).toEqual([]);
  });

  it('is there for roles, teams and privileges', async () => {
    const user = (await client.get('WhoAmI')).json.UserId;
    const roles = (await client.get(`systemuserrolescollection?$filter=systemuserid eq ${user}`)).json.value;
    expect(roles).toHaveLength(1);
    expect((await client.get(`roles(${roles[0].roleid})?$select=name`)).status).toBe(200);
    expect((await client.get('teammemberships')).json.value).toEqual([]);
    expect((await client.get('roleprivilegescollection?$top=1')).json.value).toHaveLength(1);
  });

  it('is asked in FetchXML as the root and as a link', async () => {
    const ask = async (set: string, fetch: string) => (await client.get(`${set}?fetchXml=${encodeURIComponent(fetch)}`)).json.value;
    const rooted = `<fetch><entity name="new_boat_contact"><attribute name="contactid"/><link-entity name="contact" from="contactid" to="contactid" alias="c"><attribute name="lastname"/></link-entity></entity></fetch>`;
    expect(await ask('new_boat_contactset', rooted)).toMatchObject([{ contactid: contact, 'c.lastname': 'Juhl' }]);
    const linked = `<fetch><entity name="new_boat"><link-entity name="new_boat_contact" from="new_boatid" to="new_boatid"><filter><condition attribute="contactid" operator="eq" value="${contact}"/></filter></link-entity></entity></fetch>`;
    expect(await ask('new_boats', linked)).toHaveLength(1);
  });

  it('has a definition, which goes with its relationship', async () => {
    const read = () => client.get(`${entity('new_boat_contact')}?$select=IsIntersect,EntitySetName,PrimaryIdAttribute&$expand=Attributes`);
    const { json } = await read();
    expect(json).toMatchObject({ IsIntersect: true, EntitySetName: 'new_boat_contactset', PrimaryIdAttribute: 'new_boat_contactid' });
    expect(json.Attributes.map((one: { LogicalName: string }) => one.LogicalName)).toEqual([
      'new_boat_contactid',
      'new_boatid',
      'contactid',
      'versionnumber',
    ]);
    expect((await client.delete(entity('new_boat_contact'))).status).toBe(400);
    await client.delete("RelationshipDefinitions(SchemaName='new_boat_contact')");
    expect((await read()).status).toBe(404);
    expect((await client.get('new_boat_contactset')).status).toBe(404);
  });

  it('is read only, and takes no relationships', async () => {
    const { value } = (await client.get('new_boat_contactset')).json;
    for (const answer of [
      await client.post('new_boat_contactset', { new_boatid: boat, contactid: contact }),
      await client.delete(`new_boat_contactset(${value[0].new_boat_contactid})`),
    ])
      expect(codeOf(answer)).toBe('0x80040800');
    const relationship = await client.post('RelationshipDefinitions', {
      '@odata.type': crm('ManyToManyRelationshipMetadata'),
      SchemaName: 'new_odd',
      Entity1LogicalName: 'new_boat_contact',
      Entity2LogicalName: 'contact',
      IntersectEntityName: 'new_odd',
    });
    expect(relationship.status).toBe(400);
    expect((await client.post('EntityDefinitions', table('new_boat_contact'))).status).toBe(400);
  });
});
