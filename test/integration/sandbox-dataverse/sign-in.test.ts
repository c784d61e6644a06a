import { randomUUID } from 'node:crypto';
import { ConfidentialClientApplication } from '@azure/msal-node';
import { afterEach, describe, expect, it } from '@jest/globals';
import { closeAll, codeOf, start } from './support.js';

afterEach(closeAll);

const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });

describe('the token endpoint', () => {
  it('hands out a bearer token for the right secret', async () => {
    const client = await start();
    const answer = await client.signIn();
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 });
    expect((await client.get('WhoAmI')).status).toBe(200);
  });

  it('refuses a wrong secret with AADSTS7000215', async () => {
    const client = await start();
    const answer = await client.signIn(client.box.clientId, 'wrong');
    expect(answer.status).toBe(401);
    expect(answer.json).toMatchObject({ error: 'invalid_client', error_codes: [7000215] });
    expect(answer.json.error_description).toMatch(/^AADSTS7000215: /);
    expect(answer.json).toHaveProperty('trace_id');
    expect(answer.json).toHaveProperty('correlation_id');
  });

  it('refuses an application that the directory does not know', async () => {
    const client = await start();
    const answer = await client.signIn(randomUUID(), 'x');
    expect(answer).toMatchObject({ status: 400, json: { error: 'unauthorized_client', error_codes: [700016] } });
  });

  it('refuses another grant, another scope and another tenant', async () => {
    const { box, tokenUrl, url } = await start();
    const good = { client_id: box.clientId, client_secret: box.clientSecret, grant_type: 'client_credentials', scope: `${url}/.default` };
    const codes = [];
    for (const [address, fields] of [
      [tokenUrl, { ...good, grant_type: 'password' }],
      [tokenUrl, { ...good, scope: url }],
      [tokenUrl, { ...good, scope: 'https://other.crm4.dynamics.com/.default' }],
      [tokenUrl, { ...good, scope: `${url}0/.default` }],
      [tokenUrl.replace(box.tenantId, randomUUID()), good],
    ] as const) {
      codes.push(((await (await fetch(address, form(fields))).json()) as { error_codes: number[] }).error_codes[0]);
    }
    expect(codes).toEqual([70003, 1002012, 500011, 500011, 90002]);
    const local = await fetch(tokenUrl, form({ ...good, scope: `${url.replace('127.0.0.1', 'localhost')}/.default` }));
    expect(local.status).toBe(200);
  });

  it('takes scopes about a person beside the one of the environment, as libraries send them, and no other one', async () => {
    const { box, tokenUrl, url } = await start();
    const good = { client_id: box.clientId, client_secret: box.clientSecret, grant_type: 'client_credentials' };
    const ask = async (scope: string) => (await fetch(tokenUrl, form({ ...good, scope }))).status;
    expect(await ask(`${url}/.default openid offline_access profile`)).toBe(200);
    expect(await ask(`openid profile ${url}/.default`)).toBe(200);
    expect([await ask('openid profile'), await ask(`${url}/.default https://other.example/.default`)]).toEqual([400, 400]);
  });

  it('takes the secret by HTTP Basic too', async () => {
    const { box, tokenUrl, url } = await start();
    const ask = async (secret: string) => {
      const authorization = `Basic ${Buffer.from(`${box.clientId}:${encodeURIComponent(secret)}`).toString('base64')}`;
      const fields = { grant_type: 'client_credentials', scope: `${url}/.default` };
      return (await fetch(tokenUrl, { ...form(fields), headers: { authorization } })).status;
    };
    expect([await ask(box.clientSecret), await ask('wr+ng:')]).toEqual([200, 401]);
  });

  it('answers in its first version for a resource, with numbers as text', async () => {
    const { box, tokenUrl, url } = await start();
    const fields = { client_id: box.clientId, client_secret: box.clientSecret, grant_type: 'client_credentials' };
    const address = tokenUrl.replace('/v2.0', '');
    const answer = (await (await fetch(address, form({ ...fields, resource: url }))).json()) as Record<string, string>;
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: '3599', resource: url });
    const headers = { authorization: `Bearer ${answer.access_token}` };
    expect((await fetch(`${url}/api/data/v9.2/WhoAmI`, { headers })).status).toBe(200);
    const refused = (await (await fetch(address, form({ ...fields, scope: `${url}/.default` }))).json()) as { error_codes: number[] };
    expect(refused.error_codes).toEqual([900144]);
  });

  it('serves the documents of discovery', async () => {
    const { url, box } = await start();
    const openid = (await (await fetch(`${url}/${box.tenantId}/v2.0/.well-known/openid-configuration`)).json()) as Record<string, string>;
    expect(openid.token_endpoint).toBe(`${url}/${box.tenantId}/oauth2/v2.0/token`);
    const instance = (await (await fetch(`${url}/common/discovery/instance`)).json()) as Record<string, string>;
    expect(instance.tenant_discovery_endpoint).toBe(`${url}/${box.tenantId}/v2.0/.well-known/openid-configuration`);
  });

  it('satisfies msal-node', async () => {
    const { box, url, tokenUrl } = await start();
    const authority = `https://login.test/${box.tenantId}`;
    const app = new ConfidentialClientApplication({
      auth: {
        clientId: box.clientId,
        clientSecret: box.clientSecret,
        authority,
        knownAuthorities: ['login.test'],
        authorityMetadata: JSON.stringify({
          issuer: `${authority}/v2.0`,
          token_endpoint: `${authority}/oauth2/v2.0/token`,
          authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
          end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
          jwks_uri: `${authority}/discovery/v2.0/keys`,
        }),
      },
      system: {
        networkClient: {
          async sendGetRequestAsync() {
            throw new Error('nothing should be discovered');
          },
          async sendPostRequestAsync<T>(_url: string, options?: { headers?: Record<string, string>; body?: string }) {
            const response = await fetch(tokenUrl, { method: 'POST', headers: options?.headers ?? {}, body: options?.body ?? '' });
            return { status: response.status, headers: Object.fromEntries(response.headers), body: (await response.json()) as T };
          },
        },
      },
    });
    const result = await app.acquireTokenByClientCredential({ scopes: [`${url}/.default`] });
    expect(result?.accessToken).toMatch(/\./);
  });
});

