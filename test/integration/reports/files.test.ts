import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rowId, sourceKey } from '../../../src/domain/index.js';
import {
  buildScope,
  type IdMapLine,
  parseDocument,
  type RebuildInput,
  writeDocument,
  writeRebuildPackage,
} from '../../../src/reports/index.js';
import { design, everyDocument, migration, scopeInput } from '../../unit/reports/fixtures.js';

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const mode = async (path: string) => (await stat(path)).mode & 0o777;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2d-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a written document', () => {
  it('is a page and the canonical JSON, whose checksum is the hash that people approve', async () => {
    const written = await writeDocument(join(folder, 'reports'), buildScope(scopeInput));
    const content = await readFile(written.jsonFile);
    expect(sha256(content)).toBe(written.hash);
    expect(parseDocument(content.toString('utf8')).kind).toBe('scope');
    expect((await readFile(written.htmlFile, 'utf8')).slice(0, 15)).toBe('<!doctype html>');
    expect((await readdir(join(folder, 'reports'))).sort()).toEqual(['scope.document.json', 'scope.html']);
  });

  it('can be read by its owner only, folder and all', async () => {
    const written = await writeDocument(join(folder, 'reports'), buildScope(scopeInput));
    expect([await mode(join(folder, 'reports')), await mode(written.htmlFile), await mode(written.jsonFile)]).toEqual([
      0o700, 0o600, 0o600,
    ]);
  });

  it('replaces the one of an earlier opening of its gate', async () => {
    const first = await writeDocument(folder, buildScope(scopeInput));
    const second = await writeDocument(folder, buildScope({ ...scopeInput, warnings: [] }));
    expect(second.htmlFile).toBe(first.htmlFile);
    expect(sha256(await readFile(second.jsonFile))).toBe(second.hash);
    expect(second.hash).not.toBe(first.hash);
  });
});

async function* batches(total: number, size: number): AsyncGenerator<readonly IdMapLine[]> {
  for (let from = 0; from < total; from += size)
    yield Array.from({ length: Math.min(size, total - from) }, (_, index) => ({
      object: 'user' as const,
      key: sourceKey(from + index),
      part: 'main',
      table: 'contact',
      id: rowId(`0B6F0E2C-0000-5000-8000-${String(from + index).padStart(12, '0')}`),
      origin: 'created' as const,
    }));
}

describe('the rebuild package', () => {
  const packageOf = async (ids: RebuildInput['ids']) =>
    writeRebuildPackage(join(folder, 'rebuild'), {
      migration,
      mappingYaml: 'version: 1\n',
      schema: design,
      ids,
      documents: await everyDocument(),
    });

  it('holds the mapping, the schema, the id map, the documents, checksums and a README', async () => {
    const written = await packageOf(batches(3, 2));
    expect(written.rows).toBe(3);
    expect(written.files).toEqual(
      expect.arrayContaining([
        'README.md',
        'documents/scope.html',
        'documents/summary.document.json',
        'id-map.csv',
        'mapping.yaml',
        'schema.json',
        'sha256sums.txt',
      ]),
    );
    expect(JSON.parse(await readFile(join(written.folder, 'schema.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(design)));
    expect(await readFile(join(written.folder, 'id-map.csv'), 'utf8')).toBe(
      'object,actimo_id,part,table,row_id,origin\r\n' +
        'user,0,main,contact,0b6f0e2c-0000-5000-8000-000000000000,created\r\n' +
        'user,1,main,contact,0b6f0e2c-0000-5000-8000-000000000001,created\r\n' +
        'user,2,main,contact,0b6f0e2c-0000-5000-8000-000000000002,created\r\n',
    );
    expect(await readFile(join(written.folder, 'README.md'), 'utf8')).toContain('3 rows of User');
  });

  it('holds what rows held before the migration wrote them, where there were any', async () => {
    const id = rowId('0b6f0e2c-0000-5000-8000-000000000001');
    const manager = { table: 'contact', id: rowId('0b6f0e2c-0000-5000-8000-000000000002') };
    const written = await writeRebuildPackage(join(folder, 'rebuild'), {
      migration,
      mappingYaml: '',
      schema: design,
      ids: [],
      documents: [],
      earlier: [[{ table: 'contact', id, columns: { firstname: 'Ida', acm_manager: manager, jobtitle: null } }]],
    });
    const lines = (await readFile(join(written.folder, 'earlier-values.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { table: 'contact', id, columns: { firstname: 'Ida', acm_manager: manager, jobtitle: null } },
    ]);
    expect(await readFile(join(written.folder, 'README.md'), 'utf8')).toContain('| `earlier-values.jsonl` |');
    expect(await mode(join(written.folder, 'earlier-values.jsonl'))).toBe(0o600);
  });

  it('has a checksum for each of its files', async () => {
    const written = await packageOf(batches(3, 2));
    const sums = (await readFile(join(written.folder, 'sha256sums.txt'), 'utf8')).trimEnd().split('\n');
    expect(sums.map((line) => line.slice(66))).toEqual(written.files.filter((name) => name !== 'sha256sums.txt'));
    for (const line of sums) expect(sha256(await readFile(join(written.folder, line.slice(66))))).toBe(line.slice(0, 64));
  });

  it('can be read by its owner only', async () => {
    const written = await packageOf(batches(3, 2));
    for (const name of written.files) expect(await mode(join(written.folder, name))).toBe(0o600);
    expect([await mode(written.folder), await mode(join(written.folder, 'documents'))]).toEqual([0o700, 0o700]);
  });

  it('asks for the next batch of ids only when the file has taken the last ones', async () => {
    let asked = 0;
    const flushed: number[] = [];
    const size = 20_000;
    async function* watched() {
      for await (const batch of batches(10 * size, size)) {
        asked += 1;
        // One batch is over a megabyte, far more than a stream keeps: all but the latest few are in the file by now.
        const [partial = ''] = (await readdir(folder)).filter((name) => name.endsWith('.partial'));
        flushed.push((await stat(join(folder, partial, 'id-map.csv')).catch(() => ({ size: 0 }))).size);
        yield batch;
      }
    }
    const written = await packageOf(watched());
    expect([written.rows, asked]).toEqual([10 * size, 10]);
    expect(flushed.at(-1)).toBeGreaterThan(6 * size * 60);
  });

  it('is whole or not there: when reading the ids fails, an earlier package stays', async () => {
    const first = await packageOf(batches(2, 2));
    async function* failing() {
      yield* batches(1, 1);
      throw new Error('the ledger is gone');
    }
    await expect(packageOf(failing())).rejects.toThrow('the ledger is gone');
    expect(await readdir(folder)).toEqual(['rebuild']);
    expect(await readFile(join(first.folder, 'id-map.csv'), 'utf8')).toContain('user,1,main');
    await packageOf(batches(5, 5));
    expect(await readdir(folder)).toEqual(['rebuild']);
    expect(await readFile(join(first.folder, 'id-map.csv'), 'utf8')).toContain('user,4,main');
  });

  it('writes a key that looks like a formula so that no spreadsheet runs it, and quotes what needs quotes', async () => {
    const line = { object: 'user' as const, part: 'main', table: 'contact', id: 'x', origin: 'existed' as const };
    const written = await packageOf([
      [
        { ...line, key: '=1+1' },
        { ...line, key: 'a,"b"' },
      ],
    ]);
    const [, first, second] = (await readFile(join(written.folder, 'id-map.csv'), 'utf8')).split('\r\n');
    expect(first).toBe("user,'=1+1,main,contact,x,existed");
    expect(second).toBe('user,"a,""b""",main,contact,x,existed');
  });
});
