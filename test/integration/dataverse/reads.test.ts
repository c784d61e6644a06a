import { jest } from '@jest/globals';
import { DataverseError } from '../../../src/dataverse/index.js';
import { rowId } from '../../../src/domain/index.js';
import { type Environment, idOf, startEnvironment } from './environment.js';

// Other test files share the machine.
jest.setTimeout(60_000);

let env: Environment;
beforeAll(async () => {
  env = await startEnvironment();
});
afterAll(() => env.close());

describe('who we are', () => {
  it('is the application user, in its organisation, with its privileges', async () => {
    expect(await env.dataverse.whoAmI()).toMatchObject({ userId: env.sandbox.applicationUser });
    expect(await env.dataverse.organisation()).toMatchObject({
      baseLanguage: 1030,
      provisionedLanguages: [1030],
      maxUploadFileSize: 5_242_880,
    });
    expect(await env.dataverse.privileges()).toContain('prvCreateContact');
  });
});

describe('the metadata of a table', () => {
  it('names entity set, columns with their limits, navigation properties and messages', async () => {
    const contact = await env.dataverse.table('contact');
    expect(contact).toMatchObject({
      entitySet: 'contacts',
      primaryId: 'contactid',
      primaryName: 'fullname',
      custom: false,
      optimisticConcurrency: true,
    });
    expect(contact.columns.get('lastname')).toMatchObject({ kind: 'string', maxLength: 50, validForCreate: true, validForUpdate: true });
    expect(contact.columns.get('overriddencreatedon')).toMatchObject({ validForCreate: true, validForUpdate: false });
    expect(contact.columns.get('statuscode')?.options).toEqual(expect.arrayContaining([expect.objectContaining({ value: 1, state: 0 })]));
    expect(contact.lookups.get('parentcustomerid')?.get('account')).toBe('parentcustomerid_account');
    expect(contact.messages.createMultiple).toBe(true);
    expect(contact.children).toContainEqual(
      expect.objectContaining({ childTable: 'annotation', childColumn: 'objectid', onDelete: 'Cascade' }),
    );
  });

  it('shows that connections take no bulk message', async () => {
    expect((await env.dataverse.table('connection')).messages).toEqual({
      createMultiple: false,
      updateMultiple: false,
      upsertMultiple: false,
    });
    expect(await env.dataverse.bestVia('connection', 'create')).toBe('batch');
    expect(await env.dataverse.bestVia('contact', 'create')).toBe('bulk');
  });

  it('of a table that is not there is an error of kind missing', async () => {
    await expect(env.dataverse.table('nosuchtable')).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('reading rows', () => {
  beforeAll(() => {
    const { sandbox } = env;
    const company = sandbox.insert({ table: 'account', columns: { accountid: idOf(900), name: 'Ordrupgaard & Søn' } });
    for (let n = 1; n <= 620; n += 1) {
      sandbox.insert({
        table: 'contact',
        columns: {
          contactid: idOf(n),
          lastname: `Person ${n}`,
          emailaddress1: `person+${n}@example.com`,
          birthdate: n === 1 ? '1980-02-29' : null,
          donotemail: n % 2 === 0,
          parentcustomerid: n % 3 === 0 ? { table: 'account', id: company } : null,
        },
      });
    }
  });

  it('by id finds hundreds at once and leaves out those that are not there', async () => {
    const ids = [...Array.from({ length: 620 }, (_, at) => idOf(at + 1)), idOf(7777)];
    const rows = await env.dataverse.retrieve('contact', ids, ['lastname', 'birthdate', 'donotemail', 'parentcustomerid']);
    expect(rows.size).toBe(620);
    expect(rows.get(idOf(1))).toMatchObject({
      id: idOf(1),
      version: expect.stringMatching(/^W\/"\d+"$/),
      columns: { lastname: 'Person 1', birthdate: '1980-02-29', donotemail: false, parentcustomerid: null },
    });
    expect(rows.get(idOf(3))?.columns.parentcustomerid).toEqual({ table: 'account', id: idOf(900) });
    expect(rows.has(idOf(7777))).toBe(false);
  });

  it('by values compares as the database does and takes what would break a URL', async () => {
    env.sandbox.insert({
      table: 'contact',
      columns: { contactid: idOf(801), lastname: `O'Brian "Bob" & + % # ?`, emailaddress1: 'OBrian@Example.com' },
    });
    const byName = await env.dataverse.findByValues('contact', 'lastname', [`O'Brian "Bob" & + % # ?`], ['lastname']);
    expect(byName.map((row) => row.id)).toEqual([idOf(801)]);
    const byMail = await env.dataverse.findByValues(
      'contact',
      'emailaddress1',
      ['obrian@example.com', 'PERSON+7@EXAMPLE.COM', 'nobody@example.com'],
      ['emailaddress1'],
    );
    expect(byMail.map((row) => row.id).sort()).toEqual([idOf(7), idOf(801)].sort());
  });

  it('by a look-up takes the ids that it may point to', async () => {
    const rows = await env.dataverse.findByValues('contact', 'parentcustomerid', [idOf(900)], ['lastname']);
    expect(rows).toHaveLength(206);
  });

  it('by value takes more values than a URL holds', async () => {
    const values = Array.from({ length: 700 }, (_, at) => `person+${at + 1}@example.com`);
    expect(await env.dataverse.findByValues('contact', 'emailaddress1', values, [])).toHaveLength(620);
  });

  it('as a query goes through all pages', async () => {
    const sizes: number[] = [];
    const seen = new Set<string>();
    for await (const page of env.dataverse.query('contact', {
      select: ['lastname'],
      filter: "startswith(lastname,'Person')",
      orderBy: 'lastname',
      pageSize: 250,
    })) {
      sizes.push(page.length);
      for (const row of page) seen.add(row.id);
    }
    expect(sizes).toEqual([250, 250, 120]);
    expect(seen.size).toBe(620);
  });

  it('for a column that is not there fails with its name, before anything is sent', async () => {
    await expect(env.dataverse.retrieve('contact', [idOf(1)], ['nickname_of_nobody'])).rejects.toMatchObject({
      code: 'unknown-column',
      column: 'nickname_of_nobody',
    });
  });

  it('says which table an owner is of', async () => {
    const rows = await env.dataverse.retrieve('contact', [idOf(1)], ['ownerid']);
    expect(rows.get(idOf(1))?.columns.ownerid).toMatchObject({ table: 'systemuser' });
  });

  it('survives what the network and the service do to it', async () => {
    const { faults } = env.sandbox;
    for (const kind of ['429', '5xx', 'reset-before', 'reset-after', 'half-response', 'empty-200', 'html'])
      faults.add({ kind, route: 'contacts', every: 2, times: 1 });
    const ids = Array.from({ length: 620 }, (_, at) => idOf(at + 1));
    for (let n = 0; n < 4; n += 1) expect((await env.dataverse.retrieve('contact', ids, ['lastname'])).size).toBe(620);
    expect((faults.list() as { struck: number }[]).every(({ struck }) => struck === 1)).toBe(true);
    faults.clear();
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(env.dataverse.retrieve('contact', [idOf(1)], ['lastname'], { signal: stop.signal })).rejects.toThrow('enough');
  });
});

it('one who stops waiting for metadata does not stop the others who wait for it', async () => {
  const fresh = env.connect();
  const stop = new AbortController();
  const impatient = fresh.retrieve('contact', [idOf(1)], ['lastname'], { signal: stop.signal });
  const patient = fresh.retrieve('contact', [idOf(1)], ['lastname']);
  stop.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  expect((await patient).size).toBe(1);
});

describe('an application that may not', () => {
  it('be here at all is told so, as an error about itself', async () => {
    env.sandbox.addApplication({ clientId: 'stranger', clientSecret: 'x' });
    const stranger = env.connect({ clientId: 'stranger', clientSecret: 'x' });
    await expect(stranger.whoAmI()).rejects.toMatchObject({ kind: 'auth', next: expect.stringContaining('application user') });
  });

  it('sign in with its secret is told which settings to look at', async () => {
    const wrong = env.connect({ clientSecret: 'wrong' });
    const error = await wrong.whoAmI().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataverseError);
    expect(error).toMatchObject({ kind: 'auth', code: 'AADSTS7000215' });
  });

  it('read a table is told which privilege is missing', async () => {
    env.sandbox.addRole('Blind', [
      'prvReadUser',
      'prvReadEntity',
      'prvReadAttribute',
      'prvReadOrganization',
      'prvReadRelationship',
      'prvReadSdkMessageFilter',
      'prvReadSdkMessage',
    ]);
    env.sandbox.addApplication({ clientId: 'blind', clientSecret: 'x', roles: ['Blind'] });
    const blind = env.connect({ clientId: 'blind', clientSecret: 'x' });
    await blind.whoAmI();
    const error = (await blind.retrieve('contact', [rowId(idOf(1))], ['lastname']).catch((caught: unknown) => caught)) as DataverseError;
    expect(error).toMatchObject({ kind: 'auth', status: 403 });
    expect(error.message).toContain('prvReadContact');
  });
});
