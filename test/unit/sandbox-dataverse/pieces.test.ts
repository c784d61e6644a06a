import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collationOf } from '../../../sandbox/dataverse/core/collation.js';
import { textOf } from '../../../sandbox/dataverse/core/latin-text.js';
import { Random } from '../../../sandbox/dataverse/core/random.js';
import { readBatch } from '../../../sandbox/dataverse/http/batch-format.js';
import { parseSegment, splitPath } from '../../../sandbox/dataverse/http/segments.js';
import { SlidingWindow } from '../../../sandbox/dataverse/limits/window.js';
import { setName } from '../../../sandbox/dataverse/metadata/create-table.js';
import { listValues, tokens } from '../../../sandbox/dataverse/query/lexer.js';
import { readSkipToken, skipToken } from '../../../sandbox/dataverse/query/skip-token.js';
import { textBytes } from '../../../sandbox/dataverse/query/text-bytes.js';
import { roundTo } from '../../../sandbox/dataverse/rows/values.js';

describe('a collation', () => {
  it('folds case, trailing blanks and accents, and keeps the letters of its language', () => {
    const danish = collationOf(1030);
    expect(danish.fold('CAFÉ  ')).toBe(danish.fold('cafe'));
    expect(danish.fold('Å')).toBe('å');
    expect(danish.fold('å')).not.toBe(danish.fold('a'));
    expect(danish.fold('a\u030a')).toBe('å');
    expect(danish.fold('Müller')).toBe('muller');
    const english = collationOf(1033);
    expect(english.fold('Å')).toBe('a');
    const swedish = collationOf(1053);
    expect(swedish.fold('café')).not.toBe('cafe');
  });
});

describe('text of bytes', () => {
  const bytesOf = fc
    .array(fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('å', 'ÿ', 'Ā', '\u0080', '😀')), { maxLength: 40 })
    .map((parts) => Buffer.from(parts.join('')));

  it('is what the engine makes of them, whole letters or not', () => {
    fc.assert(
      fc.property(bytesOf, fc.nat(), fc.nat(), (bytes, one, other) => {
        const [from, to] = [one % (bytes.length + 1), other % (bytes.length + 1)].sort((a, b) => a - b) as [number, number];
        expect(textOf(bytes, from, to)).toBe(bytes.toString('utf8', from, to));
      }),
      { numRuns: 2_000, seed: 4711 },
    );
  });

  it('is so for broken bytes, for parts of a larger buffer and for more than there is room for', () => {
    for (const bytes of [[0xc3], [0xc3, 0x28, 0x41, 0x41], [0xc0, 0x80], [0xc4, 0x80], [0xff, 0x41], [0x80], [0x41, 0x42, 0x43, 0xc3]])
      expect(textOf(Buffer.from(bytes), 0, bytes.length)).toBe(Buffer.from(bytes).toString());
    const long = Buffer.from('på '.repeat(40_000));
    expect(textOf(long.subarray(3), 0, 60_000)).toBe(long.toString('utf8', 3, 60_003));
    expect(textOf(long, 0, long.length)).toBe('på '.repeat(40_000));
  });
});

describe('bytes of many texts', () => {
  it('stay as they are until they are released, and their room is used again then', () => {
    const letters = (letter: string): string[] => new Array(1_000).fill(letter.repeat(500));
    const [one, other] = [textBytes(letters('å')), textBytes(letters('b'))];
    expect([one.bytes.toString(), other.bytes.toString()]).toEqual([letters('å').join(''), letters('b').join('')]);
    one.release?.();
    const third = textBytes(letters('c'));
    expect([third.bytes.buffer === one.bytes.buffer, other.bytes.toString()]).toEqual([true, letters('b').join('')]);
    third.release?.();
  });

  it("that are few are nobody else's", () => {
    const one = textBytes(['a', 'b']);
    textBytes(['c', 'd']);
    expect([one.bytes.toString(), one.release]).toEqual(['ab', null]);
  });
});

describe('random numbers', () => {
  it('are the same for the same seed, and make GUIDs of version 4', () => {
    const [one, two] = [new Random(5), new Random(5)];
    const ids = Array.from({ length: 1000 }, () => one.guid());
    expect(Array.from({ length: 1000 }, () => two.guid())).toEqual(ids);
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Random(6).guid()).not.toBe(ids[0]);
  });
});

describe('a path', () => {
  it('is split outside of quotes, and its keys are read with their types', () => {
    expect(splitPath("contacts(name='a/b')/lastname")).toEqual(["contacts(name='a/b')", 'lastname']);
    expect(parseSegment("contacts(a='O''Brian, x',b=5,c=true,d=null)").key).toEqual({
      kind: 'pairs',
      pairs: [
        ['a', "O'Brian, x", null],
        ['b', 5, '5'],
        ['c', true, 'true'],
        ['d', null, 'null'],
      ],
    });
    expect(parseSegment('F(A=@p1)').key).toEqual({ kind: 'pairs', pairs: [['A', '@p1', '@p1']] });
    expect(parseSegment('F(A=["x","y"],B=1)').key).toEqual({
      kind: 'pairs',
      pairs: [
        ['A', '["x","y"]', '["x","y"]'],
        ['B', 1, '1'],
      ],
    });
    for (const broken of ["contacts(a='x", 'contacts(a', "contacts(a='x'y)", 'contacts(abc)']) expect(() => parseSegment(broken)).toThrow();
  });
});

