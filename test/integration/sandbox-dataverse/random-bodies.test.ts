import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { actionSignatures } from '../../../sandbox/dataverse/operations/signatures.js';
import { asJson, type Shot, Storm, sentence } from '../../support/storm.js';
import { type Client, closeAll, guid, start } from './support.js';

let client: Client;
let storm: Storm;
const api = '/api/data/v9.2';
beforeAll(async () => {
  client = await start({
    limits: { requests: 1e9, executionMs: 1e15, concurrency: 1000 },
    searches: { user: 1e9, organization: 1e9 },
  });
  client.box.insert('account', { accountid: guid(1), name: 'Acme' });
  client.box.insert('contact', { contactid: guid(1), lastname: 'Holm' });
  client.box.insert('opportunity', { opportunityid: guid(1), name: 'Mulighed', customerid: { table: 'account', id: guid(1) } });
  client.box.insert('annotation', { annotationid: guid(1), subject: 'Note', objectid: { table: 'contact', id: guid(1) } });
  storm = new Storm(client.url, () => ({ authorization: `Bearer ${client.token}`, 'content-type': 'application/json' }));
});
afterAll(async () => {
  storm.close();
  await closeAll();
});

const values = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    1,
    -1,
    2_147_483_648,
    1e300,
    12.345,
    '',
    guid(1),
    `/accounts(${guid(1)})`,
    `/contacts(${guid(2)})`,
    'accounts(nosuch=1)',
    '2024-01-01',
    '2024-13-41T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '1,2,3',
    [],
    {},
    [null],
    { contactid: guid(1) },
    { '@odata.type': 'Microsoft.Dynamics.CRM.contact', contactid: guid(1) },
    { '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: guid(1) },
    { '@odata.type': 5 },
    '__proto__',
  ),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);
const names = [
  'lastname',
  'firstname',
  'name',
  'gendercode',
  'donotemail',
  'birthdate',
  'creditlimit',
  'numberofchildren',
  'contactid',
  'accountid',
  'statecode',
  'statuscode',
  'overriddencreatedon',
  'ownerid',
  'ownerid@odata.bind',
  'parentcustomerid_account@odata.bind',
  'parentcustomerid_contact',
  'customerid_account@odata.bind',
  'objectid_contact@odata.bind',
  'record1id_contact@odata.bind',
  'record2id_account@odata.bind',
  'documentbody',
  'filename',
  'entityimage',
  'entityimage_url',
  'subject',
  'email_activity_parties',
  'participationtypemask',
  '_ownerid_value',
  '@odata.type',
  '@odata.id',
  '@odata.bind',
  'Contact_Annotation',
  'contact_customer_accounts',
  'nosuch',
  'x@y',
  '',
  '__proto__',
  'constructor',
  'toString',
];
/** A body with some of these names. */
const objectOf = (keys: readonly string[]) => fc.dictionary(fc.constantFrom(...keys), values, { maxKeys: 6 });
const body = objectOf(names);
const sets = fc.constantFrom(
  'contacts',
  'accounts',
  'annotations',
  'connections',
  'tasks',
  'opportunities',
  'publishers',
  'solutions',
  'teams',
  'systemusers',
  'phonecalls',
  'emails',
  'activitypointers',
);
const shot = (
  method: fc.Arbitrary<string>,
  path: fc.Arbitrary<string>,
  content: fc.Arbitrary<string | Buffer>,
  headers?: fc.Arbitrary<Record<string, string>>,
): fc.Arbitrary<Shot> =>
  fc.record({
    method,
    path: path.map((rest) => `${api}/${rest}`),
    body: content,
    ...(headers === undefined ? {} : { headers }),
  });
const post = fc.constant('POST');
const still = async (): Promise<void> => {
  const answer = await client.get('WhoAmI');
  if (answer.status !== 200) throw new Error(answer.text);
};

