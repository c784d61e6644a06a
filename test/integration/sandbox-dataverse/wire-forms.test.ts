import { connect } from 'node:net';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

afterEach(closeAll);

const full = { Accept: 'application/json;odata.metadata=full' };
const none = { Accept: 'application/json; odata.metadata=none' };
const asText = { Accept: 'application/json;IEEE754Compatible=true' };
const textual = { 'Content-Type': 'application/json; charset=utf-8; IEEE754Compatible=true' };

async function withContact(): Promise<Client> {
  const client = await start();
  await client.post('accounts', { accountid: guid(9), name: 'Havn' });
  await client.post('contacts', {
    contactid: guid(1),
    lastname: 'Holm',
    creditlimit: 12.5,
    birthdate: '1980-02-03',
    numberofchildren: 2,
    'parentcustomerid_account@odata.bind': `/accounts(${guid(9)})`,
  });
  return client;
}

describe('the wire form of answers', () => {
  it('tells everything about a row when all metadata is asked for: type, address, types of values and links', async () => {
    const client = await withContact();
    const row = `contacts(${guid(1)})`;
    const answer = await client.get(`${row}?$expand=parentcustomerid_account($select=name)`, full);
    expect(answer.headers.get('content-type')).toBe('application/json; odata.metadata=full; odata.streaming=true');
    expect(answer.json).toMatchObject({
      '@odata.type': '#Microsoft.Dynamics.CRM.contact',
      '@odata.id': `${client.root}/${row}`,
      '@odata.editLink': row,
      'contactid@odata.type': '#Guid',
      'birthdate@odata.type': '#Date',
      'createdon@odata.type': '#DateTimeOffset',
      'creditlimit@odata.type': '#Decimal',
      'versionnumber@odata.type': '#Int64',
      '_parentcustomerid_value@odata.type': '#Guid',
      'createdby@odata.navigationLink': `${client.root}/${row}/createdby`,
      'createdby@odata.associationLink': `${client.root}/${row}/createdby/$ref`,
      parentcustomerid_account: {
        '@odata.type': '#Microsoft.Dynamics.CRM.account',
        '@odata.editLink': `accounts(${guid(9)})`,
        name: 'Havn',
      },
    });
    // What JSON says by itself, and what is empty, has no type beside it.
    for (const name of ['lastname', 'numberofchildren', 'donotemail', 'suffix', 'anniversary'])
      expect(answer.json).not.toHaveProperty([`${name}@odata.type`]);
    const order = Object.keys(answer.json);
    expect(order.slice(0, 5)).toEqual(['@odata.context', '@odata.type', '@odata.id', '@odata.etag', '@odata.editLink']);
    expect(order.indexOf('creditlimit@odata.type')).toBe(order.indexOf('creditlimit') - 1);
  });

  it('tells no links to who names columns', async () => {
    const client = await withContact();
    const { json } = await client.get('contacts?$select=lastname', full);
    expect(Object.keys(json.value[0])).toEqual([
      '@odata.type',
      '@odata.id',
      '@odata.etag',
      '@odata.editLink',
      'lastname',
      'contactid@odata.type',
      'contactid',
    ]);
  });

  it('tells types of single values, of what functions answer and of definitions as well', async () => {
    const client = await withContact();
    expect((await client.get(`contacts(${guid(1)})/creditlimit`, full)).json).toMatchObject({ '@odata.type': '#Decimal', value: 12.5 });
    expect((await client.get(`contacts(${guid(1)})/lastname`, full)).json).not.toHaveProperty(['@odata.type']);
    expect((await client.get('WhoAmI', full)).json).toMatchObject({
      '@odata.type': '#Microsoft.Dynamics.CRM.WhoAmIResponse',
      'UserId@odata.type': '#Guid',
    });
    const counted = await client.get("RetrieveTotalRecordCount(EntityNames=['contact'])", full);
    expect(counted.json.EntityRecordCountCollection).toMatchObject({
      'Keys@odata.type': '#Collection(String)',
      'Values@odata.type': '#Collection(Int64)',
    });
    const table = await client.get("EntityDefinitions(LogicalName='contact')?$select=LogicalName,DisplayName,MetadataId", full);
    expect(table.json).toMatchObject({
      '@odata.type': '#Microsoft.Dynamics.CRM.EntityMetadata',
      'MetadataId@odata.type': '#Guid',
      DisplayName: { '@odata.type': '#Microsoft.Dynamics.CRM.Label' },
    });
  });

  it('tells nothing but values, counts and links to pages when no metadata is asked for', async () => {
    const client = await withContact();
    await client.post('contacts', { lastname: 'Lund' });
    const wanted = { ...none, Prefer: 'odata.maxpagesize=1,odata.include-annotations="*"' };
    const answer = await client.get('contacts?$select=lastname,gendercode&$count=true&$orderby=lastname', wanted);
    expect(answer.headers.get('content-type')).toBe('application/json; odata.metadata=none; odata.streaming=true');
    expect(Object.keys(answer.json)).toEqual(expect.arrayContaining(['@odata.count', 'value', '@odata.nextLink']));
    expect(answer.json).not.toHaveProperty(['@odata.context']);
    expect(Object.keys(answer.json.value[0]).filter((name) => name.includes('odata.'))).toEqual([]);
    expect((await client.get(answer.json['@odata.nextLink'], wanted)).json.value).toMatchObject([{ lastname: 'Lund' }]);
  });

  it('has decimals, numbers of 64 bits and counts as text for who cannot read them otherwise', async () => {
    const client = await withContact();
    const answer = await client.get('contacts?$select=creditlimit,versionnumber,numberofchildren&$count=true', asText);
    expect(answer.headers.get('content-type')).toBe(
      'application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=true',
    );
    expect(answer.json['@odata.count']).toBe('1');
    expect(answer.json.value[0]).toMatchObject({ creditlimit: '12.5', numberofchildren: 2 });
    expect(answer.json.value[0].versionnumber).toMatch(/^\d+$/);
    expect((await client.get(`contacts(${guid(1)})/creditlimit`, asText)).json.value).toBe('12.5');
  });

  it('is that of the part in a batch', async () => {
    const client = await withContact();
    const lines = [
      '--b',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      '',
      'GET /api/data/v9.2/contacts?$select=creditlimit HTTP/1.1',
      'Accept: application/json;odata.metadata=none;IEEE754Compatible=true',
      '',
      '',
      '--b--',
      '',
    ];
    const answer = await client.ask('POST', '$batch', lines.join('\r\n'), { 'Content-Type': 'multipart/mixed; boundary=b', Accept: '*/*' });
    expect(answer.text).toContain('{"value":[{"creditlimit":"12.5",');
  });

  it('is JSON: who takes other types only is refused with 406, unless the answer is text or CSDL', async () => {
    const client = await withContact();
    for (const type of ['application/atom+xml', 'application/xml', 'text/html', 'application/json;q=0']) {
      expect((await client.get('contacts?$top=1', { Accept: type })).status).toBe(406);
    }
    for (const type of ['*/*', 'application/*', 'text/html, application/xml;q=0.9, */*;q=0.8', 'application/json;odata=verbose', '']) {
      const answer = await client.get('contacts?$top=1', { Accept: type });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('odata.metadata=minimal')]);
    }
    const best = { Accept: 'application/json;odata.metadata=none;q=0.5, application/json;odata.metadata=full' };
    expect((await client.get('contacts?$top=1', best)).headers.get('content-type')).toContain('odata.metadata=full');
    expect((await client.get('$metadata', { Accept: 'application/json' })).headers.get('content-type')).toBe('application/xml');
    expect((await client.get('contacts/$count', { Accept: 'text/plain' })).text).toBe('1');
    expect((await client.get(`contacts(${guid(1)})/lastname/$value`, { Accept: 'text/plain' })).text).toBe('Holm');
  });

  it('names the type of an owner, and its common key with every user and team', async () => {
    const client = await withContact();
    const row = `contacts(${guid(1)})`;
    const { json } = await client.get(`${row}?$select=lastname&$expand=ownerid`);
    expect(json.ownerid).toMatchObject({ '@odata.type': '#Microsoft.Dynamics.CRM.systemuser', ownerid: client.box.applicationUser });
    const refused = await client.get(`${row}?$expand=ownerid($select=fullname)`);
    expect([refused.status, refused.json.error.message]).toEqual([
      400,
      "Could not find a property named 'fullname' on type 'Microsoft.Dynamics.CRM.principal'.",
    ]);
    const user = await client.get(`systemusers(${client.box.applicationUser})?$select=fullname`);
    expect(user.json.ownerid).toBe(user.json.systemuserid);
    expect((await client.get(`systemusers(ownerid=${client.box.applicationUser})?$select=fullname`)).json).toEqual(user.json);
  });
});

