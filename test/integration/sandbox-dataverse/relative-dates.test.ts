import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, start } from './support.js';

let client: Client;
/** A Wednesday. */
const now = Date.parse('2024-05-15T10:20:30Z');

const moments = [
  '2022-11-30T00:00:00Z',
  '2023-05-15T00:00:00Z',
  '2023-12-31T23:59:59Z',
  '2024-01-01T00:00:00Z',
  '2024-02-29T12:00:00Z',
  '2024-04-14T23:59:59Z',
  '2024-04-15T00:00:00Z',
  '2024-05-05T00:00:00Z',
  '2024-05-11T23:59:59Z',
  '2024-05-12T00:00:00Z',
  '2024-05-14T08:00:00Z',
  '2024-05-15T08:00:00Z',
  '2024-05-15T10:00:00Z',
  '2024-05-15T10:20:00Z',
  '2024-05-15T10:40:00Z',
  '2024-05-15T12:59:59Z',
  '2024-05-16T00:00:00Z',
  '2024-05-22T23:59:59Z',
  '2024-06-01T00:00:00Z',
  '2024-07-01T00:00:00Z',
  '2025-03-03T00:00:00Z',
];

beforeAll(async () => {
  client = await start();
  client.box.clock.set(now);
  await client.signIn();
  for (const moment of moments) client.box.insert('task', { subject: moment, scheduledstart: moment });
  client.box.insert('task', { subject: 'none' });
  for (const birthdate of ['2024-05-14', '2024-05-15', '2024-05-16']) client.box.insert('contact', { lastname: birthdate, birthdate });
});
afterAll(closeAll);

async function found(call: string): Promise<string[]> {
  client.box.clock.set(now);
  const answer = await client.get(
    `tasks?$select=subject&$orderby=scheduledstart&$filter=${encodeURIComponent(`Microsoft.Dynamics.CRM.${call}`)}`,
  );
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json.value.map((row: { subject: string }) => row.subject);
}

const named = (name: string): Promise<string[]> => found(`${name}(PropertyName='scheduledstart')`);
const counted = (name: string, x: number): Promise<string[]> => found(`${name}(PropertyName='scheduledstart',PropertyValue=${x})`);
const between = (from: string, to: string): string[] => moments.slice(moments.indexOf(from), moments.indexOf(to) + 1);

