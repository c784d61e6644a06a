import { type Client, closeAll, guid, idOf, start } from './support.js';

afterEach(closeAll);

const prefix = 'Microsoft.Dynamics.CRM.';
const label = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1030 }] });
const none = { Value: 'None' };

/** A table with its columns in one call, as Microsoft's SDK for Python writes it. */
const product = (more: readonly object[] = []) => ({
  Entities: [
    {
      '@odata.type': `${prefix}ComplexEntityMetadata`,
      SchemaName: 'new_Product',
      DisplayName: label('Product'),
      DisplayCollectionName: label('Products'),
      OwnershipType: 'UserOwned',
      HasNotes: true,
      Attributes: [
        {
          '@odata.type': `${prefix}ComplexStringAttributeMetadata`,
          SchemaName: 'new_Name',
          DisplayName: label('Name'),
          RequiredLevel: none,
          MaxLength: 200,
          IsPrimaryName: true,
        },
        {
          '@odata.type': `${prefix}ComplexBooleanAttributeMetadata`,
          SchemaName: 'new_InStock',
          DisplayName: label('In stock'),
          RequiredLevel: none,
          OptionSet: {
            '@odata.type': `${prefix}ComplexBooleanOptionSetMetadata`,
            TrueOption: { Value: 1, Label: label('Yes') },
            FalseOption: { Value: 0, Label: label('No') },
          },
        },
        ...more,
      ],
    },
  ],
});
const number = (SchemaName: string, MinValue: unknown = 0) => ({
  '@odata.type': `${prefix}ComplexIntegerAttributeMetadata`,
  SchemaName,
  DisplayName: label('Number'),
  RequiredLevel: none,
  MinValue,
  MaxValue: 10,
});

async function withPublisher(): Promise<Client> {
  const client = await start();
  await client.post('publishers', {
    uniquename: 'nordlys',
    friendlyname: 'Nordlys',
    customizationprefix: 'new',
    customizationoptionvalueprefix: 20000,
  });
  return client;
}

