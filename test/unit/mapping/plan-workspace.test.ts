import { sourceKey } from '../../../src/domain/index.js';
import { type Body, planWorkspace, verifyRow } from '../../../src/mapping/index.js';
import {
  answer,
  asRead,
  context,
  disagreeing,
  fallbackOwner,
  guid,
  holdCodes,
  idOf,
  mapping,
  onlyRow,
  record,
  rowsOf,
  workspace,
} from './support.js';

const input = (change: Body = {}, answers: readonly ReturnType<typeof answer>[] = []) => ({
  record: record('workspace', { ...workspace, ...change }),
  answers,
});
const main = (change: Body = {}, ctx = context()) => rowsOf(planWorkspace(input(change), ctx)).find(({ part }) => part === 'main');
const one = workspace.locations.slice(1);

describe('planning a workspace', () => {
  it('writes every field to its column, the primary location as the address', () => {
    expect(main()?.facets.core).toEqual({
      a2d_actimoid: '12',
      name: 'Butik Aarhus',
      websiteurl: 'https://butik.ex.dk',
      address1_name: 'Indgang 2',
      address1_line1: 'Kaj 2',
      address1_line2: 'Port 3',
      address1_city: 'Aarhus C',
      address1_stateorprovince: 'Midt',
      address1_postalcode: '8001',
      address1_country: 'DK',
      description: 'Åbent 8-20\nRing på',
      a2d_language: 'da',
      a2d_tags: 'city\nsæson ☀️',
      overriddencreatedon: '2015-01-02T03:04:05Z',
      a2d_createdat: '2015-01-02T03:04:05Z',
      ownerid: { table: 'systemuser', id: fallbackOwner },
      a2d_unplaced: null,
      a2d_review: null,
    });
  });

  it('makes a child Account of every further location, hanging on the workspace', () => {
    const rows = rowsOf(planWorkspace(input(), context()));
    expect(rows.map(({ part }) => part)).toEqual(['main', 'location:indgang-1']);
    expect(rows[1]).toMatchObject({
      table: 'account',
      id: idOf('account', 'location:indgang-1', sourceKey(12)),
      facets: {
        core: { a2d_actimoid: '12-location-indgang-1', name: 'Butik Aarhus - Indgang 1', address1_line1: 'Kaj 1' },
        links: { parentaccountid: { table: 'account', id: idOf('account', 'main', sourceKey(12)) } },
      },
      contributions: [{ source: { object: 'workspace', key: '12' } }],
    });
  });

  it('tells locations apart that have the same name, or none', () => {
    const place = (name: string | null) => ({ name, address: { city: 'Aarhus' } });
    const rows = rowsOf(
      planWorkspace(input({ locations: [place('A'), place('Ø-gade'), place('ø gade'), place(null), place('')] }), context()),
    );
    expect(rows.map(({ part }) => part)).toEqual(['main', 'location:o-gade', 'location:o-gade-2', 'location:3', 'location:4']);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(5);
  });

  it.each([
    ['no location', []],
    ['null', null],
  ])('leaves the address empty with %s', (_, locations) => {
    const row = onlyRow(planWorkspace(input({ locations }), context()));
    expect(row.facets.core).toMatchObject({ address1_line1: null, address1_city: null });
  });

  it('takes the first location when none, or several, are flagged', () => {
    const unflagged = workspace.locations.map((place) => ({ ...place, primary: null }));
    expect(main({ locations: unflagged })?.facets.core).toMatchObject({ address1_line1: 'Kaj 1' });
    expect(main({ locations: unflagged.map((place) => ({ ...place, primary: 1 })) })?.facets.core).toMatchObject({
      address1_line1: 'Kaj 1',
    });
  });

  it.each([
    ['butik.ex.dk', 'https://butik.ex.dk'],
    ['https://www.ex.dk/', 'https://www.ex.dk/'],
    ['http://ex.dk', 'http://ex.dk'],
    ['EX.DK', 'https://EX.DK'],
    [null, null],
  ])('turns the domain %s into the web address %s', (domain, websiteurl) => {
    expect(main({ domain })?.facets.core).toMatchObject({ websiteurl });
  });

  it('writes HTML as text and keeps the HTML, or keeps it where it is', () => {
    const html = '<h1>Åbent</h1><p>Kaffe &amp; kage</p><ul><li>8-20</li></ul>';
    const { core = {} } = main({ description: html })?.facets ?? {};
    expect(core['description']).toBe('Åbent\n\nKaffe & kage\n\n * 8-20');
    expect(core['a2d_unplaced']).toBe(`12 description: ${html}`);
    expect(main({ description: html }, context({ doc: mapping({ account: { htmlDescription: 'keep' } }) }))?.facets.core).toMatchObject({
      description: html,
      a2d_unplaced: null,
    });
    expect(main({ description: 'Temperatur < 5 og > 2' })?.facets.core).toMatchObject({ description: 'Temperatur < 5 og > 2' });
  });

  it.each([
    ['no name', { name: null }, 'workspace 12 no-name name'],
    ['a name that is too long', { name: 'x'.repeat(161), locations: [] }, 'workspace 12 too-long name'],
    ['locations that are no list', { locations: 'Aarhus' }, 'workspace 12 unreadable-locations locations'],
    [
      'a zip code that is too long',
      { locations: [{ name: 'A', address: { zip: '1'.repeat(21) } }] },
      'workspace 12 too-long locations.address.zip',
    ],
    ['a date that is none', { created_at: 'yesterday' }, 'workspace 12 unreadable-date created_at'],
  ])('is held with %s', (_, change, hold) => {
    expect(holdCodes(planWorkspace(input(change), context()))).toEqual([hold]);
  });

  it('is dropped when left out', () => {
    expect(planWorkspace(input({}, [answer('workspace', 12, 'leaveOut')]), context())).toEqual({
      kind: 'dropped',
      reason: 'Left out by decision.',
    });
  });
});

