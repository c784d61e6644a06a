import { open } from 'node:fs/promises';

/** Shorter waits are no news. */
const worthSayingSeconds = 5;

/**
 * Tells when the worker waits because Dynamics asks it to: the bars stand still then, for minutes where much is written, and nobody is to wonder. The worker
 * says so in its log.
 */
export class LimitNotes {
  private position = 0;
  private rest = '';
  private saidUntil = 0;

  constructor(private readonly logFile: string) {}

  /** What came up since the last time; one line for all requests that are told to wait at the same time. */
  async news(now = Date.now()): Promise<string[]> {
    const lines = await this.newLines();
    return lines.flatMap((line) => this.note(line, now));
  }

  private note(line: string, now: number): string[] {
    if (!line.includes('"retryAfter":')) return [];
    const { code, retryAfter } = JSON.parse(line) as { code?: string; retryAfter?: number };
    if (retryAfter === undefined || retryAfter < worthSayingSeconds || now + retryAfter * 1_000 < this.saidUntil + 2_000) return [];
    this.saidUntil = now + retryAfter * 1_000;
    return [`Dynamics asks for a pause of ${retryAfter} s (${code}, one of its service protection limits). It goes on by itself.`];
  }

  /** Whole lines only; what the worker is in the middle of writing is read the next time. */
  private async newLines(): Promise<string[]> {
    const file = await open(this.logFile, 'r').catch(() => null);
    if (file === null) return []; // no worker yet
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.max(0, size - this.position));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, this.position);
      this.position += bytesRead;
      const lines = (this.rest + bytes.toString('utf8', 0, bytesRead)).split('\n');
      this.rest = lines.pop() ?? '';
      return lines;
    } finally {
      await file.close();
    }
  }
}
