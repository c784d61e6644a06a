/** Keeps the `limit` smallest of everything added, whatever the order in which it comes, holding at most twice as many at a time. */
export class Smallest<Item> {
  #items: Item[] = [];

  constructor(
    private readonly limit: number,
    private readonly compare: (a: Item, b: Item) => number,
  ) {}

  add(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > 2 * this.limit) this.#cut();
  }

  /** In order, smallest first. */
  items(): readonly Item[] {
    this.#cut();
    return this.#items;
  }

  get size(): number {
    return Math.min(this.#items.length, this.limit);
  }

  #cut(): void {
    this.#items.sort(this.compare);
    this.#items.length = Math.min(this.#items.length, this.limit);
  }
}
