import type { ImageType } from './image-type.js';
import { type Pixels, readPng, writePng } from './png.js';

const most = 144;

/**
 * The square that stands for a picture: its middle, 144 pixels wide when a side is longer than that, otherwise as wide as its shorter side.
 * Only plain PNG is drawn; of every other kind the square is grey. Throws as `readPng` does when the picture is broken.
 */
export function thumbnail(bytes: Buffer, type: ImageType): Buffer {
  const side = Math.max(type.width, type.height) > most ? most : Math.max(1, Math.min(type.width, type.height));
  const pixels = type.mime === 'image/png' ? readPng(bytes) : null;
  return writePng(pixels === null ? grey(side) : middle(pixels, side));
}

function grey(side: number): Pixels {
  const data = Buffer.alloc(side * side * 4, 0x80);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { width: side, height: side, data };
}

/** Each pixel is the mean of those that it covers. */
function middle(from: Pixels, side: number): Pixels {
  const square = Math.min(from.width, from.height);
  const [left, top] = [(from.width - square) >> 1, (from.height - square) >> 1];
  const data = Buffer.alloc(side * side * 4);
  const edge = (at: number): number => Math.floor((at * square) / side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [x0, y0] = [edge(x), edge(y)];
      const [x1, y1] = [Math.max(x0 + 1, edge(x + 1)), Math.max(y0 + 1, edge(y + 1))];
      for (let sample = 0; sample < 4; sample += 1) {
        let sum = 0;
        for (let v = y0; v < y1; v += 1)
          for (let u = x0; u < x1; u += 1) sum += from.data[((top + v) * from.width + left + u) * 4 + sample] as number;
        data[(y * side + x) * 4 + sample] = Math.round(sum / ((x1 - x0) * (y1 - y0)));
      }
    }
  }
  return { width: side, height: side, data };
}
