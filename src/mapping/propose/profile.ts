import { isBlank } from '../body.js';

const distinctLimit = 500;

/** What the values of one slot look like. Keeps counts, and up to 500 different values while it counts; never more, whatever the number of records. */
export interface Profile {
  readonly values: number;
  readonly blanks: number;
  readonly longest: number;
  readonly multiLine: boolean;
  /** Different values, trimmed; null when there are more than 500. */
  readonly distinct: ReadonlySet<string> | null;
  readonly counts: Readonly<Record<Shape, number>>;
  readonly decimals: number;
  /** Values that are a list or an object. */
  readonly notText: number;
}

export type Shape = keyof typeof shapes;

/** Shapes that a value can have, several at a time. */
export const shapes = {
  integer: /^-?(0|[1-9]\d{0,8})$/,
  decimalPoint: /^-?(0|[1-9]\d{0,10})(\.\d{1,10})?$/,
  decimalComma: /^-?(0|[1-9]\d{0,10})(,\d{1,10})?$/,
  /** Could be thousands as well as decimals. */
  thousands: /^-?[1-9]\d{0,2}[.,]\d{3}$/,
  isoDay: /^\d{4}-\d\d-\d\d$/,
  isoMidnight: /^\d{4}-\d\d-\d\d[T ]00:00(:00(\.0+)?)?Z?$/,
  isoMoment: /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.0+)?)?(Z|[+-]\d\d:?\d\d)?$/,
  dayFirst: /^(0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|1[0-2])[-/.]\d{4}$/,
  monthFirst: /^(0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\d|3[01])[-/.]\d{4}$/,
} as const;
const shapeNames = Object.keys(shapes) as Shape[];

export class Profiler {
  private values = 0;
  private blanks = 0;
  private longest = 0;
  private multiLine = false;
  private decimals = 0;
  private notText = 0;
  private distinct: Set<string> | null = new Set();
  private readonly counts = Object.fromEntries(shapeNames.map((name) => [name, 0])) as Record<Shape, number>;

  add(value: unknown): void {
    if (isBlank(value)) {
      this.blanks++;
      return;
    }
    this.values++;
    if (typeof value === 'object') {
      this.notText++;
      return;
    }
    const text = String(value).trim();
    this.longest = Math.max(this.longest, text.length);
    this.multiLine ||= /[\r\n]/.test(text);
    for (const name of shapeNames) if (shapes[name].test(text)) this.counts[name]++;
    this.decimals = Math.max(this.decimals, /^-?\d+[.,](\d+)$/.exec(text)?.[1]?.length ?? 0);
    if (this.distinct !== null && this.distinct.add(text).size > distinctLimit) this.distinct = null;
  }

  profile(): Profile {
    const { values, blanks, longest, multiLine, distinct, counts, decimals, notText } = this;
    return { values, blanks, longest, multiLine, distinct, counts, decimals, notText };
  }
}
