import { ChunkQueue } from '../../../src/converge/chunk-queue.js';
import { DataverseError } from '../../../src/dataverse/index.js';

const failure = (code: string, kind: 'not-executed' | 'throttled' | 'auth' = 'not-executed') =>
  new DataverseError(`could not create rows in contact: ${code}`, { kind, status: 400, code });
const unexpected = failure('0x80040216');

/** Sends what the queue says to a server that answers with an error for some requests; answers what went through and what was asked. */
function sendAll(queue: ChunkQueue<number>, answer: (rows: readonly number[], request: number) => DataverseError | null) {
  const [passed, pauses]: [number[], number[]] = [[], []];
  let requests = 0;
  for (let rows = queue.next(); rows !== undefined; rows = queue.next()) {
    requests += 1;
    const error = answer(rows, requests);
    if (error === null) {
      passed.push(...rows);
      queue.executed([]);
    } else pauses.push(queue.notExecuted(error));
  }
  return { passed, pauses, requests };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('rows on their way out', () => {
  test('leave in slices of the size wanted, and slices that are to be sent again come next', () => {
    const queue = new ChunkQueue(upTo(5), 2);
    expect(queue.next()).toEqual([1, 2]);
    queue.executed([[2]]);
    expect(queue.next()).toEqual([2]);
    queue.executed([]);
    expect([queue.next(), queue.next(), queue.next()]).toEqual([[3, 4], [5], undefined]);
  });

  test('wait ever longer for what passes', () => {
    const queue = new ChunkQueue(upTo(4), 4);
    const { passed, pauses } = sendAll(queue, (_, request) => (request < 4 ? failure('0x80044150') : null));
    expect(passed).toEqual([1, 2, 3, 4]);
    expect(pauses).toEqual([500, 1_000, 2_000]);
    expect(queue.found(1)).toEqual({ blamed: [], unsolved: null });
  });

  test.each(['0x80044150', 'ECONNREFUSED', '0x80072322'])('are given back after five times %s, which is nobody’s fault', (code) => {
    const queue = new ChunkQueue(upTo(4), 4);
    let requests = 0;
    expect(() =>
      sendAll(queue, () => {
        requests += 1;
        return failure(code);
      }),
    ).toThrow(code);
    expect(requests).toBe(5);
  });

  test('are given back at once when it is about who we are', () => {
    expect(() => sendAll(new ChunkQueue([1], 1), () => failure('0x80040220', 'auth'))).toThrow('0x80040220');
  });
});

describe('a request that fails for no stated reason, again and again', () => {
  test.each([1, 137, 500])('is halved down to the row that causes it: row %d of 500', (bad) => {
    const queue = new ChunkQueue(upTo(1_000), 500);
    const { passed, requests } = sendAll(queue, (rows) => (rows.includes(bad) ? unexpected : null));
    expect(passed.sort((a, b) => a - b)).toEqual(upTo(1_000).filter((row) => row !== bad));
    expect(queue.found(1)).toEqual({ blamed: [{ row: bad, error: unexpected }], unsolved: null });
    expect(requests).toBeLessThan(5 + 3 * 10 + 2);
  });

  test('finds several', () => {
    const queue = new ChunkQueue(upTo(64), 64);
    sendAll(queue, (rows) => (rows.some((row) => row % 20 === 0) ? unexpected : null));
    expect(queue.found(1).blamed.map(({ row }) => row)).toEqual([20, 40, 60]);
  });

  test('blames nobody when none of the chunk goes through: then it is the table, or the moment', () => {
    const queue = new ChunkQueue(upTo(4), 4);
    expect(sendAll(queue, () => unexpected).passed).toEqual([]);
    expect(queue.found(7)).toEqual({ blamed: [], unsolved: unexpected });
  });

  test('blames a row that was alone from the beginning only when later attempts did not help either', () => {
    const found = (attempt: number) => {
      const queue = new ChunkQueue([1], 10);
      sendAll(queue, () => unexpected);
      return queue.found(attempt);
    };
    expect([1, 2].map(found)).toEqual([1, 2].map(() => ({ blamed: [], unsolved: unexpected })));
    expect(found(3)).toEqual({ blamed: [{ row: 1, error: unexpected }], unsolved: null });
  });

  test('and then passes after all: blames nobody', () => {
    const queue = new ChunkQueue(upTo(4), 4);
    expect(sendAll(queue, (_, request) => (request < 7 ? unexpected : null)).passed).toEqual([1, 2, 3, 4]);
    expect(queue.found(1)).toEqual({ blamed: [], unsolved: null });
  });
});
