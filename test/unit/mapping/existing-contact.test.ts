import type { Columns } from '../../../src/domain/index.js';
import { type MappingDocument, MappingInputError, planPerson, verifyRow } from '../../../src/mapping/index.js';
import { answer, asRead, context, disagreeing, guid, holdCodes, mapping, onlyRow, person, user } from './support.js';

const theirs = {
  statecode: 0,
  statuscode: 1,
  donotemail: false,
  donotphone: false,
  donotbulkemail: false,
  donotsendmm: false,
  jobtitle: 'Direktør',
  lastname: 'Ågård',
  emailaddress1: null,
};
const onContact = (before: Columns, users = [user] as readonly object[]) =>
  person({ users: users as never, target: { table: 'contact', id: guid('theirs'), origin: 'existed', before } });
const ctx = (existing: MappingDocument['contact']['existing']) => context({ doc: mapping({ contact: { existing } }) });
const planned = (existing: MappingDocument['contact']['existing'], before: Columns = theirs) =>
  onlyRow(planPerson(onContact(before), ctx(existing)));

describe('a Contact that was there', () => {
  it("gets its blanks filled; what it had stays and Actimo's value is kept beside", () => {
    const { core = {} } = planned('fillBlanks').facets;
    expect(core).not.toHaveProperty('jobtitle');
    expect(core).not.toHaveProperty('lastname');
    expect(core).toMatchObject({ emailaddress1: 'Soren@ex.dk', department: 'Salg', a2d_unplaced: '501 title: Butikschef' });
  });

  it('is overwritten where Actimo has a value, and keeps its own where it has none', () => {
    const { core = {} } = onlyRow(
      planPerson(onContact({ ...theirs, department: 'Direktion' }, [{ ...user, department: null }]), ctx('overwrite')),
    ).facets;
    expect(core).toMatchObject({ jobtitle: 'Butikschef', department: 'Direktion', a2d_unplaced: null });
  });

  it('is left alone but for our columns and the consent', () => {
    const { core = {} } = planned('leave').facets;
    expect(Object.keys(core).filter((column) => !column.startsWith('a2d_'))).toEqual([
      'donotbulkemail',
      'donotsendmm',
      'donotemail',
      'donotphone',
    ]);
    expect(core['a2d_unplaced']).toContain('501 email: Soren@ex.dk');
  });

  it('is held where the document says so, until a person links or loads it', () => {
    expect(holdCodes(planPerson(onContact(theirs), ctx('hold')))).toEqual(['user 501 existing-contact']);
    const linked = { ...onContact(theirs), answers: [answer('user', 501, 'link', { code: 'existing-contact', rowId: guid('theirs') })] };
    expect(onlyRow(planPerson(linked, ctx('hold'))).facets.core).toMatchObject({ department: 'Salg' });
    const loaded = { ...onContact(theirs), answers: [answer('user', 501, 'loadFlagged', { code: 'existing-contact' })] };
    expect(onlyRow(planPerson(loaded, ctx('hold'))).facets.core).toMatchObject({ a2d_review: 'existing-contact' });
  });

  it.each(['fillBlanks', 'overwrite', 'leave'] as const)('ends with the stricter consent under "%s", from either side', (existing) => {
    const strict = planned(existing, { ...theirs, donotemail: true, donotbulkemail: true }).facets.core;
    expect(strict).toMatchObject({ donotemail: true, donotbulkemail: true, donotsendmm: false, donotphone: true });
    const refused = onlyRow(planPerson(onContact(theirs, [{ ...user, opt_out: 1, allow_email: 0 }]), ctx(existing))).facets.core;
    expect(refused).toMatchObject({ donotemail: true, donotbulkemail: true, donotsendmm: true });
  });

  it('keeps owner, creation date and state', () => {
    const row = onlyRow(planPerson(onContact(theirs, [{ ...user, status: 'inactive' }]), ctx('fillBlanks')));
    expect(row.facets.core).not.toHaveProperty('ownerid');
    expect(row.facets.core).not.toHaveProperty('overriddencreatedon');
    expect(row.facets.state).toBeUndefined();
    expect(row.facets.core).toMatchObject({ a2d_status: 'inactive' });
    const overwritten = onlyRow(planPerson(onContact(theirs, [{ ...user, status: 'inactive' }]), ctx('overwrite')));
    expect(overwritten.facets.state).toEqual({ statecode: 1, statuscode: 2 });
  });

  it('is decided from what was there before, so a later change in Actimo goes to the same columns', () => {
    const later = onlyRow(planPerson(onContact(theirs, [{ ...user, title: 'Ny titel', department: 'Ny' }]), ctx('fillBlanks')));
    expect(later.facets.core).not.toHaveProperty('jobtitle');
    expect(later.facets.core).toMatchObject({ department: 'Ny', a2d_unplaced: '501 title: Ny titel' });
  });

  it('tells when a value that had to stay was overwritten', () => {
    const input = onContact(theirs);
    const { core } = planned('fillBlanks').facets;
    const readBack = asRead(theirs, core, { jobtitle: 'Butikschef' });
    const verdicts = verifyRow({ object: 'user', input }, ctx('fillBlanks'), 'core', readBack, { created: false });
    expect(disagreeing(verdicts)).toEqual(['title jobtitle']);
    expect(verdicts.find(({ field }) => field === 'title')?.why).toContain('overwritten');
  });

  it("tells when Actimo's value was neither written nor kept", () => {
    const input = onContact(theirs);
    const readBack = asRead(theirs, planned('fillBlanks').facets.core, { a2d_unplaced: null });
    expect(disagreeing(verifyRow({ object: 'user', input }, ctx('fillBlanks'), 'core', readBack, { created: false }))).toEqual([
      'title jobtitle',
    ]);
  });

  it('tells when the laxer consent won', () => {
    const before = { ...theirs, donotemail: true };
    const readBack = asRead(before, planned('fillBlanks', before).facets.core, { donotemail: false });
    expect(
      disagreeing(verifyRow({ object: 'user', input: onContact(before) }, ctx('fillBlanks'), 'core', readBack, { created: false })),
    ).toEqual(['allow_email donotemail']);
  });

  it('cannot be planned without its earlier values', () => {
    const input = person({ target: { table: 'contact', id: guid('theirs'), origin: 'existed', before: null } });
    expect(() => planPerson(input, context())).toThrow(MappingInputError);
  });
});
