import type { ObjectName, SourceKey } from '../domain/index.js';
import type { Flag } from '../mapping/index.js';

/** What many records have in common that people should know of: how many, and some of them by key. No personal data. */
export interface FlagCount {
  readonly object: ObjectName;
  readonly code: string;
  readonly text: string;
  readonly count: number;
  /** The first of them, at most `keysKept`. */
  readonly keys: readonly SourceKey[];
}

const keysKept = 50;

/** Counts flags instead of keeping them: a fallback owner may concern every record of a large client. */
export class FlagCounter {
  private readonly kinds = new Map<string, { object: ObjectName; code: string; text: string; count: number; keys: SourceKey[] }>();

  add({ object, key, code, text }: Flag): void {
    const id = `${object} ${code} ${text}`;
    const kind = this.kinds.get(id) ?? { object, code, text, count: 0, keys: [] };
    kind.count += 1;
    if (kind.keys.length < keysKept) kind.keys.push(key);
    this.kinds.set(id, kind);
  }

  counts(): FlagCount[] {
    return [...this.kinds.values()];
  }
}
