const smallest = 1 << 18;
/** What is larger is not kept. */
const largest = 1 << 23;
const mostKept = 4;

/** Memory that one body after the other is put into. */
export class BodyRoom {
  bytes = Buffer.allocUnsafeSlow(smallest);

  put(chunk: Buffer, at: number): void {
    if (at + chunk.length > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, at + chunk.length));
      this.bytes.copy(larger, 0, 0, at);
      this.bytes = larger;
    }
    this.bytes.set(chunk, at);
  }
}

/**
 * Rooms for the bodies of bulk calls, of which nobody keeps a byte once they are answered. The system takes as long to provide fresh memory for such a body as
 * it takes to read it.
 */
export class BodyRooms {
  readonly #free: BodyRoom[] = [];

  take(): BodyRoom {
    return this.#free.pop() ?? new BodyRoom();
  }

  /** Nothing may look at what is in it any longer. */
  giveBack(room: BodyRoom): void {
    if (room.bytes.length <= largest && this.#free.length < mostKept) this.#free.push(room);
  }
}
