import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const owned = (set: string, id: string) => ({ lastname: 'a', 'ownerid@odata.bind': `/${set}(${id})` });

describe('an owner', () => {
  it('is whoever makes the row unless another one is named, a user or a team', async () => {
    const user = client.box.insert({ table: 'systemuser', columns: { lastname: 'Holm' }, mayOwn: true });
    const team = client.box.insert({ table: 'team', columns: { name: 'Salg' }, mayOwn: true });
    const mine = await client.post('contacts', { lastname: 'a' }, { Prefer: 'return=representation' });
    expect(mine.json._ownerid_value).toBe(client.box.applicationUser);
    const theirs = await client.post('contacts', owned('systemusers', user), { Prefer: 'return=representation' });
    expect(theirs.json).toMatchObject({ _ownerid_value: user, _owninguser_value: user, _owningteam_value: null });
    const ours = await client.post('contacts', owned('teams', team), { Prefer: 'return=representation' });
    expect(ours.json).toMatchObject({ _ownerid_value: team, _owninguser_value: null, _owningteam_value: team });
  });

  it('without a role that may read the table is refused with the privilege that is missing', async () => {
    const user = client.box.insert({ table: 'systemuser', columns: { lastname: 'Holm' } });
    const answer = await client.post('contacts', owned('systemusers', user));
    expect([answer.status, codeOf(answer)]).toEqual([403, '0x80040220']);
    expect(answer.json.error.message).toMatch(new RegExp(`^Principal user \\(Id=${user}, type=8.* is missing prvReadContact privilege`));
  });

  it('that is disabled, is not there or is neither user nor team is refused', async () => {
    const user = client.box.insert({ table: 'systemuser', columns: { lastname: 'Holm', isdisabled: true }, mayOwn: true });
    const disabled = await client.post('contacts', owned('systemusers', user));
    expect([disabled.status, codeOf(disabled), disabled.json.error.message]).toEqual([
      400,
      '0x8004022b',
      'The specified owner has been disabled.',
    ]);
    const missing = await client.post('contacts', owned('systemusers', guid(5)));
    expect([missing.status, missing.json.error.message]).toEqual([404, `systemuser With Id = ${guid(5)} Does Not Exist`]);
    const account = idOf(await client.post('accounts', { name: 'a' }));
    expect(codeOf(await client.post('contacts', owned('accounts', account)))).toBe('0x80040229');
  });

  it('nested in a create says what it is, and owns nothing before it has a role', async () => {
    const nested = (ownerid: object) => client.post('contacts', { lastname: 'a', ownerid });
    const untyped = await nested({ name: 'Salg' });
    expect([untyped.status, codeOf(untyped)]).toEqual([400, '0x80048d19']);
    const made = await nested({ '@odata.type': '#Microsoft.Dynamics.CRM.team', name: 'Salg' });
    expect([made.status, codeOf(made)]).toEqual([403, '0x80040220']);
    expect((await client.get("teams?$filter=name eq 'Salg'")).json.value).toEqual([]);
    expect([...client.box.rows('contact')]).toEqual([]);
  });
});

