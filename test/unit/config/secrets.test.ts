import { readActimoKeys, readSecrets, readTemporal, SecretsError } from '../../../src/config/index.js';

const all = { ACTIMO_API_KEYS: 'one', DATAVERSE_CLIENT_SECRET: 's3cret', DATABASE_URL: 'postgres://localhost/a2d' };

describe('readSecrets', () => {
  it('takes all secrets from the environment, and the development server of Temporal when none is named', () => {
    expect(readSecrets(all)).toEqual({
      actimoKeys: [{ key: 'one' }],
      dataverseClientSecret: 's3cret',
      databaseUrl: 'postgres://localhost/a2d',
      temporal: { address: '127.0.0.1:7233', namespace: 'default' },
    });
  });

  it('names every variable that is missing or blank', () => {
    const read = () => readSecrets({ ...all, DATABASE_URL: undefined, DATAVERSE_CLIENT_SECRET: ' ' });
    expect(read).toThrow(expect.objectContaining({ code: 'secrets', variables: ['DATAVERSE_CLIENT_SECRET', 'DATABASE_URL'] }));
    expect(read).toThrow(/DATAVERSE_CLIENT_SECRET, DATABASE_URL are not set/);
  });

  it('refuses a database that is no Postgres', () => {
    expect(() => readSecrets({ ...all, DATABASE_URL: 'mysql://hush@localhost' })).toThrow(/does not begin with postgres/);
  });

  it('never shows a value', () => {
    for (const wrong of [{ DATABASE_URL: 'mysql://hush@localhost' }, { ACTIMO_API_KEYS: 'hush hush' }, { ACTIMO_API_KEYS: 'hush,hush' }]) {
      try {
        readSecrets({ ...all, ...wrong });
        throw new Error('the secrets were taken');
      } catch (error) {
        expect(error).toBeInstanceOf(SecretsError);
        expect(`${(error as SecretsError).message} ${(error as SecretsError).next}`).not.toContain('hush');
      }
    }
  });
});

describe('readActimoKeys', () => {
  it.each([
    ['one key', 'aaa', [{ key: 'aaa' }]],
    ['several, with blanks and a comma too many', ' aaa , bbb,', [{ key: 'aaa' }, { key: 'bbb' }]],
    ['one of a workspace', 'aaa,12=bbb', [{ key: 'aaa' }, { key: 'bbb', workspace: '12' }]],
    ['a key that ends in equals signs', 'YWJj==', [{ key: 'YWJj==' }]],
    ['a key of a workspace that ends in equals signs', '12=YWJj==', [{ key: 'YWJj==', workspace: '12' }]],
  ])('reads %s', (_, list, keys) => {
    expect(readActimoKeys({ ACTIMO_API_KEYS: list })).toEqual(keys);
  });

  it.each([
    ['no key at all', ' , '],
    ['the same key twice', 'aaa,bbb,aaa'],
    ['a key with a blank inside', 'aaa bbb'],
    ['a key that no header can carry', 'nøgle'],
  ])('refuses %s', (_, list) => {
    expect(() => readActimoKeys({ ACTIMO_API_KEYS: list })).toThrow(SecretsError);
  });
});

describe('readTemporal', () => {
  it('takes address and namespace as they are given', () => {
    expect(readTemporal({ TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_NAMESPACE: 'people' })).toEqual({
      address: 'temporal:7233',
      namespace: 'people',
    });
  });
});