/** Ten thousand of each: whatever comes, the stand-in answers in the way of the service, and never fails itself. */
describe('random bodies', () => {
  it('of creates', async () => {
    await storm.survived(shot(post, sets, asJson(body)));
    await still();
  });

  it('of updates, by id and by key, with conditions', async () => {
    const keys = fc.constantFrom(
      `(${guid(1)})`,
      `(${guid(3)})`,
      "(employeeid='x')",
      "(firstname='a',lastname='b')",
      '()',
      '(1)',
      `(contactid=${guid(1)})`,
    );
    const conditions = fc.dictionary(
      fc.constantFrom(
        'if-match',
        'if-none-match',
        'prefer',
        'consistency',
        'mscrm.suppressduplicatedetection',
        'mscrm.bypassbusinesslogicexecution',
      ),
      fc.constantFrom(
        '*',
        'W/"1"',
        'W/"x"',
        'null',
        'return=representation',
        'odata.include-annotations="*"',
        'Strong',
        'false',
        'CustomSync',
        '',
      ),
    );
    const path = fc.tuple(sets, keys).map((parts) => parts.join(''));
    await storm.survived(shot(fc.constant('PATCH'), path, asJson(body), conditions));
    await still();
  });

  it('of single properties and references', async () => {
    const parts = fc.constantFrom(
      'lastname',
      'createdon',
      'ownerid/$ref',
      'parentcustomerid_account/$ref',
      'contact_customer_accounts/$ref',
      'Contact_Annotation/$ref',
      'entityimage',
      'nosuch',
      'nosuch/$ref',
      '$value',
      '$ref',
    );
    const path = fc.tuple(fc.constantFrom('contacts', 'accounts'), parts).map(([set, part]) => `${set}(${guid(1)})/${part}`);
    await storm.survived(
      shot(fc.constantFrom('PUT', 'POST', 'PATCH'), path, asJson(objectOf(['value', '@odata.id', '@odata.context', 'lastname', '']))),
    );
    await still();
  });

  it('of bulk messages', async () => {
    const rows = fc.array(
      fc.oneof(
        { weight: 5, arbitrary: body.map((row): unknown => ({ ...row, '@odata.type': 'Microsoft.Dynamics.CRM.contact' })) },
        { weight: 1, arbitrary: values },
      ),
      { maxLength: 3 },
    );
    const content = fc.oneof(
      { weight: 8, arbitrary: rows.map((Targets): unknown => ({ Targets })) },
      { weight: 1, arbitrary: objectOf(['Targets', 'Other']) },
    );
    const path = fc
      .constantFrom('CreateMultiple', 'UpdateMultiple', 'UpsertMultiple', 'DeleteMultiple')
      .map((message) => `contacts/Microsoft.Dynamics.CRM.${message}`);
    await storm.survived(shot(post, path, asJson(content)));
    await still();
  });

  it('of definitions', async () => {
    const path = fc.constantFrom(
      'EntityDefinitions',
      "EntityDefinitions(LogicalName='contact')/Attributes",
      "EntityDefinitions(LogicalName='contact')/Keys",
      "EntityDefinitions(LogicalName='nosuch')/Attributes",
      'RelationshipDefinitions',
      'GlobalOptionSetDefinitions',
    );
    const members = fc.dictionary(
      fc.constantFrom(
        'SchemaName',
        '@odata.type',
        'DisplayName',
        'Attributes',
        'KeyAttributes',
        'Options',
        'OptionSet',
        'Lookup',
        'Value',
        'Name',
        'MaxLength',
        'Label',
        'ReferencedEntity',
        'ReferencingEntity',
        'Entity1LogicalName',
        'CascadeConfiguration',
        'OwnershipType',
        'IsActivity',
        'MinValue',
        'Precision',
        'Format',
        'DateTimeBehavior',
      ),
      fc.oneof(
        values,
        fc.constantFrom<unknown>(
          'new_A',
          'contact',
          'account',
          ['lastname'],
          { Value: 'DateOnly' },
          { Delete: 'Nothing' },
          { LocalizedLabels: [{ Label: 'a', LanguageCode: 1030 }] },
          { LocalizedLabels: [null] },
          [{ Value: 1, Label: null }],
          [{ IsPrimaryName: true, SchemaName: 'new_Name', '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata' }],
        ),
        fc
          .constantFrom(
            'String',
            'Entity',
            'Picklist',
            'DateTime',
            'Lookup',
            'OneToManyRelationship',
            'ManyToManyRelationship',
            'OptionSet',
            'Decimal',
          )
          .map((type) => `Microsoft.Dynamics.CRM.${type}AttributeMetadata`.replace(/(Entity|Relationship|OptionSet)Attribute/, '$1')),
      ),
      { maxKeys: 8 },
    );
    await storm.survived(shot(fc.constantFrom('POST', 'POST', 'POST', 'PUT'), path, asJson(members)));
    await still();
  });

  it('of actions', async () => {
    const calls = Object.entries(actionSignatures).map(([name, { parameters }]) => ({
      name,
      content: objectOf([...Object.keys(parameters), 'nosuch']),
    }));
    const any = fc.constantFrom(...calls).chain(({ name, content }) => shot(post, fc.constant(name), asJson(content)));
    const bound = shot(
      post,
      fc.constantFrom(
        `roles(${guid(1)})/Microsoft.Dynamics.CRM.AddPrivilegesRole`,
        `teams(${guid(1)})/Microsoft.Dynamics.CRM.AddMembersTeam`,
        `leads(${guid(1)})/Microsoft.Dynamics.CRM.QualifyLead`,
      ),
      asJson(objectOf(['Privileges', 'Members', 'Status', 'CreateContact'])),
    );
    await storm.survived(fc.oneof({ weight: 8, arbitrary: any }, { weight: 1, arbitrary: bound }));
    await still();
  });

  it('of batches', async () => {
    const lines = [
      '--b',
      '--c',
      '--b--',
      '--c--',
      '\r\n',
      '\n',
      '\r\n\r\n',
      'Content-Type: application/http',
      'Content-Type: multipart/mixed; boundary=c',
      'Content-Transfer-Encoding: binary',
      'Content-ID: 1',
      `POST ${api}/contacts HTTP/1.1`,
      'GET contacts HTTP/1.1',
      `PATCH $1 HTTP/1.1`,
      'DELETE /api/data/v9.2/$1 HTTP/1.1',
      'POST $batch HTTP/1.1',
      '{"lastname":"a"}',
      '{',
      'Content-Type: application/json',
      ' HTTP/1.1',
    ];
    const one = fc
      .tuple(sentence(lines, 6), asJson(body))
      .map(
        ([head, json]) =>
          `--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n${head}\r\n\r\n${json}\r\n--b--\r\n`,
      );
    const set = asJson(body).map(
      (json) =>
        `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: 1\r\n\r\nPOST ${api}/contacts HTTP/1.1\r\nContent-Type: application/json\r\n\r\n${json}\r\n--c--\r\n--b--\r\n`,
    );
    const headers = fc
      .constantFrom(
        'multipart/mixed; boundary=b',
        'multipart/mixed; boundary="b"',
        'multipart/mixed',
        'application/json',
        'multipart/mixed; boundary=',
      )
      .map((type) => ({ 'content-type': type }));
    await storm.survived(
      shot(post, fc.constant('$batch'), fc.oneof(sentence(lines, 20), one, set, fc.string({ unit: 'binary', maxLength: 200 })), headers),
    );
    await still();
  });

  it('of files', async () => {
    const path = fc.constantFrom(
      `contacts(${guid(1)})/entityimage`,
      `accounts(${guid(1)})/entityimage`,
      `annotations(${guid(1)})/documentbody`,
      `contacts(${guid(1)})/lastname`,
    );
    const headers = fc.dictionary(
      fc.constantFrom('x-ms-file-name', 'x-ms-transfer-mode', 'content-range', 'content-type', 'range'),
      fc.constantFrom(
        'a.png',
        'a',
        '%E6.png',
        'chunked',
        'bytes 0-3/4',
        'bytes 9-3/4',
        'bytes */4',
        'nonsense',
        'application/octet-stream',
        'image/png',
        'application/json',
      ),
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array)),
      fc.constant(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
    );
    await storm.survived(shot(fc.constantFrom('PATCH', 'PUT', 'POST', 'DELETE', 'GET'), path, bytes, headers));
    await still();
  });

  it('of searches', async () => {
    const words = ['acme', 'holm*', '"acme', '(', ')', '+', '-', '|', 'AND', 'NOT', '~1', '^2', '/a.*/', '/[/', '\\\\', '&&', '"a b"~3'];
    const term = fc.oneof(sentence(words, 6), fc.string({ unit: 'binary', maxLength: 120 }), values);
    const json = fc.oneof(
      values,
      fc.constantFrom(
        '[{"name":"account"}]',
        '[{"Name":"contact","SelectColumns":["fullname"],"Filter":"statecode eq 0"}]',
        '["entityname,count:2"]',
      ),
      fc.constantFrom(
        '["createdon,interval:day"]',
        '["name,values:a|b"]',
        '["@search.score desc"]',
        "{'querytype':'lucene'}",
        '[null]',
        '[{}]',
        'null',
      ),
    );
    const other = [
      'entities',
      'filter',
      'facets',
      'orderby',
      'options',
      'count',
      'skip',
      'top',
      'fuzzy',
      'searchtype',
      'searchmode',
      'returntotalrecordcount',
    ];
    const asked = fc
      .tuple(term, fc.dictionary(fc.constantFrom(...other), json, { maxKeys: 4 }))
      .map(([search, more]) => ({ search, ...more }));
    const path = fc.constantFrom(
      `${api}/searchquery`,
      `${api}/searchsuggest`,
      ...['v1.0/query', 'v1.0/suggest', 'v2.0/query', 'v2.0/autocomplete'].map((one) => `/api/search/${one}`),
    );
    await storm.survived(
      fc.record({ method: fc.constantFrom('POST', 'POST', 'GET'), path, body: asJson(asked), headers: fc.constant({}) }),
    );
    await still();
  });

  it('of the token endpoint', async () => {
    const form = fc
      .dictionary(
        fc.constantFrom('client_id', 'client_secret', 'scope', 'grant_type', 'client_assertion', ''),
        fc.oneof(
          fc.constantFrom('client_credentials', `${client.url}/.default`, client.box.clientId, 'password', ''),
          fc.string({ maxLength: 20 }),
        ),
      )
      .map((fields) => new URLSearchParams(fields).toString());
    const path = fc.constantFrom(new URL(client.tokenUrl).pathname, '/nosuch/oauth2/v2.0/token', '/common/discovery/instance');
    await storm.survived(
      fc.record({
        method: fc.constantFrom('POST', 'GET', 'PUT'),
        path,
        body: fc.oneof(form, fc.string({ maxLength: 60 })),
        headers: fc.constant({ 'content-type': 'application/x-www-form-urlencoded' }),
      }),
    );
    await client.signIn();
    await still();
  });
});
