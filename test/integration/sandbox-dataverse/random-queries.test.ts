import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { functionSignatures } from '../../../sandbox/dataverse/operations/signatures.js';
import { escaped, type Shot, Storm, sentence } from '../../support/storm.js';
import { type Client, closeAll, guid, start } from './support.js';

let client: Client;
let storm: Storm;
const api = '/api/data/v9.2';
beforeAll(async () => {
  client = await start({ limits: { requests: 1e9, executionMs: 1e15, concurrency: 1000 } });
  for (let n = 1; n <= 12; n += 1) {
    client.box.insert('account', { accountid: guid(n), name: `Kunde ${n}` });
    client.box.insert('contact', { contactid: guid(n), lastname: `Holm ${n}`, parentcustomerid: { table: 'account', id: guid(n) } });
  }
  storm = new Storm(client.url, () => ({ authorization: `Bearer ${client.token}` }));
});
afterAll(async () => {
  storm.close();
  await closeAll();
});

const get = (path: fc.Arbitrary<string>, headers?: fc.Arbitrary<Record<string, string>>): fc.Arbitrary<Shot> =>
  fc.record({ method: fc.constant('GET'), path: path.map((rest) => `${api}/${rest}`), ...(headers === undefined ? {} : { headers }) });
const query = (option: string, words: readonly string[], set = 'contacts') =>
  get(escaped(sentence(words)).map((text) => `${set}?${option}=${text}`));
const still = async (): Promise<void> => {
  const answer = await client.get('contacts?$top=1');
  if (answer.status !== 200) throw new Error(answer.text);
};
const common = [
  'lastname',
  'accountid',
  'parentcustomerid_account',
  'ownerid',
  '_ownerid_value',
  'Contact_Annotation',
  'nosuch',
  '/',
  ',',
  '(',
  ')',
  ' ',
  '$',
  "'",
  "'a'",
  '5',
  'null',
  guid(1),
  '*',
];
const filters = [
  ...common,
  ' eq ',
  ' ne ',
  ' gt ',
  ' and ',
  ' or ',
  ' not ',
  'contains(',
  'startswith(',
  'tolower(',
  'any(n:n/subject',
  'all(',
  'true',
  '2024-01-01',
  '-1e9',
  "Microsoft.Dynamics.CRM.In(PropertyName='lastname',PropertyValues=['a'])",
  "Microsoft.Dynamics.CRM.Between(PropertyName='createdon',PropertyValues=['a'])",
  "Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=9)",
];

