const smallestSlab = 1 << 14;
const largestSlab = 1 << 20;

/** Where a packed row lies; what a row is has to say to be moved. */
export interface Place {
  slab: Slab | null;
  at: number;
  /** Bytes. */
  size: number;
}

interface Slab {
  readonly bytes: Buffer;
  /** Bytes of it that rows still need. */
  live: number;
  /** Everything that was ever put here; what has moved on meanwhile points elsewhere. */
  readonly places: Place[];
}

/**
 * Packed rows outside of the heap, up to a megabyte at a time, so that the collector neither copies nor visits them. A slab of which less than half is
 * needed is emptied into the current one and let go.
 */
export class Slabs {
  #current: Slab = make(Buffer.alloc(0));
  #at = 0;
  /** Bytes of a slab that was emptied: fresh ones must first be provided by the system. */
  #spare: Buffer | null = null;

  /** Gives the place so many bytes, to be written at once. */
  put(place: Place, size: number): { readonly bytes: Buffer; readonly at: number } {
    const { slab, at } = this.#room(size);
    this.#settle(place, slab, at, size);
    return { bytes: slab.bytes, at };
  }

  /** What lies at one place belongs to the other one from now on. */
  hand(from: Place, to: Place): void {
    const { slab, at, size } = from;
    if (slab === null) return;
    slab.live -= size;
    from.slab = null;
    this.#settle(to, slab, at, size);
  }

  free(place: Place): void {
    const { slab } = place;
    if (slab === null) return;
    slab.live -= place.size;
    place.slab = null;
    if (slab !== this.#current && slab.live * 2 < slab.bytes.length) this.#empty(slab);
  }

  #empty(slab: Slab): void {
    for (const place of slab.places) {
      if (place.slab !== slab) continue;
      const { slab: to, at } = this.#room(place.size);
      slab.bytes.copy(to.bytes, at, place.at, place.at + place.size);
      this.#settle(place, to, at, place.size);
    }
    slab.places.length = 0;
    if (slab.bytes.length === largestSlab) this.#spare = slab.bytes;
  }

  #settle(place: Place, slab: Slab, at: number, size: number): void {
    slab.live += size;
    slab.places.push(place);
    place.slab = slab;
    place.at = at;
    place.size = size;
  }

  /** Room for so many bytes; what is larger than a slab gets one of its own. */
  #room(size: number): { readonly slab: Slab; readonly at: number } {
    if (size > largestSlab / 2) return { slab: make(Buffer.allocUnsafeSlow(size)), at: 0 };
    if (this.#at + size > this.#current.bytes.length) {
      const full = this.#current;
      this.#current = make(
        this.#spare ?? Buffer.allocUnsafeSlow(Math.min(largestSlab, Math.max(smallestSlab, full.bytes.length * 4, size * 2))),
      );
      this.#spare = null;
      this.#at = 0;
      if (full.live * 2 < full.bytes.length) this.#empty(full);
    }
    const at = this.#at;
    this.#at += size;
    return { slab: this.#current, at };
  }
}

const make = (bytes: Buffer): Slab => ({ bytes, live: 0, places: [] });
