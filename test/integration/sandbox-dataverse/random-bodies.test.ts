import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Answer, type Client, closeAll, guid, start } from './support.js';

let client: Client;
beforeAll(async () => {
  client = await start({ limits: { requests: 1_000_000, executionMs: 1e12 } });
  client.box.insert('account', { accountid: guid(1), name: 'Acme' });
  client.box.insert('contact', { contactid: guid(1), lastname: 'Holm' });
});
afterAll(closeAll);

const names = fc.constantFrom(
  'lastname',
  'firstname',
  'gendercode',
  'donotemail',
  'birthdate',
  'creditlimit',
  'numberofchildren',
  'contactid',
  'statecode',
  'statuscode',
  'overriddencreatedon',
  'ownerid',
  'ownerid@odata.bind',
  'parentcustomerid_account@odata.bind',
  'parentcustomerid_contact',
  '_ownerid_value',
  '@odata.type',
  '@odata.id',
  'Contact_Annotation',
  'nosuch',
  'x@y',
  '',
  '__proto__',
  'constructor',
);
const values = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(guid(1)),
  fc.constant(`/accounts(${guid(1)})`),
  fc.constant('2024-01-01'),
  fc.constant('2024-01-01T00:00:00Z'),
  fc.jsonValue({ maxDepth: 2 }),
);
const bodies = fc.dictionary(names, values, { maxKeys: 8 });
const wild = fc.oneof(bodies, fc.jsonValue({ maxDepth: 3 }));

const fine = (answer: Answer): void => {
  if (answer.headers.has('x-sandbox-failure')) throw new Error(answer.text);
  expect(answer.status).toBeLessThan(500);
};
const runs = (numRuns: number) => ({ numRuns, seed: 4711 });

