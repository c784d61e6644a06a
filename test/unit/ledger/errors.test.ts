import { describe, expect, test } from '@jest/globals';
import { withoutValues } from '../../../src/ledger/errors.js';
import { EpochRaisedError } from '../../../src/ledger/index.js';

describe('errors of the ledger', () => {
  test('a Postgres error loses what quotes the data, and keeps what names the place', () => {
    const error = Object.assign(new Error('duplicate key value violates unique constraint "x"'), {
      code: '23505',
      constraint: 'x',
      detail: 'Key (email)=(ida@x.dk) already exists.',
      where: 'JSON data, line 1: {"name": "Ida"}',
    });
    withoutValues(error);
    expect({ ...error }).toEqual({ code: '23505', constraint: 'x' });
    expect(error.message).toContain('unique constraint');
  });

  test.each([undefined, null, 'text', 7])('anything else (%j) is left alone', (thrown) => {
    expect(() => withoutValues(thrown)).not.toThrow();
  });

  test('a raised epoch says which one was over', () => {
    expect(new EpochRaisedError(3, 5)).toMatchObject({
      code: 'epoch-raised',
      name: 'EpochRaisedError',
      mine: 3,
      message: expect.stringContaining('5'),
    });
  });
});