describe('privileges', () => {
  it('decide per table what an application may do', async () => {
    client.box.addRole('Reader', ['prvReadContact', 'prvCreateAccount', 'prvReadAccount']);
    client.box.addApplication({ clientId: guid(1), clientSecret: 's', roles: ['Reader'] });
    const id = idOf(await client.post('contacts', { lastname: 'a' }));
    await client.signIn(guid(1), 's');
    expect((await client.get(`contacts(${id})`)).status).toBe(200);
    for (const [answer, privilege] of [
      [await client.post('contacts', { lastname: 'b' }), 'prvCreateContact'],
      [await client.patch(`contacts(${id})`, { lastname: 'b' }), 'prvWriteContact'],
      [await client.delete(`contacts(${id})`), 'prvDeleteContact'],
      [await client.get('annotations'), 'prvReadNote'],
      [await client.get('tasks'), 'prvReadActivity'],
      [await client.post('EntityDefinitions', {}), 'prvCreateEntity'],
    ] as const) {
      expect([answer.status, codeOf(answer)]).toEqual([403, '0x80040220']);
      expect(answer.json.error.message).toContain(`is missing ${privilege} privilege`);
    }
    expect((await client.post('accounts', { name: 'a' })).status).toBe(204);
  });

  it('of a user are told by RetrieveUserPrivileges and grow with AddPrivilegesRole', async () => {
    const roleId = client.box.addRole('Own', []);
    const user = client.box.insert({ table: 'systemuser', columns: { lastname: 'a' }, roles: ['Own'] });
    const names = async () =>
      (await client.get(`systemusers(${user})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`)).json.RolePrivileges.map(
        (one: { PrivilegeName: string }) => one.PrivilegeName,
      );
    expect(await names()).toEqual([]);
    const [{ privilegeid }] = (await client.get("privileges?$select=privilegeid&$filter=name eq 'prvReadContact'")).json.value;
    const added = await client.post(`roles(${roleId})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, {
      Privileges: [{ PrivilegeId: privilegeid, Depth: 'Global' }],
    });
    expect(added.status).toBe(204);
    expect(await names()).toEqual(['prvReadContact']);
    expect((await client.post('contacts', owned('systemusers', user))).status).toBe(204);
    expect(
      codeOf(
        await client.post(`roles(${roleId})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, {
          Privileges: [{ PrivilegeId: guid(3), Depth: 'Global' }],
        }),
      ),
    ).toBe('0x80040217');
  });
});

describe('state and status', () => {
  it('in the body of a create: the state is silently ignored, a status of another state is refused', async () => {
    const made = await client.post('contacts', { lastname: 'a', statecode: 1 }, { Prefer: 'return=representation' });
    expect(made.json).toMatchObject({ statecode: 0, statuscode: 1 });
    const answer = await client.post('contacts', { lastname: 'a', statecode: 1, statuscode: 2 });
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x80048408']);
    expect(answer.json.error.message).toMatch(/^2 is not a valid status code for state code ContactState\.Active on contact with Id /);
  });

  it('may be applied on create where the environment is told so', async () => {
    const other = await start({ stateOnCreate: 'applied' });
    const made = await other.post('contacts', { lastname: 'a', statecode: 1, statuscode: 2 }, { Prefer: 'return=representation' });
    expect(made.json).toMatchObject({ statecode: 1, statuscode: 2 });
  });

  it('change together; the state alone takes its default status', async () => {
    const id = idOf(await client.post('contacts', { lastname: 'a' }));
    expect((await client.patch(`contacts(${id})`, { statecode: 1, statuscode: 2 })).status).toBe(204);
    expect((await client.patch(`contacts(${id})`, { statecode: 0 })).status).toBe(204);
    expect((await client.get(`contacts(${id})`)).json).toMatchObject({ statecode: 0, statuscode: 1 });
    expect(codeOf(await client.patch(`contacts(${id})`, { statecode: 1, statuscode: 1 }))).toBe('0x80048408');
    expect(codeOf(await client.patch(`contacts(${id})`, { statecode: 7 }))).toBe('0x8004431a');
  });

  it('of contacts and accounts leave inactive rows changeable', async () => {
    const id = idOf(await client.post('contacts', { lastname: 'a' }));
    await client.patch(`contacts(${id})`, { statecode: 1 });
    expect((await client.patch(`contacts(${id})`, { lastname: 'b' })).status).toBe(204);
  });

  it('of a completed activity make it read-only until it is opened again', async () => {
    const id = idOf(await client.post('tasks', { subject: 'a' }));
    expect((await client.patch(`tasks(${id})`, { subject: 'b', statecode: 1, statuscode: 5 })).status).toBe(204);
    const late = await client.patch(`tasks(${id})`, { subject: 'c' });
    expect([late.status, codeOf(late)]).toEqual([400, '0x8004022e']);
    expect((await client.patch(`tasks(${id})`, { statecode: 0 })).status).toBe(204);
    expect((await client.patch(`tasks(${id})`, { subject: 'c' })).status).toBe(204);
  });
});
