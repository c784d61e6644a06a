import { DataverseError } from '../../../src/dataverse/index.js';
import { fromWire, quotable, selectOf, toWire } from '../../../src/dataverse/wire.js';
import { rowId } from '../../../src/domain/index.js';
import { contact, entitySets } from './tables.js';

const id = rowId('11111111-2222-4333-8444-555555555555');
const write = (columns: Parameters<typeof toWire>[1]) => toWire(contact, columns, entitySets);

describe('columns on their way to Dataverse', () => {
  it('keep their names and values, null included', () => {
    expect(write({ firstname: 'Ida', donotemail: null })).toEqual({ firstname: 'Ida', donotemail: null });
  });

  it('bind look-ups under the navigation property that metadata names, as it spells it', () => {
    expect(write({ parentcustomerid: { table: 'account', id } })).toEqual({ 'parentcustomerid_account@odata.bind': `/accounts(${id})` });
    expect(write({ parentcustomerid: { table: 'contact', id } })).toEqual({ 'parentcustomerid_contact@odata.bind': `/contacts(${id})` });
    expect(write({ a2d_managerid: { table: 'contact', id } })).toEqual({ 'a2d_ManagerId@odata.bind': `/contacts(${id})` });
  });

  it('bind an owner, user or team, through the property of their common table', () => {
    expect(write({ ownerid: { table: 'systemuser', id } })).toEqual({ 'ownerid@odata.bind': `/systemusers(${id})` });
    expect(write({ ownerid: { table: 'team', id } })).toEqual({ 'ownerid@odata.bind': `/teams(${id})` });
  });

  it('clear a look-up through one of its navigation properties', () => {
    expect(write({ parentcustomerid: null })).toEqual({ 'parentcustomerid_account@odata.bind': null });
  });

  it.each([
    ['a column that is not there', { nickname: 'x' }, 'unknown-column'],
    ['a look-up to a table that it does not point to', { a2d_managerid: { table: 'account', id } }, 'unknown-lookup-target'],
    ['a text for a look-up', { parentcustomerid: 'x' }, 'not-a-lookup-value'],
    ['a look-up for a text', { firstname: { table: 'contact', id } }, 'unknown-lookup-target'],
  ])('are refused with the name of the column: %s', (_, columns, code) => {
    const attempt = () => write(columns);
    expect(attempt).toThrow(DataverseError);
    expect(attempt).toThrow(expect.objectContaining({ code, column: Object.keys(columns)[0] }));
  });
});

describe('a row on its way from Dataverse', () => {
  it('is asked for by wire names, the id with it', () => {
    expect(selectOf(contact, ['firstname', 'parentcustomerid', 'firstname'])).toEqual([
      'contactid',
      'firstname',
      '_parentcustomerid_value',
    ]);
    expect(() => selectOf(contact, ['nickname'])).toThrow('contact.nickname');
  });

  it('has its id, version and columns, absent ones as null', () => {
    const row = {
      '@odata.etag': 'W/"7"',
      contactid: id.toUpperCase(),
      firstname: 'Ida',
      _parentcustomerid_value: id,
      '_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'account',
      _a2d_managerid_value: id,
    };
    expect(fromWire(contact, row, ['firstname', 'donotemail', 'parentcustomerid', 'a2d_managerid'])).toEqual({
      id,
      version: 'W/"7"',
      columns: { firstname: 'Ida', donotemail: null, parentcustomerid: { table: 'account', id }, a2d_managerid: { table: 'contact', id } },
    });
  });

  it('is not guessed at when the answer does not say to which of several tables a look-up points', () => {
    expect(() => fromWire(contact, { contactid: id, _parentcustomerid_value: id }, ['parentcustomerid'])).toThrow(
      'contact.parentcustomerid',
    );
  });
});

it('a server text may be quoted for the columns of the request under all their wire names', () => {
  expect(Object.fromEntries(quotable(contact, ['a2d_managerid', 'firstname']))).toEqual({
    firstname: 'firstname',
    _firstname_value: 'firstname',
    a2d_managerid: 'a2d_managerid',
    _a2d_managerid_value: 'a2d_managerid',
  });
});
