/** Most room that is kept for the next answer. */
const mostKept = 1 << 24;

const none = Buffer.alloc(0);
let room = Buffer.allocUnsafeSlow(1 << 16);

/** A long text out of many: each is bytes at once, and garbage, so that an answer is never in memory as pieces of text. */
export function textBytes(texts: Iterable<string>): Buffer {
  // Texts may be made of other long texts: those get room of their own.
  let bytes = room;
  room = none;
  let size = 0;
  for (const text of texts) {
    // A letter takes three bytes at most.
    const needed = size + text.length * 3;
    if (needed > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(needed * 2);
      bytes.copy(larger, 0, 0, size);
      bytes = larger;
    }
    size += bytes.write(text, size, 'utf8');
  }
  room = bytes.length <= mostKept ? bytes : none;
  return Buffer.from(bytes.subarray(0, size));
}
