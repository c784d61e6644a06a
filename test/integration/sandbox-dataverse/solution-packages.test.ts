import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { column, crm, entity, label, lookup, table } from './bodies.js';
import { type Client, closeAll, codeOf, guid, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const named = { 'MSCRM.SolutionUniqueName': 'Rehearsal' };

/** A solution with one of everything in it. */
async function fill(): Promise<void> {
  await client.post('publishers', {
    publisherid: guid(1),
    uniquename: 'nordlys',
    friendlyname: 'Nordlys & Co',
    customizationprefix: 'new',
    customizationoptionvalueprefix: 45000,
  });
  await client.post('solutions', {
    solutionid: guid(2),
    uniquename: 'Rehearsal',
    friendlyname: 'Generalprøve',
    version: '1.0.0.3',
    'publisherid@odata.bind': `/publishers(${guid(1)})`,
  });
  const made = [
    await client.post(
      'GlobalOptionSetDefinitions',
      {
        '@odata.type': crm('OptionSetMetadata'),
        Name: 'new_colour',
        DisplayName: label('Farve'),
        OptionSetType: 'Picklist',
        Options: [{ Value: 7, Label: label('rød') }],
      },
      named,
    ),
    await client.post('EntityDefinitions', table('new_Ship', { HasNotes: true }), named),
  ];
  const columns = [
    column('String', 'new_Code', { MaxLength: 40, FormatName: { Value: 'Email' }, RequiredLevel: { Value: 'ApplicationRequired' } }),
    column('Memo', 'new_Log', { MaxLength: 9000, Format: 'TextArea' }),
    column('Integer', 'new_Crew', { MinValue: 1, MaxValue: 99 }),
    column('Decimal', 'new_Draught', { MinValue: 0, MaxValue: 30, Precision: 3 }),
    column('Double', 'new_Speed', { Precision: 4 }),
    column('Money', 'new_Price', { Precision: 2 }),
    column('DateTime', 'new_Built', { Format: 'DateOnly', DateTimeBehavior: { Value: 'DateOnly' } }),
    column('DateTime', 'new_Seen', { Format: 'DateAndTime', DateTimeBehavior: { Value: 'TimeZoneIndependent' } }),
    column('Boolean', 'new_Afloat', {
      DefaultValue: true,
      OptionSet: { TrueOption: { Value: 1, Label: label('Ja') }, FalseOption: { Value: 0, Label: label('Nej') } },
    }),
    column('Picklist', 'new_Kind', {
      OptionSet: {
        Options: [
          { Value: 3, Label: label('Skonnert') },
          { Value: 5, Label: label('Galease') },
        ],
      },
    }),
    column('Picklist', 'new_Colour', { 'GlobalOptionSet@odata.bind': "/GlobalOptionSetDefinitions(Name='new_colour')" }),
    column('MultiSelectPicklist', 'new_Sails', { OptionSet: { Options: [{ Value: 1, Label: label('Fok') }] } }),
  ];
  for (const body of columns) made.push(await client.post(`${entity('new_ship')}/Attributes`, body, named));
  made.push(await client.post(`${entity('contact')}/Attributes`, column('String', 'new_Berth', { MaxLength: 12 }), named));
  made.push(await client.post('RelationshipDefinitions', lookup('new_contact_ship', 'new_ship', 'contact', 'new_CaptainId'), named));
  made.push(
    await client.post(
      'RelationshipDefinitions',
      {
        '@odata.type': crm('ManyToManyRelationshipMetadata'),
        SchemaName: 'new_ship_accounts',
        Entity1LogicalName: 'new_ship',
        Entity2LogicalName: 'account',
        IntersectEntityName: 'new_ship_account',
      },
      named,
    ),
  );
  const leg = (to: string) => ({ SchemaName: `new_ship_customer_${to}`, ReferencedEntity: to, ReferencingEntity: 'new_ship' });
  made.push(
    await client.post('CreateCustomerRelationships', {
      OneToManyRelationships: [leg('account'), leg('contact')],
      Lookup: { SchemaName: 'new_BuyerId', DisplayName: label('Køber') },
      SolutionUniqueName: 'Rehearsal',
    }),
  );
  made.push(
    await client.post('CreatePolymorphicLookupAttribute', {
      OneToManyRelationships: ['lead', 'opportunity'].map((to) => ({
        SchemaName: `new_ship_subject_${to}`,
        ReferencedEntity: to,
        ReferencingEntity: 'new_ship',
      })),
      Lookup: { SchemaName: 'new_SubjectId', DisplayName: label('Emne') },
      SolutionUniqueName: 'Rehearsal',
    }),
  );
  made.push(
    await client.post(
      `${entity('new_ship')}/Keys`,
      { SchemaName: 'new_CodeKey', DisplayName: label('Kode'), KeyAttributes: ['new_code'] },
      named,
    ),
  );
  expect(made.map((answer) => answer.status).filter((status) => status >= 300)).toEqual([]);
}

async function exported(Managed: boolean): Promise<string> {
  const answer = await client.post('ExportSolution', { SolutionName: 'Rehearsal', Managed });
  expect(answer.status).toBe(200);
  return answer.json.ExportSolutionFile;
}

const importing = (CustomizationFile: string, more: object = {}) =>
  client.post('ImportSolution', {
    CustomizationFile,
    OverwriteUnmanagedCustomizations: false,
    PublishWorkflows: false,
    ImportJobId: guid(9),
    ...more,
  });

const filesIn = (file: string) => unzipSync(Buffer.from(file, 'base64'));
const changed = (file: string, name: string, change: (text: string) => string): string => {
  const files = filesIn(file);
  return Buffer.from(zipSync({ ...files, [name]: strToU8(change(strFromU8(files[name] as Uint8Array))) })).toString('base64');
};

/** Definitions as another environment must tell them, without what is an environment's own. */
async function told(): Promise<unknown> {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    const own = ['MetadataId', 'ObjectTypeCode', 'Privileges', '@odata.context', 'IsManaged', 'CreatedOn', 'ModifiedOn'];
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !own.includes(name))
        .map(([name, one]) => [name, strip(one)]),
    );
  };
  const parts = [
    `${entity('new_ship')}?$expand=Attributes,Keys,ManyToOneRelationships,ManyToManyRelationships`,
    `${entity('new_ship')}/Attributes/${crm('PicklistAttributeMetadata')}?$expand=OptionSet,GlobalOptionSet`,
    `${entity('new_ship')}/Attributes/${crm('BooleanAttributeMetadata')}?$expand=OptionSet`,
    `${entity('contact')}/Attributes(LogicalName='new_berth')`,
    "GlobalOptionSetDefinitions(Name='new_colour')",
    "RelationshipDefinitions(SchemaName='new_ship_accounts')",
  ];
  const answers = await Promise.all(parts.map((path) => client.get(path)));
  expect(answers.map((answer) => answer.status)).toEqual(parts.map(() => 200));
  const sorted = JSON.parse(JSON.stringify(strip(answers.map((answer) => answer.json)))) as { Attributes?: { LogicalName: string }[] }[];
  sorted[0]?.Attributes?.sort((a, b) => (a.LogicalName < b.LogicalName ? -1 : 1));
  return sorted;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 40));

