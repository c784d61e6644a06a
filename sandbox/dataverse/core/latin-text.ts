/** Text up to so many bytes is put together here; the room for it is kept. */
const most = 1 << 16;
const scratch = Buffer.allocUnsafeSlow(most);
const words = new DataView(scratch.buffer, scratch.byteOffset, most);
const beyondAscii = 0x80808080;

/**
 * Text of the UTF-8 from one byte to another. Letters below U+0100, which most languages of the North and West get by with, are put together here: that takes
 * half as long as what the engine does with anything beyond ASCII. Whatever is none of them, broken bytes too, is left to the engine.
 */
export function textOf(bytes: Buffer, from: number, to: number): string {
  const size = to - from > most ? -1 : narrowed(bytes, from, to);
  return size < 0 ? bytes.toString('utf8', from, to) : scratch.toString('latin1', 0, size);
}

/** Writes a byte a letter and answers how many there are; less than 0: one of them needs more. */
function narrowed(bytes: Buffer, from: number, to: number): number {
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = to - 4;
  let at = from;
  let size = 0;
  while (at < to) {
    if (at <= whole) {
      const word = source.getUint32(at, true);
      if ((word & beyondAscii) === 0) {
        words.setUint32(size, word, true);
        at += 4;
        size += 4;
        continue;
      }
    }
    const byte = bytes[at] as number;
    if (byte < 0x80) {
      scratch[size] = byte;
      at += 1;
    } else {
      const next = at + 1 < to ? (bytes[at + 1] as number) : 0;
      if ((byte !== 0xc2 && byte !== 0xc3) || (next & 0xc0) !== 0x80) return -1;
      scratch[size] = ((byte & 3) << 6) | (next & 0x3f);
      at += 2;
    }
    size += 1;
  }
  return size;
}
