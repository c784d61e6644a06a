import { MultiBar, type SingleBar } from 'cli-progress';

/** One line of progress. Without a `total` it is not known how many there are. */
export interface Bar {
  readonly name: string;
  readonly done: number;
  readonly total: number | null;
}

/** What the demo shows while it runs: bars that move on a terminal, a line now and then elsewhere. */
export interface Display {
  line(text?: string): void;
  /** A heading; what was shown before is done. */
  phase(title: string): void;
  bars(bars: readonly Bar[]): void;
  end(): void;
}

const seconds = (since: number): string => `${((Date.now() - since) / 1_000).toFixed(1)} s`.padStart(8);

export const makeDisplay = (write: (line: string) => void, terminal: boolean): Display =>
  terminal ? new MovingDisplay(write) : new PlainDisplay(write);

class PlainDisplay implements Display {
  private readonly began = Date.now();
  private shown = '';
  private latest = '';
  private shownAt = 0;

  constructor(private readonly write: (line: string) => void) {}

  line(text = ''): void {
    this.flush();
    this.write(text);
  }

  phase(title: string): void {
    this.flush();
    this.shown = '';
    this.write(`${seconds(this.began)}  ${title}`);
  }

  bars(bars: readonly Bar[]): void {
    this.latest = bars.map(({ name, done, total }) => `${name} ${done}${total === null ? '' : `/${total}`}`).join(' · ');
    if (Date.now() - this.shownAt > 2_000) this.flush();
  }

  end(): void {
    this.flush();
  }

  private flush(): void {
    if (this.latest === '' || this.latest === this.shown) return;
    this.write(`          ${this.latest}`);
    this.shown = this.latest;
    this.latest = '';
    this.shownAt = Date.now();
  }
}

class MovingDisplay implements Display {
  private readonly began = Date.now();
  private moving: MultiBar | undefined;
  private readonly shown = new Map<string, SingleBar>();

  constructor(private readonly write: (line: string) => void) {}

  line(text = ''): void {
    this.end();
    this.write(text);
  }

  phase(title: string): void {
    this.end();
    this.write(`${seconds(this.began)}  ${title}`);
  }

  bars(bars: readonly Bar[]): void {
    this.moving ??= new MultiBar({
      format: '          {name} {bar} {count}',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 36,
      hideCursor: true,
      clearOnComplete: false,
      emptyOnZero: true,
      fps: 10,
      // Ctrl-C is the demo's own business: it stops everything that runs.
      gracefulExit: false,
    });
    for (const { name, done, total } of bars) {
      const payload = { name: name.padEnd(21), count: total === null ? String(done) : `${done} of ${total}` };
      const most = Math.max(total ?? done, 1);
      const bar = this.shown.get(name) ?? this.moving.create(most, 0, payload);
      this.shown.set(name, bar);
      bar.setTotal(most);
      bar.update(total === null ? most : done, payload);
    }
  }

  end(): void {
    this.moving?.stop();
    this.moving = undefined;
    this.shown.clear();
  }
}
