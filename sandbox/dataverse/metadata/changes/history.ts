import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import { columnMetadata, entityMetadata, optionSetMetadata } from '../describe.js';
import { keyMetadata, manyToManyMetadata, relationshipMetadata } from '../describe-links.js';

/** What can be asked for among what was deleted. */
export type Kind = 'Entity' | 'Attribute' | 'Relationship' | 'OptionSet' | 'Key';

interface Known {
  readonly kind: Kind;
  readonly text: string;
  readonly changedAt: number;
}

interface Gone {
  readonly id: string;
  readonly kind: Kind;
  readonly at: number;
}

const ninetyDays = 90 * 24 * 3_600_000;

/**
 * When definitions changed. They are compared only when somebody asks, since only who has asked once holds a stamp to compare with.
 */
export class History {
  readonly #known = new Map<string, Known>();
  readonly #gone: Gone[] = [];
  #begin = -1;
  #seen = -1;

  static of(world: World): History {
    let history = histories.get(world);
    if (history === undefined) {
      history = new History();
      histories.set(world, history);
    }
    history.#look(world);
    return history;
  }

  #look(world: World): void {
    const at = world.metadata.version;
    if (at === this.#seen) return;
    if (this.#begin < 0) this.#begin = at;
    const left = new Set(this.#known.keys());
    for (const [id, kind, item] of definitions(world)) {
      left.delete(id);
      const text = JSON.stringify(item);
      if (this.#known.get(id)?.text !== text) this.#known.set(id, { kind, text, changedAt: at });
    }
    for (const id of left) {
      this.#gone.push({ id, kind: this.#known.get(id)?.kind ?? 'Entity', at });
      this.#known.delete(id);
    }
    this.#seen = at;
  }

  /** Whether a definition is of after the stamp. */
  hasChanged(id: string, since: number): boolean {
    return (this.#known.get(id)?.changedAt ?? 0) > since;
  }

  changedAt(id: string): number {
    return this.#known.get(id)?.changedAt ?? 0;
  }

  goneSince(since: number, kind: Kind): string[] {
    return this.#gone.filter((one) => one.at > since && one.kind === kind).map(({ id }) => id);
  }

  /** The stamp that a client brings along as a number. Throws when it is older than what is known, or than ninety days. */
  since(world: World, stamp: string): number {
    const [number, day] = stamp.split('!');
    const at = Number(number);
    const given = Date.parse(`${day ?? ''} UTC`);
    if (!Number.isInteger(at) || at < this.#begin || Number.isNaN(given) || world.clock.now() - given > ninetyDays)
      throw faults.expiredVersion();
    return at;
  }
}

const histories = new WeakMap<World, History>();

/** `74812162!10/09/2022 22:10:22` */
export function stampText(at: number, now: number): string {
  const text = new Date(now).toISOString();
  return `${at}!${text.slice(5, 7)}/${text.slice(8, 10)}/${text.slice(0, 4)} ${text.slice(11, 19)}`;
}

function* definitions(world: World): Generator<[id: string, kind: Kind, item: unknown]> {
  const { metadata } = world;
  for (const table of metadata.tables.values()) {
    yield [table.metadataId, 'Entity', entityMetadata(world, table)];
    for (const column of table.columns.values()) {
      yield [column.metadataId, 'Attribute', columnMetadata(world, column, true)];
      if (column.optionSetId !== null && !column.globalOptionSet) yield [column.optionSetId, 'OptionSet', column.options];
    }
    for (const key of table.keys) yield [key.metadataId, 'Key', keyMetadata(world, key)];
  }
  for (const one of metadata.relationships.values()) yield [one.metadataId, 'Relationship', relationshipMetadata(world, one)];
  for (const one of metadata.manyToMany.values()) yield [one.metadataId, 'Relationship', manyToManyMetadata(world, one)];
  for (const one of metadata.optionSets.values()) yield [one.metadataId, 'OptionSet', optionSetMetadata(world, one)];
}
