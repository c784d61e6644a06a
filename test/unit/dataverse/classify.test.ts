import { classifyAnswer, classifyNetwork, type RequestContext } from '../../../src/dataverse/classify.js';
import { normaliseCode } from '../../../src/dataverse/error-codes.js';

const id = '0b7e9f7a-1111-4222-8333-444455556666';
const other = '99999999-1111-4222-8333-444455556666';
const context: RequestContext = {
  what: 'create 2 rows in contact',
  write: true,
  table: 'contact',
  columns: new Map([
    ['jobtitle', 'jobtitle'],
    ['parentcustomerid_account', 'parentcustomerid'],
  ]),
  ids: new Set([id]),
  self: 'aaaaaaaa-1111-4222-8333-444455556666',
};
const dataverse = (status: number, code: string, message = '') => classifyAnswer({ status, body: { error: { code, message } } }, context);

describe('an answer of Dataverse', () => {
  it.each([
    [404, '0x80040217', 'missing'],
    [404, '0x80060891', 'missing'],
    [412, '0x80060892', 'exists'],
    [412, '0x80040237', 'exists'],
    [412, '0x80040333', 'refused'],
    [412, '0x80060882', 'conflict'],
    [400, '0x8006088d', 'refused'],
    [400, '0x80044331', 'refused'],
    [400, '0x80048d19', 'refused'],
    [400, '0x0', 'refused'],
    [404, '0x8006088a', 'refused'],
    [400, '0x80040216', 'not-executed'],
    [500, '0x80040216', 'not-executed'],
    [400, '0x80040265', 'refused'],
    [500, '0x80040224', 'refused'],
    [400, '0x80044150', 'not-executed'],
    [500, '0x80044151', 'not-executed'],
    [504, '0x80044151', 'not-executed'],
    [500, '0x80044339', 'not-executed'],
    [429, '0x80072321', 'throttled'],
    [429, '0x80072322', 'throttled'],
    [429, '0x80072326', 'throttled'],
    [413, '0x8004418a', 'too-large'],
    [429, '0x80071151', 'throttled'],
    [400, '0x80071151', 'not-executed'],
    [503, '0x80048d3d', 'not-executed'],
    [403, '0x80072560', 'auth'],
    [401, '', 'auth'],
    [403, '0x80048306', 'refused'],
    [405, '0x80040227', 'refused'],
    [413, '', 'too-large'],
    [500, '0x8004ffff', 'refused'],
    [502, '', 'in-doubt'],
    [503, '', 'in-doubt'],
    [504, '', 'in-doubt'],
  ])('with status %i and code %s is of kind %s', (status, code, kind) => {
    expect(dataverse(status, code).kind).toBe(kind);
  });

  it('that is a page of a gateway leaves a write in doubt, and only asks a read again', () => {
    expect(classifyAnswer({ status: 500, body: '<html>' }, context).kind).toBe('in-doubt');
    expect(classifyAnswer({ status: 502, body: '<html>' }, { ...context, write: false }).kind).toBe('not-executed');
  });

  it('for a create-only write on a row that is there means that it exists, not that its version differs', () => {
    expect(dataverse(412, '0x0', 'A record with matching key values already exists.').kind).toBe('exists');
    expect(dataverse(412, '', 'A record with matching key values already exists.').kind).toBe('exists');
  });

  it('names the column that the request contained, and quotes no value', () => {
    const error = dataverse(
      400,
      '0x80044331',
      "A validation error occurred.  The length of the 'jobtitle' attribute of the 'contact' entity exceeded the maximum allowed length of '100'. Value 'Ida Secret'",
    );
    expect(error.column).toBe('jobtitle');
    expect(error.message).toBe('could not create 2 rows in contact: HTTP 400, 0x80044331, StringLengthTooLong, column jobtitle');
    expect(JSON.stringify(error)).not.toContain('Secret');
  });

  it('turns a navigation property back into the column', () => {
    expect(dataverse(400, '0x80048d19', "An undeclared property 'parentcustomerid_account' which only has").column).toBe(
      'parentcustomerid',
    );
  });

  it('does not take a value for a column name', () => {
    expect(
      dataverse(412, '0x80060892', "A record with the same value 'ida@example.com' or 'Secret' already exists").column,
    ).toBeUndefined();
  });

  it('names the rows of the request that the server named, no others', () => {
    const error = dataverse(404, '0x80040217', `Contact With Ids = ${id.toUpperCase()}, ${other} Do Not Exist`);
    expect(error.ids).toEqual([id]);
    expect(error.message).toContain(id);
    expect(error.message).not.toContain(other);
  });

  it('about a missing privilege of ours is about us; about one of an owner it is about the row', () => {
    const text = (user: string) =>
      `Principal user (Id=${user}, type=8) is missing prvReadContact privilege (Id=x) on OTC=2 for entity 'contact'`;
    const ours = dataverse(403, '0x80040220', text('AAAAAAAA-1111-4222-8333-444455556666'));
    expect(ours.kind).toBe('auth');
    expect(ours.message).toContain('the application user lacks prvReadContact');
    expect(dataverse(403, '0x80040220', text(other)).kind).toBe('refused');
  });
});

describe('a failure of the network', () => {
  const failure = (code: string, sent: boolean, write = true) =>
    classifyNetwork(Object.assign(new Error('x'), { code }), sent, { ...context, write });

  it('leaves a write in doubt once it was sent', () => {
    expect(failure('ECONNRESET', true).kind).toBe('in-doubt');
    expect(failure('ECONNABORTED', true).kind).toBe('in-doubt');
  });

  it('proves that nothing happened while the request was not sent, or nobody was there', () => {
    expect(failure('ECONNRESET', false).kind).toBe('not-executed');
    expect(failure('ECONNREFUSED', true).kind).toBe('not-executed');
    expect(failure('ENOTFOUND', true).kind).toBe('not-executed');
  });

  it('never leaves a read in doubt', () => {
    expect(failure('ECONNRESET', true, false).kind).toBe('not-executed');
  });

  it('about a certificate says which setting helps', () => {
    expect(failure('SELF_SIGNED_CERT_IN_CHAIN', true)).toMatchObject({ kind: 'not-executed', next: expect.stringContaining('caFile') });
  });
});

describe('a code', () => {
  it('is the same whether it comes as hex or as a signed number', () => {
    expect(normaliseCode('0x80072322')).toBe('0x80072322');
    expect(normaliseCode('-2147015902')).toBe('0x80072322');
    expect(normaliseCode(-2147015902)).toBe('0x80072322');
    expect(normaliseCode(undefined)).toBe('');
  });
});