describe('a package', () => {
  it('is a zip of the manifest and the definitions of what is in the solution', async () => {
    await fill();
    const files = filesIn(await exported(false));
    expect(Object.keys(files).sort()).toEqual(['[Content_Types].xml', 'customizations.xml', 'solution.xml']);
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false });
    const xml = (name: string) => parser.parse(strFromU8(files[name] as Uint8Array)).ImportExportXml;
    expect(xml('solution.xml').SolutionManifest).toMatchObject({
      UniqueName: 'Rehearsal',
      Version: '1.0.0.3',
      Managed: '0',
      Publisher: { UniqueName: 'nordlys', CustomizationPrefix: 'new', CustomizationOptionValuePrefix: '45000' },
      RootComponents: {
        RootComponent: [
          { type: '9', schemaName: 'new_colour', behavior: '0' },
          { type: '1', schemaName: 'new_ship', behavior: '0' },
        ],
      },
    });
    const [ship, contact] = xml('customizations.xml').Entities.Entity;
    expect([ship.Name['#text'], contact.Name['#text']]).toEqual(['new_ship', 'Contact']);
    expect(contact.EntityInfo.entity.attributes.attribute).toMatchObject({ PhysicalName: 'new_Berth', Type: 'nvarchar', MaxLength: '12' });
    expect(ship.EntityInfo.entity.attributes.attribute.map((one: { PhysicalName: string }) => one.PhysicalName)).toEqual(
      expect.arrayContaining(['new_Name', 'new_Code', 'new_CaptainId', 'CreatedOn']),
    );
    expect((await client.post('ExportSolution', { SolutionName: 'Nosuch', Managed: false })).status).toBe(400);
  });

  it('makes the same definitions in another environment', async () => {
    await fill();
    await settled();
    const there = await told();
    const file = await exported(false);
    client = await start({ seed: 8, propagationMs: 60_000 });
    expect((await importing(file)).status).toBe(204);
    await settled();
    expect(await told()).toEqual(there);
    const [solution] = (await client.get("solutions?$filter=uniquename eq 'Rehearsal'&$expand=publisherid")).json.value;
    expect(solution).toMatchObject({ version: '1.0.0.3', friendlyname: 'Generalprøve', ismanaged: false });
    expect(solution.publisherid).toMatchObject({ uniquename: 'nordlys', friendlyname: 'Nordlys & Co' });
    expect((await client.get(`importjobs(${guid(9)})`)).json).toMatchObject({ solutionname: 'Rehearsal', progress: 100 });
    expect((await client.post('new_ships', { new_name: 'a', new_code: 'x@y.z', new_kind: 5 })).status).toBe(204);
  });

  it('that is managed is removed as a whole, and nothing of it is removed or changed by itself', async () => {
    await fill();
    const file = await exported(true);
    client = await start({ seed: 8 });
    expect((await importing(file)).status).toBe(204);
    await settled();
    expect((await client.get(`${entity('new_ship')}?$select=IsManaged`)).json.IsManaged).toBe(true);
    const [{ solutionid, ismanaged }] = (await client.get("solutions?$filter=uniquename eq 'Rehearsal'")).json.value;
    expect(ismanaged).toBe(true);
    for (const answer of [
      await client.delete(entity('new_ship')),
      await client.delete(`${entity('contact')}/Attributes(LogicalName='new_berth')`),
      await client.delete("RelationshipDefinitions(SchemaName='new_ship_accounts')"),
      await client.patch(`solutions(${solutionid})`, { version: '2.0.0.0' }),
      await client.post('ExportSolution', { SolutionName: 'Rehearsal', Managed: true }),
    ])
      expect(answer.status).toBe(400);
    await client.post('RelationshipDefinitions', lookup('new_ship_contact', 'contact', 'new_ship', 'new_ShipId'));
    expect(codeOf(await client.delete(`solutions(${solutionid})`))).toBe('0x8004f01f');
    await client.delete("RelationshipDefinitions(SchemaName='new_ship_contact')");
    expect((await client.delete(`solutions(${solutionid})`)).status).toBe(204);
    expect((await client.get(entity('new_ship'))).status).toBe(404);
    expect((await client.get(`${entity('contact')}/Attributes(LogicalName='new_berth')`)).status).toBe(404);
    expect((await client.get("GlobalOptionSetDefinitions(Name='new_colour')")).status).toBe(404);
    expect((await importing(file)).status).toBe(204);
  });

  it('that cannot be imported leaves nothing behind', async () => {
    await fill();
    const file = await exported(false);
    client = await start({ seed: 8 });
    const before = [...client.box.dump()].length;
    const broken = [
      'bm8gemlw',
      changed(file, 'solution.xml', (text) => text.slice(0, -20)),
      changed(file, 'solution.xml', (text) => text.replace('<UniqueName>Rehearsal</UniqueName>', '')),
      changed(file, 'customizations.xml', (text) => text.replace('<Type>ntext</Type>', '<Type>nonsense</Type>')),
      changed(file, 'customizations.xml', (text) => text.replaceAll('languagecode="1030"', 'languagecode="1031"')),
    ];
    for (const one of broken) {
      const answer = await importing(one);
      expect([answer.status, codeOf(answer)]).toEqual([400, '0x80048033']);
    }
    expect((await client.get("solutions?$filter=uniquename eq 'Rehearsal'")).json.value).toEqual([]);
    expect((await client.get(entity('new_ship'))).status).toBe(404);
    expect([...client.box.dump()]).toHaveLength(before);
    expect((await importing(file, { ImportJobId: undefined })).status).toBe(400);
  });

  it('over a solution that is there brings it to the new version and adds what is missing', async () => {
    await fill();
    const file = await exported(false);
    await client.delete(`${entity('new_ship')}/Attributes(LogicalName='new_log')`);
    expect((await importing(changed(file, 'solution.xml', (text) => text.replace('1.0.0.3', '1.1')))).status).toBe(204);
    expect((await client.get(`solutions(${guid(2)})`)).json.version).toBe('1.1');
    expect((await client.get(`${entity('new_ship')}/Attributes(LogicalName='new_log')`)).status).toBe(200);
    const managed = await importing(await exported(true));
    expect([managed.status, codeOf(managed)]).toEqual([400, '0x80048038']);
  });

  it('needs the privileges to export and to import', async () => {
    await fill();
    const file = await exported(false);
    client.box.addApplication({ clientId: guid(5), clientSecret: 's', roles: ['Salesperson'] });
    await client.signIn(guid(5), 's');
    expect(codeOf(await client.post('ExportSolution', { SolutionName: 'Rehearsal', Managed: false }))).toBe('0x80040220');
    expect(codeOf(await importing(file))).toBe('0x80040220');
  });
});