describe('the wire form of bodies', () => {
  it('has decimals as text just where its type says so', async () => {
    const client = await withContact();
    const made = await client.post('contacts', { lastname: 'Lund', creditlimit: '7.25', numberofchildren: 1 }, textual);
    expect(made.status).toBe(204);
    const row = `contacts(${idOf(made)})`;
    expect((await client.get(`${row}?$select=creditlimit`)).json.creditlimit).toBe(7.25);
    expect((await client.ask('PUT', `${row}/creditlimit`, { value: '8' }, textual)).status).toBe(204);
    expect((await client.get(`${row}?$select=creditlimit`)).json.creditlimit).toBe(8);
    const nested = { name: 'Dok', primarycontactid: { lastname: 'Krag', creditlimit: '3.5' } };
    expect((await client.post('accounts', nested, textual)).status).toBe(204);
    const many = { Targets: [{ '@odata.type': 'Microsoft.Dynamics.CRM.contact', lastname: 'Berg', creditlimit: '4.5' }] };
    expect((await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', many, textual)).status).toBe(200);
    for (const [value, headers] of [
      ['7.25', {}],
      [7.25, textual],
      ['much', textual],
    ] as const) {
      const refused = await client.patch(row, { creditlimit: value }, headers);
      expect([refused.status, codeOf(refused)]).toEqual([400, '0x80048d19']);
      expect(refused.json.error.message).toContain("target type 'Edm.Decimal' because of conflict between input format string/number");
    }
  });

  it('may say the type of every value', async () => {
    const client = await start();
    const typed = {
      '@odata.type': '#Microsoft.Dynamics.CRM.contact',
      'lastname@odata.type': '#String',
      lastname: 'Holm',
      'creditlimit@odata.type': '#Decimal',
      creditlimit: 12.5,
    };
    expect((await client.post('contacts', typed, { 'Content-Type': 'application/json;odata.metadata=full' })).status).toBe(204);
    const many = { 'Targets@odata.type': '#Collection(Microsoft.Dynamics.CRM.contact)', Targets: [typed] };
    expect((await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', many)).status).toBe(200);
  });

  it('has each name once in an object', async () => {
    const client = await start();
    for (const body of [
      '{"lastname":"a","lastname":"b"}',
      '{"lastname":"a","last\\u006eame":"b"}',
      '{"lastname":"a","parentcustomerid_account":{"name":"x","name" : "y"}}',
    ]) {
      const refused = await client.post('contacts', body);
      expect([body, refused.status, codeOf(refused)]).toEqual([body, 400, '0x80048d19']);
      expect(refused.json.error.message).toContain('Multiple properties with the name');
    }
    const apart =
      '{"lastname":"name\\"","description":"{\\"a\\":1,\\"a\\":2}","parentcustomerid_account":{"name":"lastname","description":"\\\\"}}';
    expect((await client.post('contacts', apart)).status).toBe(204);
  });

  it('may begin with a mark of the byte order', async () => {
    const client = await start();
    const made = await client.post('contacts', '\ufeff{"lastname":"Holm"}');
    expect((await client.get(`contacts(${idOf(made)})?$select=lastname`)).json.lastname).toBe('Holm');
  });

  it('is JSON: another type, or none, is refused with 415', async () => {
    const client = await start();
    for (const type of ['application/atom+xml', 'application/x-www-form-urlencoded', 'text/json', 'application/jsonp']) {
      const refused = await client.ask('POST', 'contacts', '{"lastname":"Holm"}', { 'Content-Type': type });
      expect([refused.status, refused.json.error.message]).toEqual([
        415,
        `The request entity's media type '${type}' is not supported for this resource.`,
      ]);
    }
  });
});

describe('the wire form of requests', () => {
  it('may be asked for by a page of another origin, before it has a token', async () => {
    const client = await start();
    const asked = await fetch(`${client.root}/contacts`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://app.example',
        'Access-Control-Request-Method': 'PATCH',
        'Access-Control-Request-Headers': 'authorization,prefer',
      },
    });
    expect(asked.status).toBe(200);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(asked.headers.get('access-control-allow-headers')).toBe('authorization,prefer');
    const answer = await client.get('WhoAmI', { Origin: 'https://app.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toContain('OData-EntityId');
    expect((await fetch(`${client.root}/contacts`, { headers: { Origin: 'https://app.example' } })).status).toBe(401);
  });

  it('may be that of HTTP/1.0', async () => {
    const client = await start();
    const { hostname, port } = new URL(client.url);
    const text = await new Promise<string>((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), hostname, () =>
        socket.write(`GET /api/data/v9.2/WhoAmI HTTP/1.0\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${client.token}\r\n\r\n`),
      );
      socket.on('data', (part) => {
        answer += part.toString();
      });
      socket.on('end', () => resolve(answer));
      socket.on('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1\.[01] 200 /);
    expect(text).toContain('WhoAmIResponse');
  });

  it('has for one row no options that are for many', async () => {
    const client = await withContact();
    for (const path of [`contacts(${guid(1)})`, `contacts(${guid(1)})/parentcustomerid_account`]) {
      for (const option of ["$filter=name eq 'x'", '$top=1', '$orderby=createdon', '$count=true', '$format=json', '$nosuch=1']) {
        expect([path, option, (await client.get(`${path}?${option}`)).status]).toEqual([path, option, 400]);
      }
      expect((await client.get(`${path}?$select=createdon&tag=loading`)).status).toBe(200);
    }
  });

  it('names below a row what is there, and asks for it by a method that it has', async () => {
    const client = await withContact();
    const row = `contacts(${guid(1)})`;
    const unknown = await client.post(`${row}/Microsoft.Dynamics.CRM.Nosuch`, {});
    expect([unknown.status, unknown.json.error.message]).toEqual([
      404,
      "Resource not found for the segment 'Microsoft.Dynamics.CRM.Nosuch'.",
    ]);
    expect((await client.get('contacts/Microsoft.Dynamics.CRM.Nosuch()')).status).toBe(404);
    for (const method of ['DELETE', 'PATCH', 'PUT']) {
      expect((await client.ask(method, `${row}/parentcustomerid_account`, method === 'DELETE' ? undefined : { name: 'x' })).status).toBe(
        405,
      );
    }
  });

  it('has no skip clause', async () => {
    const client = await start();
    const refused = await client.get('contacts?$skip=1');
    expect([refused.status, refused.json.error]).toEqual([400, { code: '0x80060888', message: 'Skip Clause is not supported in CRM' }]);
  });
});