describe('relative dates', () => {
  it('know days: yesterday, today, tomorrow, the last and next so many', async () => {
    expect(await named('Yesterday')).toEqual(['2024-05-14T08:00:00Z']);
    expect(await named('Today')).toEqual(between('2024-05-15T08:00:00Z', '2024-05-15T12:59:59Z'));
    expect(await named('Tomorrow')).toEqual(['2024-05-16T00:00:00Z']);
    expect(await named('Last7Days')).toEqual(between('2024-05-11T23:59:59Z', '2024-05-15T10:20:00Z'));
    expect(await named('Next7Days')).toEqual(between('2024-05-15T10:40:00Z', '2024-05-22T23:59:59Z'));
    expect(await counted('LastXDays', 1)).toEqual(between('2024-05-14T08:00:00Z', '2024-05-15T10:20:00Z'));
    expect(await counted('NextXDays', 1)).toEqual(between('2024-05-15T10:40:00Z', '2024-05-16T00:00:00Z'));
  });

  it('know weeks that begin on Sunday', async () => {
    expect(await named('LastWeek')).toEqual(between('2024-05-05T00:00:00Z', '2024-05-11T23:59:59Z'));
    expect(await named('ThisWeek')).toEqual(between('2024-05-12T00:00:00Z', '2024-05-16T00:00:00Z'));
    expect(await named('NextWeek')).toEqual(['2024-05-22T23:59:59Z']);
    expect(await counted('LastXWeeks', 1)).toEqual(between('2024-05-11T23:59:59Z', '2024-05-15T10:20:00Z'));
    expect(await counted('NextXWeeks', 1)).toEqual(between('2024-05-15T10:40:00Z', '2024-05-22T23:59:59Z'));
  });

  it('know months and years', async () => {
    expect(await named('LastMonth')).toEqual(between('2024-04-14T23:59:59Z', '2024-04-15T00:00:00Z'));
    expect(await named('ThisMonth')).toEqual(between('2024-05-05T00:00:00Z', '2024-05-22T23:59:59Z'));
    expect(await named('NextMonth')).toEqual(['2024-06-01T00:00:00Z']);
    expect(await named('LastYear')).toEqual(between('2023-05-15T00:00:00Z', '2023-12-31T23:59:59Z'));
    expect(await named('ThisYear')).toEqual(between('2024-01-01T00:00:00Z', '2024-07-01T00:00:00Z'));
    expect(await named('NextYear')).toEqual(['2025-03-03T00:00:00Z']);
    expect(await counted('LastXMonths', 1)).toEqual(between('2024-04-15T00:00:00Z', '2024-05-15T10:20:00Z'));
    expect(await counted('NextXMonths', 1)).toEqual(between('2024-05-15T10:40:00Z', '2024-06-01T00:00:00Z'));
    expect(await counted('LastXYears', 1)).toEqual(between('2023-05-15T00:00:00Z', '2024-05-15T10:20:00Z'));
    expect(await counted('NextXYears', 1)).toEqual(between('2024-05-15T10:40:00Z', '2025-03-03T00:00:00Z'));
    expect(await counted('NextXYears', 2_000_000_000)).toEqual(between('2024-05-15T10:40:00Z', '2025-03-03T00:00:00Z'));
  });

  it('know hours, and what is older than so many minutes, hours, days, weeks, months or years', async () => {
    expect(await counted('LastXHours', 1)).toEqual(between('2024-05-15T10:00:00Z', '2024-05-15T10:20:00Z'));
    expect(await counted('LastXHours', 2)).toEqual(between('2024-05-15T08:00:00Z', '2024-05-15T10:20:00Z'));
    expect(await counted('NextXHours', 2)).toEqual(between('2024-05-15T10:40:00Z', '2024-05-15T12:59:59Z'));
    const oldest = (to: string) => between(moments[0] as string, to);
    expect(await counted('OlderThanXMinutes', 30)).toEqual(oldest('2024-05-15T08:00:00Z'));
    expect(await counted('OlderThanXHours', 3)).toEqual(oldest('2024-05-14T08:00:00Z'));
    expect(await counted('OlderThanXDays', 1)).toEqual(oldest('2024-05-12T00:00:00Z'));
    expect(await counted('OlderThanXWeeks', 1)).toEqual(oldest('2024-05-05T00:00:00Z'));
    expect(await counted('OlderThanXMonths', 1)).toEqual(oldest('2024-04-14T23:59:59Z'));
    expect(await counted('OlderThanXYears', 1)).toEqual(oldest('2022-11-30T00:00:00Z'));
  });

  it('know fiscal years, which are calendar years, and their quarters', async () => {
    expect(await named('ThisFiscalYear')).toEqual(await named('ThisYear'));
    expect(await named('LastFiscalYear')).toEqual(await named('LastYear'));
    expect(await named('NextFiscalYear')).toEqual(await named('NextYear'));
    expect(await named('LastFiscalPeriod')).toEqual(between('2024-01-01T00:00:00Z', '2024-02-29T12:00:00Z'));
    expect(await named('ThisFiscalPeriod')).toEqual(between('2024-04-14T23:59:59Z', '2024-06-01T00:00:00Z'));
    expect(await named('NextFiscalPeriod')).toEqual(['2024-07-01T00:00:00Z']);
    expect(await counted('LastXFiscalYears', 1)).toEqual(await named('LastYear'));
    expect(await counted('NextXFiscalYears', 1)).toEqual(await named('NextYear'));
    expect(await counted('LastXFiscalPeriods', 2)).toEqual(between('2023-12-31T23:59:59Z', '2024-02-29T12:00:00Z'));
    expect(await counted('NextXFiscalPeriods', 1)).toEqual(['2024-07-01T00:00:00Z']);
    expect(await counted('InFiscalYear', 2022)).toEqual(['2022-11-30T00:00:00Z']);
    expect(await counted('InFiscalYear', 99_999)).toEqual([]);
    expect(await counted('InFiscalPeriod', 4)).toEqual(['2022-11-30T00:00:00Z', '2023-12-31T23:59:59Z']);
    const both = (name: string) => found(`${name}(PropertyName='scheduledstart',PropertyValue1=1,PropertyValue2=2024)`);
    expect(await both('InFiscalPeriodAndYear')).toEqual(between('2024-01-01T00:00:00Z', '2024-02-29T12:00:00Z'));
    expect(await both('InOrBeforeFiscalPeriodAndYear')).toEqual(between(moments[0] as string, '2024-02-29T12:00:00Z'));
    expect(await both('InOrAfterFiscalPeriodAndYear')).toEqual(between('2024-01-01T00:00:00Z', '2025-03-03T00:00:00Z'));
  });

  it('count a date without a time as its day', async () => {
    const days = async (call: string) =>
      (
        await client.get(`contacts?$select=lastname&$orderby=birthdate&$filter=${encodeURIComponent(`Microsoft.Dynamics.CRM.${call}`)}`)
      ).json.value.map((row: { lastname: string }) => row.lastname);
    expect(await days("Today(PropertyName='birthdate')")).toEqual(['2024-05-15']);
    expect(await days("Yesterday(PropertyName='birthdate')")).toEqual(['2024-05-14']);
    expect(await days("LastXDays(PropertyName='birthdate',PropertyValue=1)")).toEqual(['2024-05-14', '2024-05-15']);
    expect(await days("NextXDays(PropertyName='birthdate',PropertyValue='1')")).toEqual(['2024-05-15', '2024-05-16']);
    expect(await days("OlderThanXDays(PropertyName='birthdate',PropertyValue=1)")).toEqual([]);
  });
});