/** Ten thousand of each: whatever is asked, the stand-in answers in the way of the service, and never fails itself. */
describe('random queries', () => {
  it('by $filter', async () => {
    await storm.survived(query('$filter', filters));
    await still();
  });

  it('by $select, $orderby, $expand, $top, $count, $skiptoken and options that there are not', async () => {
    const words = [
      ...common,
      'asc',
      'desc',
      '$select=',
      '$filter=',
      '$levels=2',
      '$top=1',
      ';',
      'true',
      '-1',
      '0',
      '99999',
      '<cookie pagenumber="2" />',
      '%3ccookie',
    ];
    const one = fc
      .tuple(
        fc.constantFrom(
          '$select',
          '$orderby',
          '$expand',
          '$top',
          '$count',
          '$skiptoken',
          '$skip',
          '$search',
          '$format',
          '$deltatoken',
          'savedQuery',
          'userQuery',
          'tag',
        ),
        escaped(sentence(words)),
      )
      .map(([name, text]) => `${name}=${text}`);
    const path = fc
      .tuple(
        fc.constantFrom(
          'contacts',
          'accounts',
          `contacts(${guid(1)})`,
          'contacts/$count',
          `accounts(${guid(1)})/contact_customer_accounts`,
        ),
        fc.array(one, { maxLength: 3 }),
      )
      .map(([start_, options]) => `${start_}?${options.join('&')}`);
    const prefer = fc.dictionary(
      fc.constantFrom('prefer', 'if-none-match', 'consistency'),
      fc.constantFrom(
        'odata.maxpagesize=2',
        'odata.maxpagesize=-1',
        'odata.maxpagesize=x',
        'odata.include-annotations="*"',
        'odata.track-changes',
        'return=representation',
        'W/"5"',
        'Strong',
      ),
    );
    await storm.survived(get(path, prefer));
    await still();
  });

  it('by $apply', async () => {
    await storm.survived(
      query('$apply', [
        ...common,
        'aggregate(',
        'groupby((',
        '))',
        '$count as n',
        ' with sum as ',
        ' with countdistinct as ',
        'filter(',
        'statecode',
        'creditlimit',
        ' eq ',
        '/orderby(',
      ]),
    );
    await still();
  });

  it('by FetchXML', async () => {
    const parts = [
      '<fetch>',
      '<fetch top="2">',
      '<fetch aggregate="true">',
      '<fetch page="2" count="1">',
      '<fetch distinct="true">',
      '</fetch>',
      '<entity name="contact">',
      '<entity name="nosuch">',
      '<entity>',
      '</entity>',
      '<attribute name="lastname"/>',
      '<attribute name="nosuch"/>',
      '<attribute name="contactid" aggregate="count" alias="n"/>',
      '<all-attributes/>',
      '<filter>',
      '<filter type="or">',
      '</filter>',
      '<condition attribute="lastname" operator="eq" value="a"/>',
      '<condition attribute="createdon" operator="last-x-days" value="x"/>',
      '<condition operator="eq"/>',
      '<condition attribute="lastname" operator="in"><value>a</value></condition>',
      '<link-entity name="account" from="accountid" to="parentcustomerid" alias="a">',
      '<link-entity name="account" from="x" to="y">',
      '</link-entity>',
      '<order attribute="lastname" descending="true"/>',
      '<!--',
      '-->',
      '&amp;',
      '&nosuch;',
      '<',
      ']]>',
      '"',
    ];
    const whole = escaped(sentence(parts, 6).map((inner) => `<fetch><entity name="contact">${inner}</entity></fetch>`));
    await storm.survived(get(fc.oneof(whole, escaped(sentence(parts, 12))).map((text) => `contacts?fetchXml=${text}`)));
    await still();
  });

  it('by SQL', async () => {
    const words = [
      'SELECT ',
      'TOP 3 ',
      'DISTINCT ',
      '*',
      'lastname',
      'c.lastname',
      'COUNT(*)',
      'SUM(',
      ')',
      '(',
      ',',
      ' AS n',
      ' FROM contact',
      ' FROM contact c',
      ' JOIN account a ON a.accountid = c.parentcustomerid',
      ' WHERE ',
      ' AND ',
      ' OR ',
      ' NOT ',
      "lastname = 'a'",
      ' LIKE ',
      "'%a%'",
      ' IN (',
      ' IS NULL',
      ' GROUP BY ',
      ' ORDER BY ',
      ' DESC',
      ' OFFSET 1 ROWS',
      ';',
      '--',
      "'",
      '[',
      ']',
      '1',
    ];
    await storm.survived(
      get(
        escaped(
          fc.oneof(
            sentence(words, 10),
            sentence(words, 6).map((rest) => `SELECT lastname FROM contact${rest}`),
          ),
        ).map((text) => `?sql=${text}`),
      ),
    );
    await still();
  });

  it('by functions', async () => {
    const calls = Object.entries(functionSignatures).map(([name, { parameters }]) => ({ name, names: Object.keys(parameters) }));
    const argument = fc.oneof(
      fc.constantFrom('@p', "'account'", '["account"]', '[', 'null', guid(1), '5', '{"@odata.id":"accounts(1)"}'),
      fc.string({ maxLength: 8 }),
    );
    const path = fc.constantFrom(...calls).chain(({ name, names }) =>
      fc.tuple(fc.dictionary(fc.constantFrom(...names, 'Nosuch'), argument, { maxKeys: 3 }), argument).map(([given, alias]) => {
        const pairs = Object.entries(given).map(([parameter, value]) => `${parameter}=${encodeURIComponent(value)}`);
        return `${name}${pairs.length === 0 ? '' : `(${pairs.join(',')})`}?@p=${encodeURIComponent(alias)}`;
      }),
    );
    await storm.survived(get(path));
    await still();
  });

  it('of definitions', async () => {
    const start_ = fc.constantFrom(
      'EntityDefinitions',
      "EntityDefinitions(LogicalName='contact')",
      "EntityDefinitions(LogicalName='contact')/Attributes",
      "EntityDefinitions(LogicalName='contact')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata",
      "EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='nosuch')",
      "EntityDefinitions(LogicalName='contact')/Keys",
      "EntityDefinitions(LogicalName='contact')/ManyToOneRelationships",
      'RelationshipDefinitions',
      'GlobalOptionSetDefinitions',
      "GlobalOptionSetDefinitions(Name='x')",
      `EntityDefinitions(${guid(1)})`,
      'EntityDefinitions(',
      '$metadata',
      '',
    );
    const words = [
      'LogicalName',
      'SchemaName',
      'IsCustomEntity',
      'MetadataId',
      'Attributes',
      'Keys',
      'nosuch',
      ' eq ',
      ' and ',
      'true',
      "'contact'",
      ',',
      '($select=',
      ')',
      '(',
      'OptionSet',
      '1',
      guid(1),
    ];
    const path = fc
      .tuple(start_, fc.constantFrom('$select', '$filter', '$expand', '$top', '$orderby', 'annotations'), escaped(sentence(words)))
      .map(([first, name, text]) => `${first}?${name}=${text}`);
    // Whole definitions of all tables are megabytes each.
    const small = path.filter(
      (text) => !/^(EntityDefinitions|RelationshipDefinitions|\$metadata)\?\$?(top|orderby|expand|annotations)/.test(text),
    );
    await storm.survived(get(small), { runs: 10_000 });
    await still();
  });

  it('at addresses that may not be there', async () => {
    const words = [
      'contacts',
      'accounts',
      'nosuch',
      '(',
      ')',
      `(${guid(1)})`,
      "(lastname='a')",
      '/',
      '//',
      'lastname',
      'Contact_Annotation',
      'ownerid',
      '$ref',
      '$value',
      '$count',
      'Microsoft.Dynamics.CRM.',
      'WhoAmI',
      'CreateMultiple',
      '%',
      '%27',
      '%00',
      '%c3%28',
      '?',
      '&',
      '=',
      '$batch',
      '$metadata',
      '..',
      '+',
      "'",
      'é',
    ].map((word) => (/[^\x21-\x7e]/.test(word) ? encodeURI(word) : word));
    const path = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((parts) => parts.join(''));
    const method = fc.constantFrom('GET', 'DELETE', 'PATCH', 'POST', 'PUT', 'OPTIONS', 'HEAD');
    await storm.survived(fc.record({ method, path: path.map((rest) => `${api}/${rest}`) }));
    client.box.insert('contact', { lastname: 'Holm' });
    await still();
  });
});
