import { sourceKey } from '../../../src/domain/index.js';
import { type Body, planMembership, verifyRow } from '../../../src/mapping/index.js';
import { answer, asRead, context, disagreeing, guid, holdCodes, idOf, mapping, membership, onlyRow, record } from './support.js';

const primary = record('membership', membership);
const other = (change: Body = {}) => record('membership', { ...membership, workspace_id: 13, primary: false, role: 'editor', ...change });
const input = (of = other(), answers: readonly ReturnType<typeof answer>[] = []) => ({ record: of, siblings: [primary, of], answers });

describe('planning a membership', () => {
  it('carries the primary one on the Contact', () => {
    expect(planMembership({ record: primary, siblings: [primary, other()], answers: [] }, context())).toEqual({
      kind: 'carried',
      on: { table: 'contact', id: idOf('contact', 'main', sourceKey(501)) },
      by: { object: 'user', key: '501' },
      flags: [],
    });
  });

  it('makes a connection of every other one, with role, start, end and every word', () => {
    const plan = planMembership(input(other({ removed_at: '2023-05-06T10:00:00Z' })), context());
    expect(onlyRow(plan)).toMatchObject({
      table: 'connection',
      id: idOf('connection', 'main', sourceKey('13:501')),
      part: 'main',
      contributions: [{ source: { object: 'membership', key: '13:501' } }],
    });
    expect(onlyRow(plan).facets).toEqual({
      core: {
        record1id: { table: 'contact', id: idOf('contact', 'main', sourceKey(501)) },
        record2id: { table: 'account', id: idOf('account', 'main', sourceKey(13)) },
        record1roleid: { table: 'connectionrole', id: guid('role Actimo Editor') },
        effectivestart: '2021-03-04T08:00:00Z',
        effectiveend: '2023-05-06T10:00:00Z',
        description:
          'Actimo membership 13:501\ncontact_id: 501\nworkspace_id: 13\nrole: editor\nadded_at: 2021-03-04T08:00:00Z\nremoved_at: 2023-05-06T10:00:00Z\nprimary: false',
      },
    });
  });

  it('makes a row of its own table where the document says so', () => {
    const ctx = context({ doc: mapping({ membership: { as: 'table' } }) });
    expect(onlyRow(planMembership(input(), ctx))).toMatchObject({
      table: 'a2d_membership',
      facets: {
        core: {
          a2d_name: '13:501',
          a2d_role: 'editor',
          a2d_addedat: '2021-03-04T08:00:00Z',
          a2d_removedat: null,
          a2d_contactid: { table: 'contact' },
          a2d_accountid: { table: 'account' },
        },
      },
    });
  });

  it('drops ended ones where the document says so, but not the primary one', () => {
    const ctx = context({ doc: mapping({ membership: { ended: 'drop' } }) });
    expect(planMembership(input(other({ removed_at: '2023-05-06T10:00:00Z' })), ctx)).toMatchObject({ kind: 'dropped' });
    const ended = record('membership', { ...membership, removed_at: '2023-05-06T10:00:00Z' });
    expect(planMembership({ record: ended, siblings: [ended], answers: [] }, ctx)).toMatchObject({ kind: 'carried' });
  });

  it('connects an admin to the Account also where it is the primary workspace, if admins become connections', () => {
    const admin = record('membership', { ...membership, role: 'admin' });
    const ctx = context({ doc: mapping({ account: { admins: 'connections' } }) });
    expect(onlyRow(planMembership({ record: admin, siblings: [admin], answers: [] }, ctx)).facets.core).toMatchObject({
      record1roleid: { id: guid('role Actimo Admin') },
    });
    expect(planMembership({ record: primary, siblings: [primary], answers: [] }, ctx)).toMatchObject({ kind: 'carried' });
  });

  it('goes where its user and its workspace go', () => {
    expect(planMembership(input(), context({ targets: { 'user 501': null } }))).toEqual({
      kind: 'waiting',
      for: { object: 'user', key: '501' },
    });
    expect(planMembership(input(), context({ targets: { 'workspace 13': { state: 'dropped' } } }))).toEqual({
      kind: 'dropped',
      reason: 'Its workspace was left out.',
    });
    const held = planMembership(input(), context({ targets: { 'user 501': { state: 'held' } } }));
    expect(held).toMatchObject({
      kind: 'held',
      holds: [{ object: 'membership', key: '13:501', hold: { code: 'because-of' }, causedBy: { object: 'user', key: '501' } }],
    });
  });

  it('holds an orphan, and cannot be told to load it', () => {
    const ctx = context({ targets: { 'user 501': { state: 'missing' } } });
    expect(holdCodes(planMembership(input(), ctx))).toEqual(['membership 13:501 user-missing contact_id']);
    expect(
      holdCodes(planMembership(input(other(), [answer('membership', '13:501', 'loadFlagged', { code: 'user-missing' })]), ctx)),
    ).toEqual(['membership 13:501 user-missing contact_id']);
  });

  it('asks only about its ends when it is the primary one', () => {
    const odd = record('membership', { ...membership, role: 'owner' });
    const ctx = context({ targets: { 'user 501': { state: 'held' } } });
    expect(holdCodes(planMembership({ record: odd, siblings: [odd], answers: [] }, ctx))).toEqual([
      'membership 12:501 because-of contact_id',
    ]);
  });

  it.each([
    ['a role that the mapping does not name', { role: 'owner' }, 'unknown-role role'],
    ['a start that is no moment', { added_at: 'soon' }, 'unreadable-date added_at'],
    ['an end before its start', { removed_at: '2020-01-01T00:00:00Z' }, 'dates-reversed removed_at'],
  ])('is held with %s, and loaded with what is left when a person says so', (_, change, hold) => {
    expect(holdCodes(planMembership(input(other(change)), context()))).toEqual([`membership 13:501 ${hold}`]);
    const [code = '', field = ''] = hold.split(' ');
    const settled = input(other(change), [answer('membership', '13:501', 'loadFlagged', { code, field })]);
    const { core } = onlyRow(planMembership(settled, context())).facets;
    expect(disagreeing(verifyRow({ object: 'membership', input: settled }, context(), 'core', asRead(core), { created: true }))).toEqual(
      [],
    );
  });

  it('is held when its role is not in Dynamics', () => {
    expect(holdCodes(planMembership(input(), context({ roles: [] })))).toEqual(['membership 13:501 no-connection-role role']);
  });

  it('is primary when the flagged one was left out', () => {
    expect(planMembership(input(other(), [answer('membership', '12:501', 'leaveOut')]), context())).toMatchObject({ kind: 'carried' });
  });
});
