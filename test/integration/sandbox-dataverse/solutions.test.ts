import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { column, entity, label, lookup, table } from './bodies.js';
import { type Client, closeAll, codeOf, guid, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

describe('packaging', () => {
  const publisher = (more: object = {}) => ({
    publisherid: guid(1),
    uniquename: 'nordlys',
    friendlyname: 'Nordlys',
    customizationprefix: 'a2d',
    customizationoptionvalueprefix: 45000,
    ...more,
  });
  const solution = (more: object = {}) => ({
    solutionid: guid(2),
    uniquename: 'Rehearsal',
    friendlyname: 'R',
    version: '1.0.0.0',
    'publisherid@odata.bind': `/publishers(${guid(1)})`,
    ...more,
  });

  it('is rows: a publisher with a prefix, a solution of it, and what was made in it', async () => {
    expect((await client.post('publishers', publisher())).status).toBe(204);
    expect((await client.post('solutions', solution())).status).toBe(204);
    const headers = { 'MSCRM.SolutionUniqueName': 'Rehearsal' };
    expect((await client.post(`${entity('contact')}/Attributes`, column('String', 'a2d_X'), headers)).status).toBe(204);
    expect(codeOf(await client.post(`${entity('contact')}/Attributes`, column('String', 'new_X'), headers))).toBe('0x80044366');
    expect(
      (await client.post(`${entity('contact')}/Attributes`, column('String', 'a2d_Y'), { 'MSCRM.SolutionUniqueName': 'Nosuch' })).status,
    ).toBe(400);
    const components = await client.get(`solutioncomponents?$select=componenttype&$filter=_solutionid_value eq ${guid(2)}`);
    expect(components.json.value).toHaveLength(1);
  });

  it('takes in what is there, once, and lets it go by the id of the component itself', async () => {
    await client.post('publishers', publisher());
    await client.post('solutions', solution());
    const { MetadataId } = (await client.get(`${entity('contact')}?$select=MetadataId`)).json;
    const adding = (more: object = {}) => ({
      ComponentId: MetadataId,
      ComponentType: 1,
      SolutionUniqueName: 'Rehearsal',
      AddRequiredComponents: false,
      DoNotIncludeSubcomponents: true,
      ...more,
    });
    const added = await client.post('AddSolutionComponent', adding());
    expect((await client.get(`solutioncomponents(${added.json.id})`)).json).toMatchObject({
      objectid: MetadataId,
      componenttype: 1,
      rootcomponentbehavior: 1,
      _solutionid_value: guid(2),
    });
    expect((await client.post('AddSolutionComponent', adding())).json.id).toBe(added.json.id);
    for (const more of [{ ComponentId: guid(7) }, { ComponentType: 99 }, { SolutionUniqueName: 'Nosuch' }])
      expect((await client.post('AddSolutionComponent', adding(more))).status).toBeGreaterThanOrEqual(400);
    const removing = (solutioncomponentid: string) => ({
      SolutionComponent: { '@odata.type': 'Microsoft.Dynamics.CRM.solutioncomponent', solutioncomponentid },
      ComponentType: 1,
      SolutionUniqueName: 'Rehearsal',
    });
    expect((await client.post('RemoveSolutionComponent', removing(added.json.id))).status).toBe(404);
    expect((await client.post('RemoveSolutionComponent', removing(MetadataId))).status).toBe(204);
    expect((await client.post('RemoveSolutionComponent', removing(MetadataId))).status).toBe(404);
    expect((await client.get(entity('contact'))).status).toBe(200);
  });

  it('knows what stands in the way of a deletion, what depends and what is needed', async () => {
    await client.post('EntityDefinitions', table('new_Ship'));
    await client.post('RelationshipDefinitions', lookup('new_ship_contact', 'contact', 'new_ship', 'new_ShipId'));
    await client.post(`${entity('new_ship')}/Attributes`, column('String', 'new_Code', { MaxLength: 20 }));
    await client.post(`${entity('new_ship')}/Keys`, { SchemaName: 'new_CodeKey', DisplayName: label('k'), KeyAttributes: ['new_code'] });
    const id = async (path: string) => (await client.get(`${path}?$select=MetadataId`)).json.MetadataId as string;
    const [ship, pointing, code, relationship] = await Promise.all([
      id(entity('new_ship')),
      id(`${entity('contact')}/Attributes(LogicalName='new_shipid')`),
      id(`${entity('new_ship')}/Attributes(LogicalName='new_code')`),
      id("RelationshipDefinitions(SchemaName='new_ship_contact')"),
    ]);
    const asked = async (name: string, ObjectId: string, type: number) =>
      (await client.get(`${name}(ObjectId=@o,ComponentType=@t)?@o=${ObjectId}&@t=${type}`)).json.value;
    const customizable = async (ComponentId: string, type: number) =>
      (await client.get(`IsComponentCustomizable(ComponentId=${ComponentId},ComponentType=${type})`)).json.IsComponentCustomizable;
    const systemTable = await id(entity('privilege'));
    expect([await customizable(ship, 1), await customizable(code, 2), await customizable(systemTable, 1)]).toEqual([true, true, false]);
    expect(await client.get(`IsComponentCustomizable(ComponentId=${guid(4)},ComponentType=1)`)).toMatchObject({
      status: 400,
      json: { error: { code: '0x80040216' } },
    });
    expect(await asked('RetrieveDependenciesForDelete', ship, 1)).toEqual([
      expect.objectContaining({
        dependentcomponenttype: 2,
        dependentcomponentobjectid: pointing,
        requiredcomponentobjectid: ship,
        dependencytype: 2,
      }),
    ]);
    expect(
      (await asked('RetrieveDependenciesForDelete', code, 2)).map((one: { dependentcomponenttype: number }) => one.dependentcomponenttype),
    ).toEqual([14]);
    const dependent = (await asked('RetrieveDependentComponents', ship, 1)).map(
      (one: { dependentcomponentobjectid: string }) => one.dependentcomponentobjectid,
    );
    expect(dependent.sort()).toEqual([pointing, relationship].sort());
    const needed = (await asked('RetrieveRequiredComponents', pointing, 2)).map(
      (one: { requiredcomponentobjectid: string }) => one.requiredcomponentobjectid,
    );
    expect(needed).toEqual(expect.arrayContaining([ship]));
    const refused = await client.delete(entity('new_ship'));
    expect([refused.status, codeOf(refused)]).toEqual([400, '0x8004f01f']);
    expect(refused.json.error.message).toContain('use the RetrieveDependenciesForDeleteRequest');
    expect((await client.get(`RetrieveDependenciesForDelete(ObjectId=${guid(4)},ComponentType=1)`)).status).toBe(404);
    await client.delete("RelationshipDefinitions(SchemaName='new_ship_contact')");
    expect(await asked('RetrieveDependenciesForDelete', ship, 1)).toEqual([]);
    expect((await client.delete(entity('new_ship'))).status).toBe(204);
  });

  it('checks prefixes, option prefixes and versions', async () => {
    for (const [more, code] of [
      [{ customizationprefix: 'a' }, '0x80044366'],
      [{ customizationprefix: '1ab' }, '0x80044366'],
      [{ customizationprefix: 'mscrmx' }, '0x80044366'],
      [{ customizationprefix: 'toolongprefix' }, '0x80044331'],
      [{ customizationoptionvalueprefix: 9999 }, '0x80048402'],
    ] as const) {
      expect(codeOf(await client.post('publishers', publisher(more)))).toBe(code);
    }
    await client.post('publishers', publisher());
    expect((await client.post('publishers', publisher({ publisherid: guid(5) }))).status).toBe(400);
    expect((await client.post('solutions', solution({ version: 'x' }))).status).toBe(400);
  });

  it('goes in order: solution before publisher, and what was made in it stays', async () => {
    await client.post('publishers', publisher());
    await client.post('solutions', solution());
    await client.post(`${entity('contact')}/Attributes`, column('String', 'a2d_X'), { 'MSCRM.SolutionUniqueName': 'Rehearsal' });
    expect(codeOf(await client.delete(`publishers(${guid(1)})`))).toBe('0x8004f01f');
    expect((await client.delete(`solutions(${guid(2)})`)).status).toBe(204);
    expect((await client.delete(`publishers(${guid(1)})`)).status).toBe(204);
    expect((await client.get(`${entity('contact')}/Attributes(LogicalName='a2d_x')?$select=LogicalName`)).status).toBe(200);
  });

  it('is published by two actions', async () => {
    expect(
      (
        await client.post('PublishXml', {
          ParameterXml: '<importexportxml><entities><entity>contact</entity></entities></importexportxml>',
        })
      ).status,
    ).toBe(204);
    expect((await client.post('PublishXml', {})).status).toBe(400);
    expect((await client.ask('POST', 'PublishAllXml', '')).status).toBe(204);
  });
});
