import { deflateSync, inflateSync } from 'node:zlib';
import { crc32 } from '../../crc32.js';

/** A picture of four bytes a pixel: red, green, blue, alpha. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

/** The data of a picture do not say one. */
export class BrokenPicture extends Error {}

const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const mostPixels = 50_000_000;

/** Reads a PNG of 8 bits a sample that is not interlaced; null: it is another one. Throws BrokenPicture, or what Node throws, when its data are broken. */
export function readPng(bytes: Buffer): Pixels | null {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, colour, , , interlaced] = bytes.subarray(24, 29);
  const perPixel = samples[colour as number];
  if (depth !== 8 || interlaced !== 0 || perPixel === undefined || width * height > mostPixels) return null;
  const parts: Buffer[] = [];
  let palette = Buffer.alloc(0);
  let transparent = Buffer.alloc(0);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 8, at + 8 + size);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    if (kind === 'IDAT') parts.push(body);
    else if (kind === 'PLTE') palette = Buffer.from(body);
    else if (kind === 'tRNS') transparent = Buffer.from(body);
    at += 12 + size;
  }
  const raw = unfiltered(inflateSync(Buffer.concat(parts)), width * perPixel, height, perPixel);
  const data = Buffer.alloc(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const at = pixel * perPixel;
    const first = raw[at] as number;
    if (colour === 3) {
      palette.copy(data, pixel * 4, first * 3, first * 3 + 3);
      data[pixel * 4 + 3] = transparent[first] ?? 255;
    } else if (perPixel < 3) {
      data.fill(first, pixel * 4, pixel * 4 + 3);
      data[pixel * 4 + 3] = perPixel === 2 ? (raw[at + 1] as number) : 255;
    } else {
      raw.copy(data, pixel * 4, at, at + 3);
      data[pixel * 4 + 3] = perPixel === 4 ? (raw[at + 3] as number) : 255;
    }
  }
  return { width, height, data };
}

/** Every line is kept as the difference to what lies left of it and above it. */
function unfiltered(filtered: Buffer, stride: number, height: number, perPixel: number): Buffer {
  if (filtered.length < (stride + 1) * height) throw new BrokenPicture('the picture ends too early');
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = filtered[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < perPixel ? 0 : (out[at - perPixel] as number);
      const above = y === 0 ? 0 : (out[at - stride] as number);
      const corner = x < perPixel || y === 0 ? 0 : (out[at - stride - perPixel] as number);
      const value = filtered[y * (stride + 1) + 1 + x] as number;
      out[at] = value + predicted(filter as number, left, above, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const [toLeft, toAbove, toCorner] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
      return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
    default:
      throw new BrokenPicture('the picture has a line of an unknown kind');
  }
}

export function writePng({ width, height, data }: Pixels): Buffer {
  const lines = Buffer.alloc(height * (width * 4 + 1));
  for (let y = 0; y < height; y += 1) data.copy(lines, y * (width * 4 + 1) + 1, y * width * 4, (y + 1) * width * 4);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(kind: string, body: Buffer): Buffer {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(kind, 4, 'latin1');
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, body.length + 8)), body.length + 8);
  return out;
}
