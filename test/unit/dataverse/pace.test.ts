import { createChunkSizer } from '../../../src/dataverse/chunk-size.js';
import { createPace } from '../../../src/dataverse/pace.js';

describe('parallelism into one table', () => {
  const clean = (pace: ReturnType<typeof createPace>, times: number, hint?: number) => {
    for (let n = 0; n < times; n += 1) pace.report('contact', 'clean', hint);
  };

  it('starts with one request and earns more, up to the hint of the service', () => {
    const pace = createPace(16);
    expect(pace.limit('contact')).toBe(1);
    clean(pace, 4, 3);
    expect(pace.limit('contact')).toBe(2);
    clean(pace, 100, 3);
    expect(pace.limit('contact')).toBe(3);
    expect(pace.limit('account')).toBe(1);
  });

  it('never exceeds what this process may have under way', () => {
    const pace = createPace(2);
    clean(pace, 1000, 50);
    expect(pace.limit('contact')).toBe(2);
  });

  it('loses half with a limit met, and never all', () => {
    const pace = createPace(16);
    clean(pace, 1000, 8);
    pace.report('contact', 'throttled', 8);
    expect(pace.limit('contact')).toBe(4);
    for (let n = 0; n < 9; n += 1) pace.report('contact', 'throttled', 8);
    expect(pace.limit('contact')).toBe(1);
  });

  it('after a deadlock takes longer to grow again, so that it settles', () => {
    const pace = createPace(16);
    clean(pace, 1000, 2);
    pace.report('contact', 'deadlock', 2);
    expect(pace.limit('contact')).toBe(1);
    clean(pace, 4, 2);
    expect(pace.limit('contact')).toBe(1);
    clean(pace, 4, 2);
    expect(pace.limit('contact')).toBe(2);
  });
});

describe('rows per request', () => {
  const bulk = { table: 'contact', operation: 'create', via: 'bulk' } as const;

  it('grow while full requests are answered quickly, to 1,000 in bulk and 100 in a batch', () => {
    const sizer = createChunkSizer();
    const start = sizer.size('contact', 'create', 'bulk');
    sizer.report({ ...bulk, rows: start }, 'clean', 100);
    expect(sizer.size('contact', 'create', 'bulk')).toBeGreaterThan(start);
    for (let n = 0; n < 20; n += 1) {
      sizer.report({ ...bulk, rows: sizer.size('contact', 'create', 'bulk') }, 'clean', 100);
      sizer.report({ table: 'contact', operation: 'delete', via: 'batch', rows: 100 }, 'clean', 100);
    }
    expect(sizer.size('contact', 'create', 'bulk')).toBe(1000);
    expect(sizer.size('contact', 'delete', 'batch')).toBe(100);
    expect(sizer.size('account', 'create', 'bulk')).toBe(start);
  });

  it('do not grow by a request that was not full', () => {
    const sizer = createChunkSizer();
    const start = sizer.size('contact', 'create', 'bulk');
    sizer.report({ ...bulk, rows: 3 }, 'clean', 1);
    expect(sizer.size('contact', 'create', 'bulk')).toBe(start);
  });

  it('halve with a time-out, a request too large or a slow answer, down to one', () => {
    const sizer = createChunkSizer();
    sizer.report({ ...bulk, rows: 200 }, 'timeout', 0);
    expect(sizer.size('contact', 'create', 'bulk')).toBe(100);
    sizer.report({ ...bulk, rows: 40 }, 'too-large', 0);
    expect(sizer.size('contact', 'create', 'bulk')).toBe(20);
    sizer.report({ ...bulk, rows: 20 }, 'clean', 40_000);
    expect(sizer.size('contact', 'create', 'bulk')).toBe(10);
    for (let n = 0; n < 9; n += 1) sizer.report({ ...bulk, rows: 1 }, 'timeout', 0);
    expect(sizer.size('contact', 'create', 'bulk')).toBe(1);
  });
});
