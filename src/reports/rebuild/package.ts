import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Columns, ObjectName, RowId, RowOrigin, SchemaDesign, SourceKey } from '../../domain/index.js';
import type { Document } from '../document.js';
import { byText } from '../format.js';
import type { RenderOptions } from '../html/render.js';
import type { MigrationFacts } from '../inputs.js';
import { privateFolderMode, privateMode, writePrivateFile } from '../private-file.js';
import { writeDocument } from '../write-document.js';
import { csvLine } from './csv.js';
import { readme } from './readme.js';

export interface RebuildInput {
  readonly migration: MigrationFacts;
  readonly mappingYaml: string;
  readonly schema: SchemaDesign;
  /** Read once, in batches; never held in memory together. */
  readonly ids: AsyncIterable<readonly IdMapLine[]> | Iterable<readonly IdMapLine[]>;
  readonly documents: readonly Document[];
  /** What rows that were there before the migration held in the columns that it wrote; read once, in batches. */
  readonly earlier?: AsyncIterable<readonly EarlierValues[]> | Iterable<readonly EarlierValues[]>;
}

/** The earlier values of one row's columns. */
export interface EarlierValues {
  readonly table: string;
  readonly id: RowId | string;
  readonly columns: Columns;
}

/** One row in Dynamics and the record of Actimo that it came from. */
export interface IdMapLine {
  readonly object: ObjectName;
  readonly key: SourceKey | string;
  readonly part: string;
  readonly table: string;
  readonly id: RowId | string;
  readonly origin: RowOrigin;
}

export interface RebuildPackage {
  readonly folder: string;
  /** Lines of the id map. */
  readonly rows: number;
  /** Paths inside the folder, with `/`. */
  readonly files: readonly string[];
}

/**
 * Writes the rebuild package as `folder`: mapping, schema, id map, documents, checksums and a README. It is written beside and renamed at the end, so that a
 * folder of that name is always a whole package; an earlier one is replaced.
 */
export async function writeRebuildPackage(folder: string, input: RebuildInput, options: RenderOptions = {}): Promise<RebuildPackage> {
  const next = `${folder}.${randomUUID()}.partial`;
  await mkdir(next, { recursive: true, mode: privateFolderMode });
  try {
    const rows = await writeIdMap(join(next, 'id-map.csv'), input.ids);
    if (input.earlier) await writeEarlier(join(next, 'earlier-values.jsonl'), input.earlier);
    await writePrivateFile(join(next, 'mapping.yaml'), input.mappingYaml);
    await writePrivateFile(join(next, 'schema.json'), `${JSON.stringify(input.schema, null, 2)}\n`);
    for (const document of input.documents) await writeDocument(join(next, 'documents'), document, options);
    await writePrivateFile(
      join(next, 'README.md'),
      readme(
        input.migration,
        rows,
        input.documents.map(({ kind }) => kind),
        input.earlier !== undefined,
      ),
    );
    const files = await writeChecksums(next);
    await replace(next, folder);
    return { folder, rows: Object.values(rows).reduce((sum, number) => sum + number, 0), files };
  } finally {
    await rm(next, { recursive: true, force: true });
  }
}

async function writeIdMap(file: string, ids: RebuildInput['ids']): Promise<Partial<Record<ObjectName, number>>> {
  const rows: Partial<Record<ObjectName, number>> = {};
  await pipeline(
    async function* () {
      yield csvLine(['object', 'actimo_id', 'part', 'table', 'row_id', 'origin']);
      for await (const batch of ids) {
        for (const { object } of batch) rows[object] = (rows[object] ?? 0) + 1;
        yield batch.map(({ object, key, part, table, id, origin }) => csvLine([object, key, part, table, id, origin])).join('');
      }
    },
    createWriteStream(file, { mode: privateMode, flags: 'wx' }),
  );
  return rows;
}

async function writeEarlier(file: string, earlier: NonNullable<RebuildInput['earlier']>): Promise<void> {
  await pipeline(
    async function* () {
      for await (const batch of earlier)
        yield batch.map(({ table, id, columns }) => `${JSON.stringify({ table, id, columns })}\n`).join('');
    },
    createWriteStream(file, { mode: privateMode, flags: 'wx' }),
  );
}

/** In the form that `sha256sum -c` reads. */
async function writeChecksums(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
    .sort(byText);
  const sums: string[] = [];
  for (const file of files) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, file)), hash);
    sums.push(`${hash.digest('hex')}  ${file}\n`);
  }
  await writePrivateFile(join(folder, 'sha256sums.txt'), sums.join(''));
  return [...files, 'sha256sums.txt'].sort(byText);
}

/** A folder cannot be renamed onto one with files in it: the earlier one steps aside first. */
async function replace(next: string, folder: string): Promise<void> {
  const old = `${folder}.${randomUUID()}.old`;
  await rename(folder, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(next, folder);
  await rm(old, { recursive: true, force: true });
}