/** Whatever comes, the stand-in answers in the way of the service, and never fails itself. */
describe('random bodies', () => {
  it('of creates and updates', () =>
    fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        fine(await client.post('contacts', body));
        fine(await client.patch(`contacts(${guid(1)})`, body));
      }),
      runs(300),
    ));

  it('of bulk messages', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('CreateMultiple', 'UpdateMultiple', 'UpsertMultiple'),
        fc.array(wild, { maxLength: 3 }),
        wild,
        async (message, rows, other) => {
          const Targets = rows.map((row) =>
            typeof row === 'object' && row !== null && !Array.isArray(row)
              ? { ...row, '@odata.type': 'Microsoft.Dynamics.CRM.contact' }
              : row,
          );
          fine(await client.post(`contacts/Microsoft.Dynamics.CRM.${message}`, { Targets }));
          fine(await client.post(`contacts/Microsoft.Dynamics.CRM.${message}`, other ?? 'null'));
        },
      ),
      runs(200),
    ));

  it('of metadata', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          'EntityDefinitions',
          "EntityDefinitions(LogicalName='contact')/Attributes",
          "EntityDefinitions(LogicalName='contact')/Keys",
          'RelationshipDefinitions',
          'GlobalOptionSetDefinitions',
          'InsertOptionValue',
          'CreateCustomerRelationships',
        ),
        fc.dictionary(
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
          ),
          fc.oneof(
            values,
            fc.constant('new_A'),
            fc.constant('Microsoft.Dynamics.CRM.StringAttributeMetadata'),
            fc.constant('Microsoft.Dynamics.CRM.EntityMetadata'),
          ),
        ),
        async (path, body) => fine(await client.post(path, body)),
      ),
      runs(200),
    ));

  it('of batches', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), fc.string(), async (text, line) => {
        const headers = { 'Content-Type': 'multipart/mixed; boundary=b' };
        const part = `--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n`;
        for (const body of [
          text,
          `${part}${line}\r\n\r\n--b--\r\n`,
          `${part}POST contacts HTTP/1.1\r\nContent-Type: application/json\r\n\r\n${text}\r\n--b--\r\n`,
        ]) {
          fine(await client.ask('POST', '$batch', body, headers));
        }
      }),
      runs(200),
    ));

  it('and queries', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('$filter', '$select', '$orderby', '$expand', '$top', '$count', '$skiptoken'),
        fc.oneof(
          fc.string(),
          fc
            .array(
              fc.constantFrom(
                'lastname',
                ' eq ',
                "'a'",
                '5',
                ' and ',
                '(',
                ')',
                ' not ',
                'contains(',
                ',',
                'null',
                '/',
                'ownerid',
                'Contact_Annotation/any(n:n/subject',
                guid(1),
              ),
              { maxLength: 8 },
            )
            .map((parts) => parts.join('')),
        ),
        async (option, text) => {
          const answer = await client.get(`contacts?${option}=${encodeURIComponent(text)}`);
          if (answer.headers.has('x-sandbox-failure')) throw new Error(answer.text);
          expect([200, 400, 501]).toContain(answer.status);
        },
      ),
      runs(400),
    ));

  const asked = async (option: string, text: string): Promise<void> => {
    const answer = await client.get(`contacts?${option}=${encodeURIComponent(text)}`);
    if (answer.headers.has('x-sandbox-failure')) throw new Error(`${text}\n${answer.text}`);
    expect([200, 400, 403, 404, 414, 501]).toContain(answer.status);
  };
  const pieces = (...words: readonly string[]) =>
    fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((parts) => parts.join('')),
    );

  it('and FetchXML', async () => {
    const attributes = (...names: readonly string[]) =>
      fc
        .dictionary(
          fc.constantFrom(...names),
          fc.oneof(
            fc.constantFrom(
              'contact',
              'account',
              'lastname',
              'contactid',
              'parentcustomerid',
              'createdon',
              'gendercode',
              'true',
              '1',
              '0',
              'a',
              'count',
              'sum',
              'eq',
              'in',
              'like',
              'between',
              'last-x-days',
              'under',
              'any',
              'outer',
              'exists',
              'day',
              '[%_',
            ),
            fc.string({ maxLength: 8 }),
          ),
          { maxKeys: 6 },
        )
        .map((given) =>
          Object.entries(given)
            .map(([name, value]) => ` ${name}="${value.replaceAll(/[<>&"]/g, '&#38;')}"`)
            .join(''),
        );
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc
          .tuple(
            fc.constantFrom('attribute', 'order', 'condition', 'all-attributes', 'value', 'x'),
            attributes(
              'name',
              'attribute',
              'operator',
              'value',
              'alias',
              'aggregate',
              'groupby',
              'dategrouping',
              'descending',
              'entityname',
              'valueof',
              'distinct',
            ),
          )
          .map(([name, given]) => `<${name}${given}/>`),
        fc
          .tuple(
            fc.constantFrom('filter', 'link-entity', 'condition', 'value', 'entity'),
            attributes('type', 'name', 'from', 'to', 'link-type', 'alias', 'attribute', 'operator'),
            fc.array(tie('tree'), { maxLength: 3 }),
          )
          .map(([name, given, inner]) => `<${name}${given}>${inner.join('')}</${name}>`),
      ),
    }));
    const queries = fc
      .tuple(
        attributes('top', 'page', 'count', 'distinct', 'aggregate', 'paging-cookie', 'returntotalrecordcount', 'useraworderby'),
        fc.array(tree, { maxLength: 4 }),
      )
      .map(([given, inner]) => `<fetch${given}><entity name="contact">${inner.join('')}</entity></fetch>`);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          { arbitrary: queries, weight: 4 },
          {
            arbitrary: pieces('<fetch>', '<entity name="contact">', '</entity>', '</fetch>', '<filter>', '&amp;', '<!--', '<![CDATA[', '"'),
            weight: 1,
          },
        ),
        (xml) => asked('fetchXml', xml),
      ),
      runs(500),
    );
  });

  it('and $apply, SQL, query functions, tokens and views', async () => {
    await fc.assert(
      fc.asyncProperty(
        pieces(
          'filter(',
          'groupby((',
          'aggregate(',
          ')',
          '))',
          ',',
          '/',
          'lastname',
          'creditlimit with sum as a',
          '$count as n',
          'createdon',
          'ownerid',
          "'",
          ' eq 1',
          'parentcustomerid_account/name',
        ),
        (text) => asked('$apply', text),
      ),
      runs(300),
    );
    await fc.assert(
      fc.asyncProperty(
        pieces(
          'SELECT ',
          'TOP 3 ',
          'DISTINCT ',
          'lastname',
          ', ',
          'COUNT(*) AS n',
          ' FROM contact',
          ' AS c',
          ' JOIN account a ON c.parentcustomerid = a.accountid',
          ' WHERE ',
          "lastname = 'x'",
          ' AND ',
          '(',
          ')',
          ' IN (1,2)',
          ' IS NULL',
          ' GROUP BY lastname',
          ' ORDER BY ',
          ' OFFSET 1 ROWS',
          '[',
          "'",
        ),
        (text) => asked('sql', text),
      ),
      runs(300),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          'LastXDays',
          'NextXYears',
          'InFiscalPeriodAndYear',
          'Between',
          'In',
          'Under',
          'EqualUserId',
          'ContainValues',
          'Nosuch',
        ),
        fc.constantFrom('createdon', 'birthdate', 'lastname', 'parentcustomerid', 'gendercode', 'contactid', 'nosuch'),
        fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('[1,2]', '["a"]', '@p', guid(1), '9999999999')),
        (name, property, value) =>
          asked(
            '$filter',
            `Microsoft.Dynamics.CRM.${name}(PropertyName='${property}',PropertyValue${value.startsWith('[') ? 's' : ''}=${value})`,
          ),
      ),
      runs(300),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('$deltatoken', 'savedQuery', 'userQuery', '$skiptoken', '$orderby', '$expand'),
        pieces(
          '1!01/01/2024 00:00:00',
          '<cookie pagenumber="2" pagingcookie="',
          '%',
          '" istracking="True" />',
          guid(1),
          '@p1',
          'ownerid($select=fullname;$filter=',
          ')',
        ),
        asked,
      ),
      runs(300),
    );
  });
});
