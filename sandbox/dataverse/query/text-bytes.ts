/** Most room that is kept for the next answer. */
const mostKept = 1 << 24;

const none = Buffer.alloc(0);
let room = Buffer.allocUnsafeSlow(1 << 16);

/** Answers from this size on are sent from where they were written: to copy one takes as long as to write it. */
const long = 1 << 18;

export interface TextBytes {
  readonly bytes: Buffer;
  /** To be called when nobody needs the bytes any longer, or never; null: they are nobody else's. */
  readonly release: (() => void) | null;
}

/** A long text out of many: each is bytes at once, and garbage, so that an answer is never in memory as pieces of text. */
export function textBytes(texts: Iterable<string>): TextBytes {
  // Texts may be made of other long texts: those get room of their own.
  let all = room.length === 0 ? Buffer.allocUnsafeSlow(1 << 16) : room;
  room = none;
  let size = 0;
  for (const text of texts) {
    // A letter takes three bytes at most.
    const needed = size + text.length * 3;
    if (needed > all.length) {
      const larger = Buffer.allocUnsafeSlow(needed * 2);
      all.copy(larger, 0, 0, size);
      all = larger;
    }
    size += all.write(text, size, 'utf8');
  }
  const release = (): void => {
    if (all.length <= mostKept && all.length > room.length) room = all;
  };
  const bytes = all.subarray(0, size);
  if (size >= long) return { bytes, release };
  const copy = Buffer.from(bytes);
  release();
  return { bytes: copy, release: null };
}
