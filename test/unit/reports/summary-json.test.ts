import { summaryJson } from '../../../src/reports/index.js';
import { counts, countsOf, summaryInput } from './fixtures.js';

describe('summary.json', () => {
  it('has exactly the agreed shape', () => {
    expect(summaryJson(summaryInput)).toEqual({
      objects: {
        workspace: { read: 12, verified: 12, held: 0, refused: 0, conflicted: 0, differs: 0, merged: 0, dropped: 0, gone: 0 },
        user: { read: 300, verified: 281, held: 11, refused: 0, conflicted: 0, differs: 0, merged: 7, dropped: 0, gone: 1 },
        membership: { read: 412, verified: 396, held: 14, refused: 0, conflicted: 0, differs: 0, merged: 0, dropped: 2, gone: 0 },
      },
      reconciliation: { clean: true, differences: [] },
      delta: { created: 3, updated: 5, deleted: 1 },
      timings: { migration: 71.4, sample: 6.2, full: 31 },
    });
  });

  it('adds up for each object, also while records are still pending', () => {
    const { objects } = summaryJson({ ...summaryInput, counts: { ...counts, user: countsOf({ read: 5, verified: 2, pending: 3 }) } });
    for (const { read, ...parts } of Object.values(objects))
      expect(Object.values(parts).reduce((sum, part) => sum + (part ?? 0), 0)).toBe(read);
  });
});
