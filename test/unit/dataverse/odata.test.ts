import fc from 'fast-check';
import { anyOf, groupsForUrl, path, textLiteral } from '../../../src/dataverse/odata.js';

describe('a filter', () => {
  it('doubles the single quotes of a text', () => {
    expect(textLiteral("O'Brian")).toBe("'O''Brian'");
  });

  it('puts the values of a set in double quotes, where an apostrophe does no harm', () => {
    expect(anyOf('lastname', ["O'Brian", 'a"b', 7])).toBe(
      `Microsoft.Dynamics.CRM.In(PropertyName='lastname',PropertyValues=["O'Brian","a\\"b","7"])`,
    );
  });

  it('is encoded in the URL, so that + & % and # of a value arrive as they are', () => {
    const url = new URL(path('contacts', { select: ['contactid'], filter: anyOf('mobilephone', ['+45&1%2#']) }), 'http://x/');
    expect(url.searchParams.get('$filter')).toBe(`Microsoft.Dynamics.CRM.In(PropertyName='mobilephone',PropertyValues=["+45&1%2#"])`);
    expect(url.searchParams.get('$select')).toBe('contactid');
  });
});

it('groups for URLs lose no value, keep the order and stay under the limit of 32,768 characters', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 400 }), { maxLength: 400 }), (values) => {
      const groups = groupsForUrl(values, 250);
      expect(groups.flat()).toEqual(values);
      for (const group of groups) {
        expect(group.length).toBeLessThanOrEqual(250);
        if (group.length > 1) expect(path('contacts', { filter: anyOf('emailaddress1', group) }).length).toBeLessThan(26_000);
      }
    }),
    { numRuns: 50 },
  );
});
