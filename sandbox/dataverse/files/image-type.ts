/** What the first bytes of a picture say about it. */
export interface ImageType {
  readonly mime: 'image/gif' | 'image/jpeg' | 'image/tiff' | 'image/bmp' | 'image/png';
  readonly extension: string;
  readonly width: number;
  readonly height: number;
}

/** Kind and size of a picture; null when it is none of the five kinds that image columns take (docs/facts/dataverse.md §7 "Image columns"). */
export function imageType(bytes: Buffer): ImageType | null {
  try {
    return png(bytes) ?? jpeg(bytes) ?? gif(bytes) ?? bmp(bytes) ?? tiff(bytes);
  } catch (error) {
    // A picture that ends before its size is said is none.
    if (endsTooEarly(error)) return null;
    throw error;
  }
}

/** Whether somebody read beyond the end of a buffer. */
export const endsTooEarly = (error: unknown): boolean => /^ERR_(OUT_OF_RANGE|BUFFER_OUT_OF_BOUNDS)$/.test(codeIn(error));

/** The code of an error of Node's. */
export const codeIn = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

function png(bytes: Buffer): ImageType | null {
  if (bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n' || bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { mime: 'image/png', extension: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function gif(bytes: Buffer): ImageType | null {
  if (!/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return null;
  return { mime: 'image/gif', extension: 'gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

function bmp(bytes: Buffer): ImageType | null {
  if (bytes.toString('latin1', 0, 2) !== 'BM') return null;
  return { mime: 'image/bmp', extension: 'bmp', width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) };
}

/** The size stands in the first frame header. */
function jpeg(bytes: Buffer): ImageType | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  for (let at = 2; at < bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes.readUInt8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { mime: 'image/jpeg', extension: 'jpg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

/** Width and height are tags 256 and 257 of the first directory. */
function tiff(bytes: Buffer): ImageType | null {
  const order = bytes.toString('latin1', 0, 4);
  if (order !== 'II*\0' && order !== 'MM\0*') return null;
  const little = order.startsWith('I');
  const two = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const four = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const directory = four(4);
  const found = new Map<number, number>();
  for (let n = 0; n < two(directory); n += 1) {
    const entry = directory + 2 + n * 12;
    found.set(two(entry), two(entry + 2) === 3 ? two(entry + 8) : four(entry + 8));
  }
  const [width, height] = [found.get(256), found.get(257)];
  return width === undefined || height === undefined ? null : { mime: 'image/tiff', extension: 'tif', width, height };
}