describe('the admins of a workspace', () => {
  it('make the first one the primary contact, once that one is there', () => {
    const ctx = context({ admins: ['501', '502'] });
    expect(main({ locations: one }, ctx)?.facets.links).toEqual({
      primarycontactid: { table: 'contact', id: idOf('contact', 'main', sourceKey(501)) },
    });
    const later = context({ admins: ['501', '502'], targets: { 'user 501': null } });
    expect(main({ locations: one }, later)?.facets.links).toEqual({
      primarycontactid: { table: 'contact', id: idOf('contact', 'main', sourceKey(502)) },
    });
    const nobody = context({ admins: ['501'], targets: { 'user 501': { state: 'held' } } });
    expect(main({ locations: one }, nobody)?.facets.links).toBeUndefined();
    expect(planWorkspace(input({ locations: one }), nobody)).toMatchObject({ flags: [{ code: 'admin-not-there' }] });
  });

  it('are cleared from the primary contact when they are none any more', () => {
    const plan = planWorkspace({ ...input({ locations: one }), applied: [{ part: 'main', facet: 'links' }] }, context());
    expect(onlyRow(plan).facets.links).toEqual({ primarycontactid: null });
  });

  it('make the first one the owner by e-mail where the document says so', () => {
    const doc = mapping({ account: { admins: 'owner' } });
    const ctx = context({ doc, admins: ['501'], emails: { '501': 'a@ex.dk' }, ownersByEmail: { 'a@ex.dk': guid('a') } });
    expect(main({ locations: one }, ctx)?.facets).toMatchObject({ core: { ownerid: { table: 'systemuser', id: guid('a') } } });
    expect(main({ locations: one }, ctx)?.facets.links).toBeUndefined();
  });
});

it('a location that is not in Actimo any more has no agreeing row', () => {
  const subject = { object: 'workspace' as const, input: input({ locations: [] }), part: 'location:indgang-1' };
  expect(disagreeing(verifyRow(subject, context(), 'core', asRead(), { created: false }))).toEqual(['id id']);
});
