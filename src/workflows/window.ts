import { CancellationScope } from '@temporalio/workflow';

/**
 * Runs `start(index)` for `from`, `from + 1`, … below `count`, at most `width` at a time, until all are done or `stop()` says that no more may be started.
 * The first failure cancels the others, waits for them and is thrown. Returns the index of the first one that was not started.
 */
export async function inWindow(
  options: { readonly from: number; readonly count: number; readonly width: number; readonly stop: () => boolean },
  start: (index: number) => Promise<void>,
): Promise<number> {
  let next = options.from;
  await CancellationScope.cancellable(async () => {
    const scope = CancellationScope.current();
    const running = new Set<Promise<void>>();
    try {
      while (next < options.count || running.size > 0) {
        while (next < options.count && running.size < options.width && !options.stop()) {
          const one: Promise<void> = start(next).finally(() => running.delete(one));
          running.add(one);
          next += 1;
        }
        if (running.size === 0) return;
        await Promise.race(running);
      }
    } catch (error) {
      scope.cancel();
      await Promise.allSettled(running);
      throw error;
    }
  });
  return next;
}
