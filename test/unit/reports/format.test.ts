import { byKey, capped, duration, listed, plural } from '../../../src/reports/format.js';

describe('figures in words', () => {
  it.each([
    [0.1, '0.1 s'],
    [45, '45 s'],
    [600, '10 min'],
    [12000, '3 h 20 min'],
    [7200, '2 h'],
    [187200, '2 days 4 h'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });

  it('count one thing and many', () => {
    expect([plural(1, 'row'), plural(0, 'row'), plural(12345, 'property', 'properties')]).toEqual(['1 row', '0 rows', '12,345 properties']);
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a and b', 'a, b and c']);
  });

  it('sort keys as numbers where they are numbers, whatever their length', () => {
    const keys = ['10', '9', '3:12', '12345678901234567890', '2', 'x', '02'];
    expect([...keys].sort(byKey)).toEqual(['2', '9', '10', '12345678901234567890', '02', '3:12', 'x']);
  });

  it('cut long texts between characters', () => {
    expect(capped('👨👩👧', 2)).toBe('👨…');
    expect(capped('short', 5)).toBe('short');
  });
});
