import { createHash } from 'node:crypto';
import type { World } from '../core/world.js';
import type { Column, ManyToMany, Table } from '../metadata/types.js';
import { Row } from './row.js';
import { TableStore } from './table-store.js';

/** An id that two associated rows always have together. */
function pairId(intersect: string, id1: string, id2: string): string {
  const hex = createHash('sha1').update(`${intersect}:${id1}:${id2}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What is associated through a many-to-many relationship, as rows: made when somebody looks. */
class LinkStore extends TableStore {
  override readonly rows: Map<string, Row>;
  readonly #world: Pick<World, 'links'>;
  readonly #relationship: ManyToMany;

  constructor(world: Pick<World, 'links' | 'collation'>, table: Table, relationship: ManyToMany) {
    super(table, world.collation);
    this.#world = world;
    this.#relationship = relationship;
    this.rows = new LinkRows(this);
  }

  pairs(): Row[] {
    return this.#world.links.list(this.#relationship).map(([id1, id2]) => this.#row(id1, id2));
  }

  #row(id1: string, id2: string): Row {
    const id = pairId(this.#relationship.intersect, id1, id2);
    return new Row(id, 1, [id, id1, id2, 1]);
  }

  override byId(): readonly Row[] {
    return this.pairs().sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  override kept(): Iterable<Row> {
    return [];
  }

  override findByValue(column: Column, value: unknown): readonly Row[] {
    const side = column.slot === 1 ? 1 : column.slot === 2 ? 2 : null;
    if (side === null) return this.pairs().filter((row) => row.values[column.slot] === value);
    const id = String(value);
    return [...this.#world.links.of(this.#relationship, side, id)].map((other) =>
      side === 1 ? this.#row(id, other) : this.#row(other, id),
    );
  }
}

class LinkRows extends Map<string, Row> {
  readonly #store: LinkStore;

  constructor(store: LinkStore) {
    super();
    this.#store = store;
  }

  override get(id: string): Row | undefined {
    return this.#store.pairs().find((row) => row.id === id);
  }

  override has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  override get size(): number {
    return this.#store.pairs().length;
  }

  override values(): MapIterator<Row> {
    return this.#store.pairs().values();
  }
}

/** Makes the pairs of a many-to-many relationship readable as rows of its intersect table. */
export function addLinkStore(world: World, relationship: ManyToMany): void {
  const table = world.metadata.intersects.get(relationship.intersect);
  if (table !== undefined) world.stores.set(table.logicalName, new LinkStore(world, table, relationship));
}
