import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface PeakMemory {
  /** Most that all of them had at the same moment, in MB. */
  readonly together: number;
  /** Most of each, by name, in MB; not at the same moment. */
  readonly each: Readonly<Record<string, number>>;
}

const everyMs = 500;

/** Samples the resident memory of processes until stopped. A process that is not there counts nothing. */
export function watchMemory(pids: () => Readonly<Record<string, number | null>>): { stop(): PeakMemory } {
  const each: Record<string, number> = {};
  let together = 0;
  let busy = false;
  const sample = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      let sum = 0;
      for (const [name, pid] of Object.entries(pids())) {
        const megabytes = pid === null ? 0 : await residentMegabytes(pid);
        each[name] = Math.max(each[name] ?? 0, megabytes);
        sum += megabytes;
      }
      together = Math.max(together, sum);
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void sample(), everyMs).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return { together, each };
    },
  };
}

async function residentMegabytes(pid: number): Promise<number> {
  try {
    const kilobytes =
      process.platform === 'linux'
        ? /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
        : (await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])).stdout.trim();
    return Math.round(Number(kilobytes ?? 0) / 1_024);
  } catch {
    // It has ended between being asked for and being looked at.
    return 0;
  }
}
