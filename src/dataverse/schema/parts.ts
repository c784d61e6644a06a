import type { SchemaPart } from '../../domain/index.js';
import type { SchemaOptions } from '../dataverse.js';
import type { PartKind } from './names.js';
import { spoken } from './names.js';

/**
 * Who made which part. A part is announced before it is made, so that a run that dies in between still knows it as its own; what was there before us is
 * never ours, and what earlier runs made stays ours.
 */
export interface Parts {
  making(kind: PartKind, name: string, id?: string): Promise<void>;
  made(kind: PartKind, name: string, id: string): Promise<void>;
  found(kind: PartKind, name: string, id: string): Promise<void>;
  ours(kind: PartKind, name: string): boolean;
  all(): readonly SchemaPart[];
}

export function createParts(total: number, { known = [], onPart, progress }: SchemaOptions): Parts {
  const parts = new Map(known.map((part) => [spoken(part.kind, part.name), part]));
  const done = new Map<string, SchemaPart>();
  const ours = (kind: PartKind, name: string) => parts.get(spoken(kind, name))?.madeByUs ?? false;

  async function settle(part: SchemaPart): Promise<void> {
    const key = spoken(part.kind, part.name);
    parts.set(key, part);
    done.set(key, part);
    await onPart?.(part);
    progress?.(done.size, total, key);
  }

  return {
    async making(kind, name, id = '') {
      const part: SchemaPart = { kind, name, id, madeByUs: true };
      parts.set(spoken(kind, name), part);
      await onPart?.(part);
    },
    made: (kind, name, id) => settle({ kind, name, id, madeByUs: true }),
    found: (kind, name, id) => settle({ kind, name, id, madeByUs: ours(kind, name) }),
    ours,
    all: () => [...done.values()],
  };
}
