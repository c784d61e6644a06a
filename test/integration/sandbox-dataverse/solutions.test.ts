import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { column, entity } from './bodies.js';
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
    const { MetadataId } = (await client.get(`${entity('contact')}?$select=MetadataId`)).json;
    expect(
      (
        await client.post('AddSolutionComponent', {
          ComponentId: MetadataId,
          ComponentType: 1,
          SolutionUniqueName: 'Rehearsal',
          AddRequiredComponents: false,
        })
      ).status,
    ).toBe(200);
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