describe('a filter', () => {
  it('is cut into words', () => {
    const words = tokens("contains(name,'a''b') and x ge -1.5 or id eq 00000000-0000-5000-8000-000000000001 and d lt 2024-01-01T00:00:00Z");
    expect(words.map((word) => word.kind).join(' ')).toBe(
      'name mark name mark string mark name name name number name name name guid name name name date end',
    );
    expect(words[4]?.text).toBe("a'b");
    expect(() => tokens("a eq 'b")).toThrow();
  });

  it('has lists in either kind of quotes; an apostrophe breaks single ones', () => {
    expect(listValues(`["O'Brian","a\\"b"]`)).toEqual(["O'Brian", 'a"b']);
    expect(listValues("['a', 'b']")).toEqual(['a', 'b']);
    expect(listValues('[1,2]')).toEqual(['1', '2']);
    expect(() => listValues("['O''Brian']")).toThrow();
  });
});

describe('a page link', () => {
  it('leads to the row after the last one', () => {
    const id = '00000000-0000-5000-8000-000000000001';
    const place = { id, values: ['Ærø "100 %"', 7, null, true] };
    expect(readSkipToken(skipToken(3, place), 4)).toEqual({ page: 3, place });
    expect(() => readSkipToken(skipToken(3, place), 1)).toThrow();
  });
});

describe('a batch', () => {
  it('is read with its change sets, bodies and headers', () => {
    const text = [
      '--b',
      'Content-Type: application/http',
      '',
      'GET contacts HTTP/1.1',
      'Accept: application/json',
      '',
      '',
      '--b',
      'Content-Type: multipart/mixed; boundary=c',
      '',
      '--c',
      'Content-Type: application/http',
      'Content-ID: 1',
      '',
      'POST contacts HTTP/1.1',
      'Content-Type: application/json',
      '',
      '{"lastname":"a\\nb"}',
      '--c--',
      '--b--',
      '',
    ].join('\r\n');
    expect(readBatch(text, 'b')).toEqual([
      { kind: 'single', operation: { method: 'GET', url: 'contacts', headers: { accept: 'application/json' }, body: '', contentId: null } },
      {
        kind: 'changeSet',
        operations: [
          {
            method: 'POST',
            url: 'contacts',
            headers: { 'content-type': 'application/json' },
            body: '{"lastname":"a\\nb"}',
            contentId: '1',
          },
        ],
      },
    ]);
  });
});

describe('a sliding window', () => {
  it('forgets what has left it, and says how long that takes', () => {
    const window = new SlidingWindow(300_000);
    window.add(1_000, 5, 100);
    window.add(101_000, 5, 100);
    expect(window.wait(150_000, 10, 1_000)).toBe(152_000);
    window.trim(302_000);
    expect([window.requests, window.executionMs]).toEqual([5, 100]);
    expect(window.wait(302_000, 6, 1_000)).toBe(0);
  });
});

describe('numbers and names', () => {
  it('are rounded half away from zero', () => {
    expect([roundTo(1.005, 2), roundTo(-1.005, 2), roundTo(2.5, 0), roundTo(1e-7, 5), roundTo(1234.5678, 4)]).toEqual([
      1.01, -1.01, 3, 0, 1234.5678,
    ]);
  });

  it('are rounded by the digits that they are written with, whatever they are multiplied by on the way', () => {
    const byDigits = (text: string, precision: number): number => {
      const [whole = '', fraction = ''] = text.replace('-', '').split('.');
      const kept = BigInt(whole + fraction.padEnd(precision, '0').slice(0, precision)) + (Number(fraction[precision] ?? 0) >= 5 ? 1n : 0n);
      const digits = kept.toString().padStart(precision + 1, '0');
      return Number(`${text.startsWith('-') ? '-' : ''}${digits.slice(0, -precision)}.${digits.slice(-precision)}`);
    };
    const written = fc.double({ min: -1e14, max: 1e14, noNaN: true }).filter((value) => !String(value).includes('e'));
    const money = fc.maxSafeInteger().map((cents) => cents / 100);
    fc.assert(
      fc.property(fc.oneof(written, money), fc.integer({ min: 1, max: 10 }), (value, precision) => {
        expect(roundTo(value, precision) + 0).toBe(byDigits(String(value), precision) + 0);
      }),
      { numRuns: 5_000, seed: 99 },
    );
  });

  it('are plural by rule', () => {
    expect(['new_city', 'new_day', 'new_bus', 'new_match', 'new_x', 'new_a'].map(setName)).toEqual([
      'new_cities',
      'new_days',
      'new_buses',
      'new_matches',
      'new_xes',
      'new_as',
    ]);
  });
});