describe('a request', () => {
  it('without a token, with a wrong one or an old one is answered 401 with where to get one, and no body', async () => {
    const client = await start({ tokenSeconds: 60 });
    const good = client.token;
    client.token = 'nonsense';
    const wrong = await client.get('WhoAmI');
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toMatch(
      /^Bearer authorization_uri=https:\/\/login\.microsoftonline\.com\/.*, resource_id=http/,
    );
    expect(wrong.text).toBe('');
    client.token = good;
    client.box.clock.advance(59_000);
    expect((await client.get('WhoAmI')).status).toBe(200);
    client.box.clock.advance(2_000);
    expect((await client.get('WhoAmI')).status).toBe(401);
    expect((await fetch(`${client.root}/WhoAmI`)).status).toBe(401);
  });

  it('with any token is taken when the environment was opened for that', async () => {
    const client = await start({ openToken: true });
    client.token = 'whatever';
    expect((await client.get('WhoAmI')).json.UserId).toBe(client.box.applicationUser);
    // One that was taken back is none of them any more.
    client.box.faults.add({ kind: 'revoke', times: 1 });
    for (let n = 0; n < 2; n += 1) expect((await client.get('WhoAmI')).status).toBe(401);
    client.token = 'another';
    expect((await client.get('WhoAmI')).status).toBe(200);
  });

  it('of an application that is no user of the environment is refused with 0x80072560', async () => {
    const client = await start();
    const clientId = randomUUID();
    client.box.addApplication({ clientId, clientSecret: 's' });
    await client.signIn(clientId, 's');
    const answer = await client.get('WhoAmI');
    expect([answer.status, codeOf(answer)]).toEqual([403, '0x80072560']);
  });

  it('of a disabled application user is refused', async () => {
    const client = await start();
    const clientId = randomUUID();
    const user = client.box.addApplication({ clientId, clientSecret: 's', roles: ['Salesperson'] }) as string;
    await client.patch(`systemusers(${user})`, { isdisabled: true });
    await client.signIn(clientId, 's');
    const answer = await client.get('WhoAmI');
    expect([answer.status, codeOf(answer)]).toEqual([403, '0x8004a112']);
    expect(answer.json.error.message).toContain(`SystemUserId=${user}`);
  });

  it('asks who it is with GET only', async () => {
    const client = await start();
    const answer = await client.get('WhoAmI');
    expect(answer.json).toEqual({
      '@odata.context': `${client.root}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`,
      BusinessUnitId: expect.any(String),
      UserId: client.box.applicationUser,
      OrganizationId: expect.any(String),
    });
    expect((await client.get('WhoAmI()')).status).toBe(200);
    const post = await client.post('WhoAmI', {});
    expect(post.status).toBe(404);
    expect(post.json.error).toMatchObject({ code: '', message: expect.stringMatching(/^No HTTP resource was found/) });
  });

  it('is answered with the headers of the service', async () => {
    const client = await start();
    const { headers } = await client.get('WhoAmI');
    expect(Number(headers.get('x-ms-dop-hint'))).toBeGreaterThan(0);
    expect(headers.get('req_id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-ms-service-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('set-cookie')).toMatch(/^ARRAffinity=/);
    expect(headers.get('odata-version')).toBe('4.0');
    expect(Number(headers.get('x-ms-ratelimit-burst-remaining-xrm-requests'))).toBe(5999);
    expect(Number(headers.get('x-ms-ratelimit-time-remaining-xrm-requests'))).toBeGreaterThan(1190);
  });

  it('on versions 9.0 to 9.2 is served and on others is not', async () => {
    const client = await start();
    expect((await client.get(`${client.url}/api/data/v9.0/WhoAmI`)).status).toBe(200);
    expect((await client.get(`${client.url}/api/data/v9.1/WhoAmI`)).status).toBe(200);
    expect((await client.get(`${client.url}/api/data/v8.2/WhoAmI`)).status).toBe(404);
  });
});

describe('switching custom logic off', () => {
  it('needs a privilege and known words', async () => {
    const client = await start();
    const headers = {
      'MSCRM.BypassBusinessLogicExecution': 'CustomSync,CustomAsync',
      'MSCRM.SuppressCallbackRegistrationExpanderJob': 'true',
    };
    expect((await client.post('contacts', { lastname: 'a' }, headers)).status).toBe(204);
    expect((await client.post('contacts', { lastname: 'a' }, { 'MSCRM.BypassBusinessLogicExecution': 'All' })).status).toBe(400);
    const clientId = randomUUID();
    client.box.addApplication({ clientId, clientSecret: 's', roles: ['Salesperson'] });
    await client.signIn(clientId, 's');
    const refused = await client.post('contacts', { lastname: 'a' }, headers);
    expect([refused.status, codeOf(refused)]).toEqual([403, '0x80040220']);
    expect((await client.post('contacts', { lastname: 'a' }, { 'MSCRM.BypassCustomPluginExecution': 'true' })).status).toBe(403);
  });

  it('in a part of a batch needs the privilege for that part', async () => {
    const client = await start();
    const clientId = randomUUID();
    client.box.addApplication({ clientId, clientSecret: 's', roles: ['Salesperson'] });
    await client.signIn(clientId, 's');
    const part = (lastname: string, more: string[]) =>
      [
        '--batch_a',
        'Content-Type: application/http',
        'Content-Transfer-Encoding: binary',
        '',
        `POST ${client.root}/contacts HTTP/1.1`,
        'Content-Type: application/json; type=entry',
        ...more,
        '',
        JSON.stringify({ lastname }),
        '',
      ].join('\r\n');
    const body = `${part('a', [])}${part('b', ['MSCRM.BypassBusinessLogicExecution: CustomSync'])}--batch_a--\r\n`;
    const answer = await client.ask('POST', '$batch', body, { 'Content-Type': 'multipart/mixed; boundary="batch_a"' });
    expect([...client.box.rows('contact')].map((row) => row.columns.lastname)).toEqual(['a']);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('is missing prvBypassCustomBusinessLogic privilege');
  });
});

describe('acting for somebody else', () => {
  it('needs the privilege, makes them the creator and names the real caller', async () => {
    const client = await start();
    const user = client.box.insert({ table: 'systemuser', columns: { firstname: 'Ida', lastname: 'Holm' }, mayOwn: true });
    const made = await client.post('contacts', { lastname: 'x' }, { MSCRMCallerID: user, Prefer: 'return=representation' });
    expect(made.json).toMatchObject({ _createdby_value: user, _createdonbehalfby_value: client.box.applicationUser, _ownerid_value: user });
    const clientId = randomUUID();
    client.box.addApplication({ clientId, clientSecret: 's', roles: ['Salesperson'] });
    await client.signIn(clientId, 's');
    const refused = await client.post('contacts', { lastname: 'x' }, { MSCRMCallerID: user });
    expect([refused.status, codeOf(refused)]).toEqual([403, '0x8004a110']);
  });

  it('allows what both may, and names who may not', async () => {
    const client = await start();
    const [clientId, other] = [randomUUID(), randomUUID()];
    client.box.addRole('Deputy', ['prvActOnBehalfOfAnotherUser', 'prvCreateAccount', 'prvReadAccount', 'prvReadContact']);
    const deputy = client.box.addApplication({ clientId, clientSecret: 's', roles: ['Deputy'] });
    client.box.addRole('Contacts', ['prvCreateContact', 'prvReadContact', 'prvReadAccount']);
    const user = client.box.addApplication({ clientId: other, clientSecret: 's', roles: ['Contacts'] });
    await client.signIn(clientId, 's');
    const named = { MSCRMCallerID: String(user) };
    expect((await client.get('contacts', named)).status).toBe(200);
    const [account, contact] = [
      await client.post('accounts', { name: 'a' }, named),
      await client.post('contacts', { lastname: 'a' }, named),
    ];
    expect([account.status, contact.status]).toEqual([403, 403]);
    expect(account.json.error.message).toContain(`(Id=${user}, type=8`);
    expect(contact.json.error.message).toContain(`(Id=${deputy}, type=8`);
    expect((await client.post('accounts', { name: 'a' })).status).toBe(204);
  });
});
