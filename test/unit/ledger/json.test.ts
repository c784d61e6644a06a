import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, toJson } from '../../../src/ledger/json.js';

describe('canonical JSON of a body', () => {
  test('is the same for every order of fields, at every depth', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe(canonicalJson({ a: null, b: [{ c: 2, d: 1 }] }));
  });

  test('of any JSON value reads back as that value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(JSON.parse(toJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each([
    ['half a pair in a value', { name: 'cut \ud83d' }, { name: 'cut \ufffd' }],
    ['the other half', { name: '\ude00 cut' }, { name: '\ufffd cut' }],
    ['half a pair in a key', { 'k\ud83d': 1 }, { 'k\ufffd': 1 }],
    ['NUL', { name: 'a\u0000b' }, { name: 'a\ufffdb' }],
    ['NUL behind a backslash', { name: '\\\u0000' }, { name: '\\\ufffd' }],
  ])('has no character that Postgres refuses: %s', (_what, value, stored) => {
    expect(JSON.parse(canonicalJson(value))).toEqual(stored);
    expect(JSON.parse(toJson(value))).toEqual(stored);
  });

  test.each([{ name: '\\ud83d' }, { name: '\\\\u0000' }, { name: '😀' }, { name: '\\' }])(
    'leaves %j as it is: it only looks like one',
    (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(value);
      expect(JSON.parse(toJson(value))).toEqual(value);
    },
  );
});
