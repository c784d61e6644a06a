/** A line that says that a contact is or was somewhere: in a workspace, in a group. */
export interface Line {
  readonly contact_id: number;
  readonly added_at: string;
  readonly removed_at: string | null;
}

/**
 * Who is where: seeded lines, and over them those that people changed. `placeOf` says where a line belongs; a contact has at most one line per place.
 * The lists by place are made when first asked for and kept in step from then on.
 */
export class Crowd<Row extends Line> {
  #edits = new Map<number, Map<number, Row | null>>();
  #byPlace: Map<number, readonly number[]> | undefined;
  #present = new Map<number, number>();

  constructor(
    private readonly seededOf: (contactId: number) => Row[],
    private readonly placeOf: (row: Row) => number,
    private readonly everybody: () => Iterable<number>,
  ) {}

  /** A contact's lines, ended ones included. */
  of(contactId: number): Row[] {
    const seeded = this.seededOf(contactId);
    const edits = this.#edits.get(contactId);
    if (!edits) return seeded;
    const rows = new Map<number, Row | null>(seeded.map((row) => [this.placeOf(row), row]));
    for (const [place, row] of edits) rows.set(place, row);
    return [...rows.values()].filter((row) => row !== null);
  }

  at(place: number, contactId: number): Row | undefined {
    return this.of(contactId).find((row) => this.placeOf(row) === place);
  }

  /** Who has a line in this place, ended ones included, by id. */
  idsIn(place: number): readonly number[] {
    return this.#lists().get(place) ?? [];
  }

  /** How many are there now. */
  count(place: number): number {
    this.#lists();
    return this.#present.get(place) ?? 0;
  }

  put(row: Row): void {
    this.#change(this.placeOf(row), row.contact_id, row);
  }

  /** Takes a line away altogether, so that no history is left. */
  remove(place: number, contactId: number): boolean {
    if (!this.at(place, contactId)) return false;
    this.#change(place, contactId, null);
    return true;
  }

  state(): (readonly [contactId: number, place: number, row: Row | null])[] {
    return [...this.#edits].flatMap(([contactId, rows]) => [...rows].map(([place, row]) => [contactId, place, row] as const));
  }

  restore(state: readonly (readonly [contactId: number, place: number, row: Row | null])[] = []): void {
    this.#edits = new Map();
    for (const [contactId, place, row] of state) this.#editsOf(contactId).set(place, row);
    this.#byPlace = undefined;
    this.#present = new Map();
  }

  #editsOf(contactId: number): Map<number, Row | null> {
    const known = this.#edits.get(contactId);
    if (known) return known;
    const edits = new Map<number, Row | null>();
    this.#edits.set(contactId, edits);
    return edits;
  }

  #change(place: number, contactId: number, row: Row | null): void {
    const lists = this.#lists();
    const before = this.at(place, contactId);
    this.#editsOf(contactId).set(place, row);
    const difference = Number(row?.removed_at === null) - Number(before?.removed_at === null);
    this.#present.set(place, (this.#present.get(place) ?? 0) + difference);
    if (before && row) return;
    // A new list each time: a reader may be in the middle of the old one.
    const others = (lists.get(place) ?? []).filter((id) => id !== contactId);
    if (row) others.push(contactId);
    lists.set(
      place,
      others.sort((a, b) => a - b),
    );
  }

  #lists(): Map<number, readonly number[]> {
    if (this.#byPlace) return this.#byPlace;
    const lists = new Map<number, number[]>();
    for (const contactId of this.everybody()) {
      for (const row of this.of(contactId)) {
        const place = this.placeOf(row);
        const list = lists.get(place);
        if (list) list.push(contactId);
        else lists.set(place, [contactId]);
        if (row.removed_at === null) this.#present.set(place, (this.#present.get(place) ?? 0) + 1);
      }
    }
    this.#byPlace = lists;
    return lists;
  }
}
