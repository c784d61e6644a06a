import { describe, expect, test } from '@jest/globals';
import { sourceKey } from '../../../src/domain/index.js';
import { targetId } from '../../../src/ledger/index.js';

describe('the GUID of a row that we create', () => {
  test('is a version 5 GUID in lower case', () => {
    expect(targetId('client-1', 'contact', 'main', sourceKey(1))).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  // A second migration of the same client must meet the rows of the first: these values may never change.
  test.each([
    ['client-1', 'contact', 'main', '1', '1918ae02-9cd0-53be-acae-f6362105ab5b'],
    ['client-1', 'account', 'location:aarhus', '42', '1a356ab2-d599-5d82-973d-6dcfd2787de1'],
    ['client-1', 'connection', 'main', '7:1', 'e7a88658-4d0c-5ba5-bdec-171b278c470b'],
  ])('of (%s, %s, %s, %s) is %s, for ever', (client, table, part, key, id) => {
    expect(targetId(client, table, part, sourceKey(key))).toBe(id);
  });

  test('is another one for another client, table, part or record', () => {
    const ids = [
      targetId('c', 't', 'p', sourceKey('k')),
      targetId('c2', 't', 'p', sourceKey('k')),
      targetId('c', 't2', 'p', sourceKey('k')),
      targetId('c', 't', 'p2', sourceKey('k')),
      targetId('c', 't', 'p', sourceKey('k2')),
      targetId('c', 'tp', '', sourceKey('k')),
      targetId('c', 't', '', sourceKey('pk')),
      targetId('c', 't","p', '', sourceKey('k')),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('takes a ledger for its client', () => {
    expect(targetId({ client: 'c' }, 't', 'p', sourceKey('k'))).toBe(targetId('c', 't', 'p', sourceKey('k')));
  });
});
