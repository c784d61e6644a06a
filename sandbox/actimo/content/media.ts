import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { crc32 } from '../../crc32.js';
import { jpeg } from './jpeg.js';
import type { Media } from './records.js';

/** What stands behind `/media/{id}`: bytes made on the fly, the same for the same id. The number says what it is: id % 8, see `slot`. */
export const slot = { feedImage: 0, image: 1, document: 2, audio: 3, video: 4, cover: 5, upload: 6, post: 7 } as const;
export type Slot = keyof typeof slot;
const slots = Object.keys(slot) as readonly Slot[];

const kinds = {
  image: { kind: 'image', mime: 'image/png', extension: 'png' },
  /** What comes from telephones. */
  photo: { kind: 'image', mime: 'image/jpeg', extension: 'jpg' },
  document: { kind: 'document', mime: 'application/pdf', extension: 'pdf' },
  audio: { kind: 'audio', mime: 'audio/wav', extension: 'wav' },
  video: { kind: 'video', mime: 'video/mp4', extension: 'mp4' },
} as const;

const kindOf = (id: number): keyof typeof kinds => {
  const at = id % 8;
  return at === slot.document || (at === slot.upload && id % 3 === 0)
    ? 'document'
    : at === slot.audio
      ? 'audio'
      : at === slot.video
        ? 'video'
        : at === slot.upload || at === slot.post
          ? 'photo'
          : 'image';
};

/** Every hundredth video is a long one. */
const videoSize = (id: number): number => (Math.floor(id / 8) % 100 === 0 ? 40 * 1024 * 1024 : 400_000 + (id % 7) * 10_000);

export const mediaId = (owner: number, kind: Slot): number => owner * 8 + slot[kind];
/** Whose file it is, and which of them. */
export const mediaOwner = (id: number): { owner: number; kind: Slot } => ({ owner: Math.floor(id / 8), kind: slots[id % 8] as Slot });

export function mediaOf(id: number): Media {
  const { kind, mime, extension } = kinds[kindOf(id)];
  // A name with letters beyond ASCII, a blank and a bracket, as people give them.
  const file_name = id % 5 === 0 ? `Skærmbillede ${id} (æøå).${extension}` : `fil_${id}.${extension}`;
  return { id, kind, file_name, mime, size: kind === 'video' ? videoSize(id) : bytesOf(id).length, url: `/media/${id}` };
}

/** The file in portions, so that a long video never stands in memory as a whole. */
export function* mediaChunks(id: number): Generator<Buffer> {
  if (kindOf(id) !== 'video') {
    yield bytesOf(id);
    return;
  }
  const head = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.from([0, 0, 2, 0]), Buffer.from('isommp42')]);
  yield head;
  // The rest is one box of media data; its bytes follow from the id.
  const rest = videoSize(id) - head.length;
  const box = Buffer.alloc(8);
  box.writeUInt32BE(rest);
  box.write('mdat', 4);
  yield box;
  const pattern = Buffer.alloc(65_536);
  for (let at = 0; at < pattern.length; at += 32) createHash('sha256').update(`${id}/${at}`).digest().copy(pattern, at);
  for (let left = rest - box.length; left > 0; left -= pattern.length) yield left < pattern.length ? pattern.subarray(0, left) : pattern;
}

function bytesOf(id: number): Buffer {
  const kind = kindOf(id);
  if (kind === 'photo') return jpeg(id);
  return kind === 'document' ? pdf(id) : kind === 'audio' ? wav(id) : png(id);
}

/** A small picture of one colour and a gradient. */
export function png(id: number): Buffer {
  const size = 48;
  const rows = Buffer.alloc(size * (1 + size * 3));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * (1 + size * 3) + 1 + x * 3;
      rows[at] = (id * 37) & 255;
      rows[at + 1] = (x * 5 + id) & 255;
      rows[at + 2] = (y * 5) & 255;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function pdf(id: number): Buffer {
  const stream = `BT /F1 24 Tf 72 720 Td (Dokument ${id}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${text}xref\n0 6\n0000000000 65535 f \n${table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
}

/** A tenth of a second of a tone. */
function wav(id: number): Buffer {
  const samples = 800;
  const file = Buffer.alloc(44 + samples);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(8000, 24);
  file.writeUInt32LE(8000, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples, 40);
  for (let at = 0; at < samples; at++) file[44 + at] = 128 + Math.round(100 * Math.sin((at * (200 + (id % 300)) * 2 * Math.PI) / 8000));
  return file;
}
