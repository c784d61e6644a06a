/** A counting semaphore whose size may change while it is used. */
export class Slots {
  private used = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private size: number) {}

  get limit(): number {
    return this.size;
  }

  resize(size: number): void {
    this.size = size;
    this.wake();
  }

  /** Waits for a slot; answers the function that frees it. Rejects with the signal's reason. */
  async acquire(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.used >= this.size) {
      await new Promise<void>((resolve, reject) => {
        const abort = () => {
          this.waiting.splice(this.waiting.indexOf(turn), 1);
          reject(signal?.reason);
        };
        const turn = () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        this.waiting.push(turn);
        signal?.addEventListener('abort', abort, { once: true });
      });
    } else {
      this.used += 1;
    }
    let freed = false;
    return () => {
      if (freed) return;
      freed = true;
      this.used -= 1;
      this.wake();
    };
  }

  private wake(): void {
    while (this.used < this.size) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      // Taken on behalf of the one that is woken, so that nobody slips in between.
      this.used += 1;
      next();
    }
  }
}
