import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DynamicsWebApi } from 'dynamics-web-api';
import { crm, label, library } from './library.js';
import { type Client, closeAll, start } from './support.js';

let client: Client;
let api: DynamicsWebApi;
beforeEach(async () => {
  client = await start();
  api = library(client);
});
afterEach(closeAll);

describe('dynamics-web-api on files', () => {
  it('uploads, downloads and deletes files', async () => {
    await api.createAttribute({
      entityKey: "LogicalName='contact'",
      data: { '@odata.type': crm('FileAttributeMetadata'), AttributeType: 'Virtual', SchemaName: 'new_File', DisplayName: label('Fil') },
    });
    const key = (await api.create({ collection: 'contacts', data: { lastname: 'a' } })) as unknown as string;
    const data = Buffer.from(Array.from({ length: 5_000_000 }, (_, at) => (at * 31) & 255));
    await api.uploadFile({ collection: 'contacts', key, property: 'new_file', fileName: 'film.mp4', data });
    const found = await api.downloadFile({ collection: 'contacts', key, property: 'new_file' });
    expect([found.fileName, found.fileSize, Buffer.from(found.data).equals(data)]).toEqual(['film.mp4', data.length, true]);
    expect(await api.deleteRecord({ collection: 'contacts', key, property: 'new_file' })).toBe(true);
    expect((await api.retrieve({ collection: 'contacts', key, select: ['new_file'] })).new_file).toBeNull();
  });

  it('sends an empty piece behind a file of just so many pieces, which is refused when the file is in place', async () => {
    await api.createAttribute({
      entityKey: "LogicalName='contact'",
      data: { '@odata.type': crm('FileAttributeMetadata'), AttributeType: 'Virtual', SchemaName: 'new_File', DisplayName: label('Fil') },
    });
    const key = client.box.insert('contact', { lastname: 'a' });
    const data = Buffer.alloc(4 * 1024 * 1024, 7);
    const file = { collection: 'contacts', key, property: 'new_file' };
    await expect(api.uploadFile({ ...file, fileName: 'whole pieces.bin', data })).rejects.toMatchObject({ status: 400 });
    const found = await api.downloadFile(file).catch((error: unknown) => error);
    // It asks for a piece beyond the end, too.
    expect(found).toMatchObject({ status: 416 });
    const kept = await client.get(`contacts(${key})/new_file/$value`);
    expect([kept.status, kept.headers.get('x-ms-file-size'), kept.headers.get('x-ms-file-name')]).toEqual([
      200,
      String(data.length),
      'whole pieces.bin',
    ]);
  });
});