describe('functions about people and trees', () => {
  it('know the caller, his teams, those who report to him and his business unit', async () => {
    const { box } = client;
    const me = box.applicationUser;
    const report = box.insert('systemuser', { fullname: 'B', parentsystemuserid: me });
    const deeper = box.insert('systemuser', { fullname: 'C', parentsystemuserid: report });
    const team = box.insert({ table: 'team', columns: { name: 'T' }, mayOwn: true, members: [me] });
    const admin = (await client.get("roles?$filter=name eq 'System Administrator'")).json.value[0].roleid;
    for (const user of [report, deeper])
      await client.post(`systemusers(${user})/systemuserroles_association/$ref`, { '@odata.id': `roles(${admin})` });
    for (const [name, owner] of [
      ['mine', `systemusers(${me})`],
      ['hers', `systemusers(${report})`],
      ['his', `systemusers(${deeper})`],
      ['ours', `teams(${team})`],
    ] as const) {
      const made = await client.post('accounts', { name, 'ownerid@odata.bind': `/${owner}` });
      expect([name, made.status, made.text]).toEqual([name, 204, '']);
    }
    const owned = async (name: string, column = 'ownerid') =>
      (
        await client.get(`accounts?$select=name&$orderby=name&$filter=Microsoft.Dynamics.CRM.${name}(PropertyName='${column}')`)
      ).json.value.map((row: { name: string }) => row.name);
    expect(await owned('EqualUserId')).toEqual(['mine']);
    expect(await owned('NotEqualUserId')).toEqual(['hers', 'his', 'ours']);
    expect(await owned('EqualUserTeams')).toEqual(['ours']);
    expect(await owned('EqualUserOrUserTeams')).toEqual(['mine', 'ours']);
    expect(await owned('EqualUserOrUserHierarchy')).toEqual(['hers', 'his', 'mine']);
    expect(await owned('EqualUserOrUserHierarchyAndTeams')).toEqual(['hers', 'his', 'mine', 'ours']);
    expect(await owned('EqualBusinessId', 'owningbusinessunit')).toEqual(['hers', 'his', 'mine', 'ours']);
    expect(await owned('NotEqualBusinessId', 'owningbusinessunit')).toEqual([]);
  });

  it('know what stands above and under a row of a hierarchy', async () => {
    const { box } = client;
    const top = box.insert('account', { name: 'top' });
    const middle = box.insert('account', { name: 'middle', parentaccountid: top });
    const low = box.insert('account', { name: 'low', parentaccountid: middle });
    const named = async (name: string, id: string) =>
      (
        await client.get(
          `accounts?$select=name&$orderby=name&$filter=Microsoft.Dynamics.CRM.${name}(PropertyName='accountid',PropertyValue='${id}')`,
        )
      ).json.value.map((row: { name: string }) => row.name);
    expect(await named('Above', low)).toEqual(['middle', 'top']);
    expect(await named('AboveOrEqual', low)).toEqual(['low', 'middle', 'top']);
    expect(await named('Under', top)).toEqual(['low', 'middle']);
    expect(await named('UnderOrEqual', middle)).toEqual(['low', 'middle']);
    expect(await named('NotUnder', top)).toEqual(expect.not.arrayContaining(['low']));
    const tasks = await client.get(`tasks?$filter=Microsoft.Dynamics.CRM.Under(PropertyName='activityid',PropertyValue='${top}')`);
    expect([tasks.status, tasks.json.error.code]).toEqual([400, '0x80041106']);
  });
});