describe('what clients of other hands send', () => {
  it('makes a table with all its columns by CreateEntities', async () => {
    const client = await withPublisher();
    const answer = await client.post('CreateEntities', product([number('new_Stock')]));
    expect(answer.status).toBe(200);
    const { json } = await client.get(
      "EntityDefinitions(LogicalName='new_product')?$select=EntitySetName&$expand=Attributes($select=LogicalName)",
    );
    expect(answer.json.EntityIds).toEqual([json.MetadataId]);
    expect(json.Attributes.map(({ LogicalName }: { LogicalName: string }) => LogicalName)).toEqual(
      expect.arrayContaining(['new_name', 'new_instock', 'new_stock']),
    );
    expect((await client.post(json.EntitySetName, { new_name: 'Lamp', new_instock: true, new_stock: 3 })).status).toBe(204);
  });

  it('names a solution to CreateEntities by the header, not in the address', async () => {
    const client = await withPublisher();
    const [{ publisherid }] = (await client.get("publishers?$filter=uniquename eq 'nordlys'")).json.value;
    const solution = {
      uniquename: 'Ship',
      friendlyname: 'Ship',
      version: '1.0.0.0',
      'publisherid@odata.bind': `/publishers(${publisherid})`,
    };
    const id = idOf(await client.post('solutions', solution));
    const components = async () => (await client.get(`solutioncomponents?$filter=_solutionid_value eq ${id}`)).json.value.length;
    expect((await client.post('CreateEntities?SolutionUniqueName=Nosuch', product())).status).toBe(200);
    await client.delete("EntityDefinitions(LogicalName='new_product')");
    expect((await client.post('CreateEntities?SolutionUniqueName=Ship', product())).status).toBe(200);
    expect(await components()).toBe(0);
    await client.delete("EntityDefinitions(LogicalName='new_product')");
    expect((await client.post('CreateEntities', product(), { 'MSCRM.SolutionUniqueName': 'Nosuch' })).status).toBe(400);
    expect((await client.post('CreateEntities', product(), { 'MSCRM.SolutionUniqueName': 'Ship' })).status).toBe(200);
    expect(await components()).toBeGreaterThan(0);
  });

  it('makes nothing by CreateEntities when one column is wrong', async () => {
    const client = await withPublisher();
    expect((await client.post('CreateEntities', product([number('new_Stock', 'few')]))).status).toBe(400);
    expect((await client.get("EntityDefinitions(LogicalName='new_product')")).status).toBe(404);
    expect((await client.post('CreateEntities', { Entities: [] })).status).toBe(400);
    expect((await client.post('CreateEntities', { Entities: [{ SchemaName: 'new_Product' }] })).status).toBe(400);
    expect((await client.post('CreateEntities', product())).status).toBe(200);
  });

  it('filters definitions by the beginning, the end or a part of a name', async () => {
    const client = await start();
    const names = async (filter: string) => {
      const { json } = await client.get(`EntityDefinitions?$select=LogicalName&$filter=${encodeURIComponent(filter)}`);
      return json.value.map(({ LogicalName }: { LogicalName: string }) => LogicalName);
    };
    expect(await names("IsPrivate eq false and (startswith(SchemaName,'Conta'))")).toEqual(['contact']);
    expect(await names("endswith(LogicalName,'ntact') or contains(SchemaName,'CCOUN')")).toEqual(['account', 'contact']);
    expect((await client.get('EntityDefinitions?$select=LogicalName&$filter=startswith(SchemaName,1)')).status).toBe(400);
    expect((await client.get("EntityDefinitions?$select=LogicalName&$filter=startswith(Nothing,'a')")).status).toBe(400);
  });

  it('names a 1:N relationship after its tables, with the prefix in the name of the look-up only', async () => {
    const client = await withPublisher();
    const body = (SchemaName: string, lookup: string) => ({
      '@odata.type': `${prefix}OneToManyRelationshipMetadata`,
      SchemaName,
      ReferencedEntity: 'account',
      ReferencingEntity: 'contact',
      Lookup: { '@odata.type': `${prefix}LookupAttributeMetadata`, SchemaName: lookup, DisplayName: label('Firm') },
    });
    expect((await client.post('RelationshipDefinitions', body('account_contact_new_FirmId', 'new_FirmId'))).status).toBe(204);
    expect((await client.post('RelationshipDefinitions', body('account_contact_FirmId', 'FirmId'))).json.error.code).toBe('0x80044366');
    expect((await client.post('RelationshipDefinitions', body('account-contact', 'new_OtherId'))).json.error.code).toBe('0x80044364');
  });

  it('writes addresses with blanks into a batch', async () => {
    const client = await start();
    const part = (line: string) =>
      ['--b', 'Content-Type: application/http', 'Content-Transfer-Encoding: binary', '', line, '', ''].join('\r\n');
    const ask = (line: string) => client.post('$batch', `${part(line)}\r\n--b--\r\n`, { 'Content-Type': 'multipart/mixed; boundary=b' });
    const answer = await ask(`GET ${client.root}/EntityDefinitions?$select=LogicalName&$filter=LogicalName eq 'contact' HTTP/1.1`);
    expect(answer.text).toContain('"LogicalName":"contact"');
    expect((await ask('GET  HTTP/1.1')).status).toBe(400);
  });

  it('makes a row below another one, to which it then belongs', async () => {
    const client = await start();
    const account = client.box.insert('account', { name: 'Acme' });
    const made = await client.post(`accounts(${account})/contact_customer_accounts`, { lastname: 'Holm' });
    expect([made.status, made.headers.get('odata-entityid')]).toEqual([204, `${client.root}/contacts(${idOf(made)})`]);
    expect((await client.get(`contacts(${idOf(made)})`)).json._parentcustomerid_value).toBe(account);
    const whole = await client.post(`accounts(${account})/Account_Tasks`, { subject: 'Call' }, { Prefer: 'return=representation' });
    expect([whole.status, whole.json.subject, whole.json._regardingobjectid_value]).toEqual([201, 'Call', account]);
    const team = idOf(await client.post('teams', { name: 'T' }));
    const role = await client.post(`teams(${team})/teamroles_association`, { name: 'R' });
    expect([role.status, (await client.get(`teams(${team})/teamroles_association?$select=name`)).json.value.length]).toEqual([204, 1]);
    expect((await client.post(`accounts(${guid(1)})/contact_customer_accounts`, { lastname: 'x' })).status).toBe(404);
    expect((await client.post(`accounts(${account})/Account_ActivityPointers`, { subject: 'x' })).status).toBe(400);
    expect((await client.post(`accounts(${account})/contact_customer_accounts`, { lastname: 'x'.repeat(51) })).status).toBe(400);
    expect((await client.get(`accounts(${account})/contact_customer_accounts/$count`)).text).toBe('1');
  });

  it('reaches one of the rows below another one by its key, and none that is not among them', async () => {
    const client = await start();
    const account = client.box.insert('account', { name: 'Acme' });
    const [here, there] = [{ parentcustomerid: { table: 'account', id: account } }, {}].map((more) =>
      client.box.insert('contact', { lastname: 'Holm', ...more }),
    );
    const path = `accounts(${account})/contact_customer_accounts(${here})`;
    expect((await client.get(`${path}?$select=lastname`)).json).toMatchObject({ contactid: here, lastname: 'Holm' });
    expect((await client.get(`${path}/lastname`)).json.value).toBe('Holm');
    expect((await client.patch(path, { lastname: 'Krag' })).status).toBe(204);
    expect((await client.get(path)).json.lastname).toBe('Krag');
    expect((await client.get(`accounts(${account})/contact_customer_accounts(${there})`)).status).toBe(404);
    expect((await client.delete(path)).status).toBe(204);
    expect((await client.get(path)).status).toBe(404);
  });

  it('names whom it acts for by the object that he is in the directory', async () => {
    const client = await start();
    const made = idOf(await client.post('systemusers', { firstname: 'Ida', lastname: 'Holm', applicationid: guid(7) }));
    const { json: user } = await client.get(`systemusers(${made})?$select=azureactivedirectoryobjectid`);
    expect(user.azureactivedirectoryobjectid).toMatch(/^[0-9a-f-]{36}$/);
    expect((await client.get('WhoAmI', { CallerObjectId: user.azureactivedirectoryobjectid })).json.UserId).toBe(made);
    expect((await client.get('WhoAmI', { CallerObjectId: guid(8) })).status).toBe(404);
  });

  it('says of a note which table it is of, and is told by the note what it hangs on', async () => {
    const client = await start();
    const contact = client.box.insert('contact', { lastname: 'Holm' });
    const note = { subject: 'a', objecttypecode: 'account', 'objectid_contact@odata.bind': `/contacts(${contact})` };
    const made = idOf(await client.post('annotations', note));
    expect((await client.get(`annotations(${made})?$select=objecttypecode`)).json.objecttypecode).toBe('contact');
  });

  it('asks what a role gives', async () => {
    const client = await start();
    const role = client.box.addRole('Reader', ['prvReadContact'], 'Local');
    const { json } = await client.get(`RetrieveRolePrivilegesRole(RoleId=${role})`);
    expect(json.RolePrivileges).toMatchObject([{ PrivilegeName: 'prvReadContact', Depth: 'Local' }]);
    const [{ roleid }] = (await client.get("roles?$select=roleid,ismanaged&$filter=name eq 'System Administrator'")).json.value;
    expect((await client.get(`RetrieveRolePrivilegesRole(RoleId=${roleid})`)).json.RolePrivileges.length).toBeGreaterThan(100);
    expect((await client.get(`RetrieveRolePrivilegesRole(RoleId=${guid(1)})`)).status).toBe(404);
  });

  it('lists roles, privileges, jobs and solutions with the columns that tools show', async () => {
    const client = await start();
    const first = async (path: string) => (await client.get(`${path}&$top=1`)).json.value[0];
    expect(await first('roles?$select=name,ismanaged,_businessunitid_value')).toMatchObject({ ismanaged: false });
    const flags = 'canbebasic,canbelocal,canbedeep,canbeglobal,canbeentityreference,canbeparententityreference';
    expect(await first(`privileges?$select=name,accessright,${flags}`)).toMatchObject({ canbeentityreference: true, canbebasic: true });
    expect((await client.get('asyncoperations?$select=name,operationtype,statuscode,_regardingobjectid_value')).status).toBe(200);
    expect(await first('solutions?$select=uniquename,version,ismanaged,installedon,modifiedon')).toMatchObject({ uniquename: 'Default' });
  });

  it('reads the labels of choices as rows, those of a new choice among them', async () => {
    const client = await withPublisher();
    const labels = async (column: string) => {
      const filter = encodeURIComponent(`objecttypecode eq 'contact' and attributename eq '${column}'`);
      const { json } = await client.get(`stringmaps?$select=attributevalue,value,langid&$orderby=displayorder&$filter=${filter}`);
      return json.value.map((row: Record<string, unknown>) => [row.attributevalue, row.value, row.langid]);
    };
    expect(await labels('statuscode')).toEqual([
      [1, 'Active', 1030],
      [2, 'Inactive', 1030],
    ]);
    expect(await labels('new_colour')).toEqual([]);
    await client.post("EntityDefinitions(LogicalName='contact')/Attributes", {
      '@odata.type': `${prefix}PicklistAttributeMetadata`,
      SchemaName: 'new_Colour',
      DisplayName: label('Colour'),
      OptionSet: {
        '@odata.type': `${prefix}OptionSetMetadata`,
        IsGlobal: false,
        OptionSetType: 'Picklist',
        Options: [{ Value: 7, Label: label('Red') }],
      },
    });
    expect(await labels('new_colour')).toEqual([[7, 'Red', 1030]]);
    const [{ stringmapid }] = (await client.get('stringmaps?$top=1')).json.value;
    expect((await client.get(`stringmaps(${stringmapid})`)).status).toBe(200);
    expect((await client.post('stringmaps', { value: 'x' })).status).toBe(400);
  });
});
