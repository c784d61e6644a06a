/**
 * A small grey picture as a baseline JPEG, the way telephones send pictures. Each square of eight by eight has one shade, so that a square is one number: the
 * difference to the shade before it (ITU-T T.81, F.1.2.1), and a sign for "nothing else".
 */
const side = 6;

/** Lengths of the codes for the sizes 0 to 11 of a difference (T.81, table K.3). */
const lengths = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const sizes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

export function jpeg(id: number): Buffer {
  const segment = (marker: number, ...bytes: number[]): number[] => [
    0xff,
    marker,
    (bytes.length + 2) >> 8,
    (bytes.length + 2) & 255,
    ...bytes,
  ];
  const pixels = side * 8;
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xe0, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0),
    ...segment(0xdb, 0, ...new Array<number>(64).fill(1)),
    ...segment(0xc0, 8, 0, pixels, 0, pixels, 1, 1, 0x11, 0),
    ...segment(0xc4, 0x00, ...lengths, ...sizes),
    // One code, of one bit: the square has nothing but its shade.
    ...segment(0xc4, 0x10, 1, ...new Array<number>(15).fill(0), 0),
    ...segment(0xda, 1, 1, 0x00, 0, 63, 0),
    ...squares(id),
    ...[0xff, 0xd9],
  ]);
}

/** The shades of all squares, as bits, filled up with ones; a byte of ones is followed by a zero. */
function squares(id: number): number[] {
  const codes = codeWords();
  let bits = '';
  let before = 0;
  for (let at = 0; at < side * side; at++) {
    const shade = (((id * 37 + at * 29) & 255) - 128) * 8;
    const difference = shade - before;
    before = shade;
    const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
    const value = difference < 0 ? difference + 2 ** size - 1 : difference;
    bits += codes[size] + (size === 0 ? '' : value.toString(2).padStart(size, '0'));
    bits += '0';
  }
  const bytes: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = Number.parseInt(bits.slice(at, at + 8).padEnd(8, '1'), 2);
    bytes.push(byte);
    if (byte === 255) bytes.push(0);
  }
  return bytes;
}

/** Codes go up one by one, and are doubled with each bit that they are longer. */
function codeWords(): string[] {
  const words: string[] = [];
  let code = 0;
  lengths.forEach((count, at) => {
    for (let nth = 0; nth < count; nth++) words.push((code++).toString(2).padStart(at + 1, '0'));
    code <<= 1;
  });
  return words;
}
