import { beforeEach, describe, expect, test } from '@jest/globals';
import { sourceKey } from '../../../src/domain/index.js';
import { identitiesOf, type Ledger, membersOf, personMatches, saveIdentities, savePersonMatches } from '../../../src/ledger/index.js';
import { freshLedger, idOf } from './fresh-ledger.js';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await freshLedger();
});

const identity = (user: number, person: number, rule = 'only') => ({ userKey: sourceKey(user), personKey: sourceKey(person), rule });

describe('who is who', () => {
  test('is found by user and by person', async () => {
    await saveIdentities(ledger, [identity(1, 1), identity(2, 1, 'emailAndName'), identity(3, 3)]);
    expect(await identitiesOf(ledger, [sourceKey(2), sourceKey(9)])).toEqual([identity(2, 1, 'emailAndName')]);
    expect(await membersOf(ledger, [sourceKey(1)])).toEqual([identity(1, 1), identity(2, 1, 'emailAndName')]);
  });

  test('is never rewritten: another answer is only reported', async () => {
    await saveIdentities(ledger, [identity(1, 1), identity(2, 2)]);
    expect(await saveIdentities(ledger, [identity(1, 1), identity(2, 1), identity(3, 1)])).toEqual({
      changed: [{ userKey: '2', was: '2', now: '1' }],
    });
    expect(await membersOf(ledger, [sourceKey(1)])).toEqual([identity(1, 1), identity(3, 1)]);
  });

  test('a match is kept, also that there was none', async () => {
    const none = { personKey: sourceKey(1), contactId: null, rule: 'none' };
    const match = { personKey: sourceKey(2), contactId: idOf('a'), rule: 'email' };
    expect(await savePersonMatches(ledger, [none, match])).toEqual({ changed: [] });
    expect(await savePersonMatches(ledger, [{ ...none, contactId: idOf('b') }, match])).toEqual({
      changed: [{ personKey: '1', was: null, now: idOf('b') }],
    });
    expect(await personMatches(ledger, [sourceKey(1), sourceKey(2), sourceKey(3)])).toEqual([none, match]);
  });
});
