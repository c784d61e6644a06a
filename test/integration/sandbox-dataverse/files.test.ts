import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readPng, writePng } from '../../../sandbox/dataverse/files/png.js';
import { type Answer, type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
let id: string;
beforeEach(async () => {
  client = await start();
  id = idOf(await client.post('accounts', { name: 'Contoso' }));
});
afterEach(closeAll);

const label = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1030 }] });
const table = "EntityDefinitions(LogicalName='account')";
const define = (type: string, SchemaName: string, more: object = {}): Promise<Answer> =>
  client.post(`${table}/Attributes`, {
    '@odata.type': `Microsoft.Dynamics.CRM.${type}AttributeMetadata`,
    SchemaName,
    DisplayName: label(SchemaName),
    ...more,
  });
const column = async (type: string, SchemaName: string, more: object = {}): Promise<void> => {
  const answer = await define(type, SchemaName, more);
  expect([answer.status, answer.text]).toEqual([204, '']);
};

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly code: string;
}

async function send(method: string, path: string, bytes?: Buffer, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(/^http/.test(path) ? path : `${client.root}/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${client.token}`,
      ...(bytes === undefined ? {} : { 'Content-Type': 'application/octet-stream' }),
      ...headers,
    },
    ...(bytes === undefined ? {} : { body: new Uint8Array(bytes) }),
  });
  const body = Buffer.from(await response.arrayBuffer());
  const code = /"code":"(0x[0-9a-f]+)"/i.exec(body.toString('latin1'))?.[1] ?? '';
  return { status: response.status, headers: response.headers, bytes: body, code };
}

const upload = (path: string, bytes: Buffer, name: string, headers: Record<string, string> = {}): Promise<Reply> =>
  send('PATCH', path, bytes, { 'x-ms-file-name': name, ...headers });
const outcome = ({ status, code }: Reply): string => `${status} ${code}`;
const row = async (select: string): Promise<Record<string, unknown>> => (await client.get(`accounts(${id})?$select=${select}`)).json;

/** Bytes that no compression makes small, the same every time. */
const bytes = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8) * 7) & 255));

/** A picture: red on the left half, blue on the right. */
function picture(width: number, height: number): Buffer {
  const data = Buffer.alloc(width * height * 4);
  for (let at = 0; at < width * height; at += 1) data.set(at % width < width / 2 ? [255, 0, 0, 255] : [0, 0, 255, 255], at * 4);
  return writePng({ width, height, data });
}

describe('a file column', () => {
  beforeEach(() => column('File', 'new_File', { MaxSizeInKB: 64 }));

  it('is made with a largest size, a column for the name, and a relationship to the files', async () => {
    const made = await client.get(
      `${table}/Attributes(LogicalName='new_file')/Microsoft.Dynamics.CRM.FileAttributeMetadata?$select=MaxSizeInKB`,
    );
    expect(made.json.MaxSizeInKB).toBe(64);
    const name = await client.get(`${table}/Attributes(LogicalName='new_file_name')`);
    expect(name.json).toMatchObject({ AttributeType: 'String', AttributeOf: 'new_file', IsValidForCreate: false, IsValidForUpdate: false });
    const links = await client.get(`${table}/OneToManyRelationships?$filter=SchemaName eq 'account_FileAttachments'`);
    expect(links.json.value).toMatchObject([
      { ReferencingEntity: 'fileattachment', ReferencingEntityNavigationPropertyName: 'objectid_account' },
    ]);
  });

  it('takes sizes up to 10 GB and is 32 MB unless said otherwise', async () => {
    await column('File', 'new_Other');
    const other = await client.get(`${table}/Attributes(LogicalName='new_other')/Microsoft.Dynamics.CRM.FileAttributeMetadata`);
    expect(other.json.MaxSizeInKB).toBe(32_768);
    const larger = await define('File', 'new_Larger', { MaxSizeInKB: 10_485_761 });
    expect([larger.status, codeOf(larger)]).toEqual([400, '0x80090009']);
    const changed = await client.ask('PUT', `${table}/Attributes(LogicalName='new_other')`, { ...other.json, MaxSizeInKB: 10_485_760 });
    expect(changed.status).toBe(204);
  });

  it('takes a file in one request and gives it back', async () => {
    const file = bytes(60_000);
    expect((await upload(`accounts(${id})/new_file`, file, 'rapport.pdf')).status).toBe(204);
    const found = await send('GET', `accounts(${id})/new_file/$value`);
    expect(found.status).toBe(200);
    expect(found.bytes.equals(file)).toBe(true);
    expect(
      Object.fromEntries(['x-ms-file-name', 'x-ms-file-size', 'mimetype', 'content-type'].map((name) => [name, found.headers.get(name)])),
    ).toEqual({
      'x-ms-file-name': 'rapport.pdf',
      'x-ms-file-size': '60000',
      mimetype: 'application/pdf',
      'content-type': 'application/octet-stream',
    });
  });

  it('reads as the id of the file, beside its name', async () => {
    expect(await row('new_file,new_file_name')).toMatchObject({ new_file: null, new_file_name: null });
    await upload(`accounts(${id})/new_file`, bytes(10), 'a.txt');
    expect(await row('new_file,new_file_name')).toMatchObject({
      new_file: expect.stringMatching(/^[0-9a-f-]{36}$/),
      new_file_name: 'a.txt',
    });
    expect((await client.get('accounts?$filter=new_file ne null&$select=accountid')).json.value).toHaveLength(1);
    expect((await client.get('accounts?$filter=new_file eq null&$select=accountid')).json.value).toHaveLength(0);
  });

  it('has its files as rows, which say more about them', async () => {
    await upload(`accounts(${id})/new_file`, bytes(10), 'a.txt');
    const expanded = await client.get(
      `accounts(${id})?$select=accountid&$expand=account_FileAttachments($select=createdon,mimetype,filesizeinbytes,filename,regardingfieldname)`,
    );
    expect(expanded.json.account_FileAttachments).toMatchObject([
      {
        mimetype: 'text/plain',
        filesizeinbytes: 10,
        filename: 'a.txt',
        regardingfieldname: 'new_file',
        fileattachmentid: (await row('new_file')).new_file,
      },
    ]);
    const written = await client.post('fileattachments', { filename: 'x' });
    expect([written.status, codeOf(written)]).toEqual([400, '0x80040800']);
  });

  it('takes a name from the header before that of the query, which may go beyond ASCII', async () => {
    await upload(`accounts(${id})/new_file?x-ms-file-name=b.txt`, bytes(10), 'a.txt');
    expect((await row('new_file_name')).new_file_name).toBe('a.txt');
    const name = 'Skærmbillede (æøå) 测试.txt';
    expect((await send('PATCH', `accounts(${id})/new_file?x-ms-file-name=${encodeURIComponent(name)}`, bytes(10))).status).toBe(204);
    expect((await row('new_file_name')).new_file_name).toBe(name);
    const found = await send('GET', `accounts(${id})/new_file/$value`);
    expect(found.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent(name)}`);
  });

  it('refuses an upload without a name, without bytes, of JSON, or with letters that no name has', async () => {
    const path = `accounts(${id})/new_file`;
    expect(outcome(await send('PATCH', path, bytes(10)))).toBe('400 0x80040203');
    expect(outcome(await upload(path, Buffer.alloc(0), 'a.txt'))).toBe('400 0x80090004');
    expect(outcome(await upload(path, bytes(10), 'a.txt', { 'Content-Type': 'application/json' }))).toBe('400 0x80048d19');
    expect(outcome(await upload(path, bytes(10), 'a<b>.txt'))).toBe('400 0x80044a08');
    expect(outcome(await upload(`accounts(${guid(9)})/new_file`, bytes(10), 'a.txt'))).toBe('404 0x80040217');
    expect((await row('new_file')).new_file).toBeNull();
  });

  it('refuses what is larger than it takes, in one piece or begun as several', async () => {
    expect((await upload(`accounts(${id})/new_file`, bytes(64 * 1024), 'a.txt')).status).toBe(204);
    expect(outcome(await upload(`accounts(${id})/new_file`, bytes(64 * 1024 + 1), 'a.txt'))).toBe('400 0x80044a02');
    const begun = await send('PATCH', `accounts(${id})/new_file?x-ms-file-name=a.txt`, undefined, { 'x-ms-transfer-mode': 'chunked' });
    const range = { 'Content-Range': `bytes 0-9/${64 * 1024 + 1}` };
    expect(outcome(await send('PATCH', begun.headers.get('location') ?? '', bytes(10), range))).toBe('400 0x80044a02');
  });

  it('refuses extensions and kinds that the organisation blocks', async () => {
    expect(outcome(await upload(`accounts(${id})/new_file`, bytes(10), 'setup.EXE'))).toBe('403 0x80043e09');
    const { OrganizationId } = (await client.get('WhoAmI')).json;
    await client.patch(`organizations(${OrganizationId})`, { blockedmimetypes: 'text/html;text/x-evil', blockedattachments: 'abc' });
    expect(outcome(await upload(`accounts(${id})/new_file`, bytes(10), 'a.txt', { 'Content-Type': 'text/x-evil' }))).toBe('403 0x80043e09');
    expect((await upload(`accounts(${id})/new_file`, bytes(10), 'setup.exe')).status).toBe(204);
  });

  it('is not set with other values, neither in a create nor in an update', async () => {
    const create = await client.post('accounts', { name: 'a', new_file: 'aGVq' });
    expect([create.status, codeOf(create)]).toEqual([400, '0x80040203']);
    expect((await client.patch(`accounts(${id})`, { new_file: 'aGVq' })).status).toBe(400);
    expect((await client.ask('PUT', `accounts(${id})/new_file`, { value: 'aGVq' })).status).toBe(400);
    await client.patch(`accounts(${id})`, { new_file_name: 'x.txt' });
    expect((await row('new_file_name')).new_file_name).toBeNull();
  });

  it('replaces its file, changes the version of its row, and minds the version that is asked for', async () => {
    const before = await row('new_file');
    const match = { 'If-Match': String(before['@odata.etag']) };
    expect((await upload(`accounts(${id})/new_file`, bytes(10), 'a.txt', match)).status).toBe(204);
    const after = await row('new_file');
    expect(after['@odata.etag']).not.toBe(before['@odata.etag']);
    expect(outcome(await upload(`accounts(${id})/new_file`, bytes(20), 'b.txt', match))).toBe('412 0x80060882');
    expect((await upload(`accounts(${id})/new_file`, bytes(20), 'b.txt', { 'If-Match': '*' })).status).toBe(204);
    expect((await row('new_file')).new_file).not.toBe(after.new_file);
    expect([...client.box.rows('fileattachment')]).toHaveLength(1);
  });

  it('is emptied by DELETE, and its file goes with the row, the column and the table', async () => {
    const files = (): number => [...client.box.rows('fileattachment')].length;
    await upload(`accounts(${id})/new_file`, bytes(10), 'a.txt');
    expect((await client.delete(`accounts(${id})/new_file`)).status).toBe(204);
    expect([await row('new_file,new_file_name'), files()]).toMatchObject([{ new_file: null, new_file_name: null }, 0]);
    expect((await send('GET', `accounts(${id})/new_file/$value`)).status).toBe(204);
    await upload(`accounts(${id})/new_file`, bytes(10), 'a.txt');
    expect((await client.delete(`accounts(${id})`)).status).toBe(204);
    expect(files()).toBe(0);
    id = idOf(await client.post('accounts', { name: 'b' }));
    await upload(`accounts(${id})/new_file`, bytes(10), 'a.txt');
    expect((await client.delete(`${table}/Attributes(LogicalName='new_file_name')`)).status).toBe(400);
    expect((await client.delete(`${table}/Attributes(LogicalName='new_file')`)).status).toBe(204);
    expect(files()).toBe(0);
    expect((await client.get(`${table}/Attributes(LogicalName='new_file_name')`)).status).toBe(404);
  });

  it('asks for the rights that its row asks for', async () => {
    client.box.addApplication({ clientId: guid(77), clientSecret: 's', roles: [] });
    await client.signIn(guid(77), 's');
    expect(outcome(await upload(`accounts(${id})/new_file`, bytes(10), 'a.txt'))).toBe('403 0x80040220');
    expect(outcome(await send('GET', `accounts(${id})/new_file/$value`))).toBe('403 0x80040220');
  });
});

describe('a file in pieces', () => {
  beforeEach(() => column('File', 'new_File', { MaxSizeInKB: 20 * 1024 }));
  const begin = (): Promise<Reply> =>
    send('PATCH', `accounts(${id})/new_file?x-ms-file-name=film.mp4`, undefined, { 'x-ms-transfer-mode': 'chunked' });
  const piece = (to: string, part: Buffer, from: number, size: number): Promise<Reply> =>
    send('PATCH', to, part, { 'Content-Range': `bytes ${from}-${from + part.length - 1}/${size}` });

  it('is begun with a session token and a size of pieces, and ends with the last one', async () => {
    const file = bytes(9 * 1024 * 1024);
    const begun = await begin();
    expect([begun.status, begun.headers.get('x-ms-chunk-size'), begun.headers.get('accept-ranges')]).toEqual([200, '4194304', 'bytes']);
    const to = begun.headers.get('location') ?? '';
    expect(to).toContain(`${client.root}/accounts(${id})/new_file?sessiontoken=`);
    const statuses: number[] = [];
    for (let at = 0; at < file.length; at += 4_194_304) {
      statuses.push((await piece(to, file.subarray(at, at + 4_194_304), at, file.length)).status);
      if (at === 0) expect((await row('new_file')).new_file).toBeNull();
    }
    expect(statuses).toEqual([206, 206, 204]);
    expect((await send('GET', `accounts(${id})/new_file/$value`)).bytes.equals(file)).toBe(true);
    expect(outcome(await piece(to, file.subarray(0, 10), 0, 10))).toBe('400 0x80040203');
  });

  it('is refused out of order, with a range that is not its own, with a large piece, or under another token', async () => {
    const to = (await begin()).headers.get('location') ?? '';
    expect(outcome(await piece(to, bytes(10), 5, 100))).toBe('400 0x80090000');
    expect(outcome(await send('PATCH', to, bytes(10), { 'Content-Range': 'bytes 0-10/100' }))).toBe('400 0x80090000');
    expect(outcome(await send('PATCH', to, bytes(10)))).toBe('400 0x80090000');
    expect(outcome(await piece(to, Buffer.alloc(4_194_305), 0, 8_000_000))).toBe('400 0x80090008');
    expect(outcome(await piece(`${to}x`, bytes(10), 0, 10))).toBe('400 0x80040203');
    const other = idOf(await client.post('accounts', { name: 'b' }));
    expect(outcome(await piece(to.replace(id, other), bytes(10), 0, 10))).toBe('400 0x80040203');
    expect((await piece(to, bytes(10), 0, 10)).status).toBe(204);
  });

  it('is read in ranges, raw or as Base64, and beyond its end not at all', async () => {
    const file = bytes(1000);
    await upload(`accounts(${id})/new_file`, file, 'film.mp4');
    const first = await send('GET', `accounts(${id})/new_file/$value`, undefined, { Range: 'bytes=0-99' });
    expect([first.status, first.headers.get('x-ms-chunk-size'), first.headers.get('x-ms-file-size')]).toEqual([206, '4194304', '1000']);
    expect(first.bytes.equals(file.subarray(0, 100))).toBe(true);
    const last = await send('GET', `accounts(${id})/new_file/$value`, undefined, { Range: 'bytes=900-4194303' });
    expect(last.bytes.equals(file.subarray(900))).toBe(true);
    const text = await client.get(`accounts(${id})/new_file`, { Range: 'bytes=100-199' });
    expect([text.status, text.headers.get('content-disposition')]).toEqual([206, expect.stringContaining('film.mp4')]);
    expect(Buffer.from(text.json.value, 'base64').equals(file.subarray(100, 200))).toBe(true);
    expect((await send('GET', `accounts(${id})/new_file/$value`, undefined, { Range: 'bytes=1000-1099' })).status).toBe(416);
  });

  it('survives a restart once it is whole', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-files-'));
    try {
      const stateFile = join(folder, 'state');
      client = await start({ stateFile });
      id = idOf(await client.post('accounts', { name: 'a' }));
      await column('File', 'new_File');
      const file = bytes(1000);
      await upload(`accounts(${id})/new_file`, file, 'a.bin');
      const before = [...client.box.dump()];
      expect(before.find((line) => line.includes('"table":"fileattachment"'))).toMatch(/"body":"sha256:[0-9a-f]{64}"/);
      await client.box.close();
      client = await start({ stateFile });
      expect([...client.box.dump()]).toEqual(before);
      expect((await send('GET', `accounts(${id})/new_file/$value`)).bytes.equals(file)).toBe(true);
    } finally {
      await closeAll();
      await rm(folder, { recursive: true });
    }
  });
});

describe('an image column', () => {
  it('comes with id, time stamp and address, and takes at most 30 MB', async () => {
    await column('Image', 'new_Photo');
    const made = await client.get(`${table}/Attributes(LogicalName='new_photo')/Microsoft.Dynamics.CRM.ImageAttributeMetadata`);
    expect(made.json).toMatchObject({
      MaxSizeInKB: 10_240,
      CanStoreFullImage: false,
      IsPrimaryImage: false,
      MaxHeight: 144,
      MaxWidth: 144,
    });
    for (const name of ['new_photoid', 'new_photo_timestamp', 'new_photo_url'])
      expect((await client.get(`${table}/Attributes(LogicalName='${name}')`)).json.AttributeOf).toBe('new_photo');
    const larger = await define('Image', 'new_Larger', { MaxSizeInKB: 30_721 });
    expect([larger.status, codeOf(larger)]).toEqual([400, '0x8009000e']);
  });

  it('keeps a square of 144 pixels, or of the shorter side of a smaller picture', async () => {
    const sizes: readonly (readonly [number, number, number])[] = [
      [300, 428, 144],
      [400, 144, 144],
      [91, 130, 91],
      [144, 144, 144],
    ];
    for (const [width, height, side] of sizes) {
      await client.patch(`accounts(${id})`, { entityimage: picture(width, height).toString('base64') });
      const read = await row('entityimage,entityimageid,entityimage_url,entityimage_timestamp');
      const square = readPng(Buffer.from(String(read.entityimage), 'base64'));
      expect([square?.width, square?.height]).toEqual([side, side]);
      // Its middle: red on the left, blue on the right.
      expect([...(square?.data.subarray(0, 3) ?? [])]).toEqual([255, 0, 0]);
      expect([...(square?.data.subarray(side * 4 - 4, side * 4 - 1) ?? [])]).toEqual([0, 0, 255]);
      expect(read.entityimage_url).toBe(
        `/Image/download.aspx?Entity=account&Attribute=entityimage&Id=${read.entityimageid}&Timestamp=${read.entityimage_timestamp}`,
      );
    }
    expect([...client.box.rows('imagedescriptor')]).toHaveLength(1);
  });

  it('is left out of whole rows: who wants it says so', async () => {
    await client.patch(`accounts(${id})`, { entityimage: picture(20, 20).toString('base64') });
    const whole = (await client.get(`accounts(${id})`)).json;
    expect(whole).not.toHaveProperty('entityimage');
    expect(whole).toHaveProperty('entityimageid');
  });

  it('takes GIF, JPEG, TIFF, BMP and PNG and nothing else', async () => {
    const gif = Buffer.concat([Buffer.from('GIF89a'), Buffer.from([20, 0, 30, 0, 0, 0, 0])]);
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 30, 0, 20, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const bmp = Buffer.alloc(60);
    bmp.write('BM');
    bmp.writeInt32LE(20, 18);
    bmp.writeInt32LE(30, 22);
    const tiff = Buffer.from([
      0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0, 0, 1, 3, 0, 1, 0, 0, 0, 20, 0, 0, 0, 1, 1, 3, 0, 1, 0, 0, 0, 30, 0, 0, 0,
    ]);
    for (const file of [gif, jpeg, bmp, tiff, picture(20, 30)]) {
      expect((await client.patch(`accounts(${id})`, { entityimage: file.toString('base64') })).status).toBe(204);
      const square = readPng(Buffer.from(String((await row('entityimage')).entityimage), 'base64'));
      expect([square?.width, square?.height]).toEqual([20, 20]);
    }
    for (const file of [Buffer.from('%PDF-1.4'), picture(20, 30).subarray(0, 70), gif.subarray(0, 7)]) {
      const answer = await client.patch(`accounts(${id})`, { entityimage: file.toString('base64') });
      expect([answer.status, codeOf(answer)]).toEqual([400, '0x80072553']);
      expect(answer.json.error.message).toContain(`objectid: ${id}, logicalName: account, attribute: entityimage`);
    }
    const noText = await client.patch(`accounts(${id})`, { entityimage: 'æøå' });
    expect([noText.status, codeOf(noText)]).toEqual([400, '0x80048d19']);
  });

  it('refuses a picture beyond its size, with both sizes', async () => {
    await column('Image', 'new_Photo', { MaxSizeInKB: 1 });
    const large = Buffer.concat([picture(20, 20), Buffer.alloc(1024)]);
    const answer = await client.patch(`accounts(${id})`, { new_photo: large.toString('base64') });
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x80072553']);
    expect(answer.json.error.message).toMatch(/File size is too big. MaxSize: 0 MB, Uploaded filesize: 0 MB./);
  });

  it('may be set in a create if it is the primary one', async () => {
    await column('Image', 'new_Photo');
    const entityimage = picture(20, 20).toString('base64');
    const made = await client.post('accounts', { name: 'b', entityimage });
    expect(made.status).toBe(204);
    const refused = await client.post('accounts', { name: 'c', new_photo: entityimage });
    expect([refused.status, codeOf(refused)]).toEqual([400, '0x80090487']);
    expect([...client.box.rows('imagedescriptor')]).toHaveLength(1);
  });

  it('is the primary one of its table alone, until another is, and then again when that goes', async () => {
    const primary = async (): Promise<unknown> => [
      (await client.get(`${table}?$select=PrimaryImageAttribute`)).json.PrimaryImageAttribute,
      (await client.get("entityimageconfigs?$filter=parententitylogicalname eq 'account'")).json.value[0].primaryimageattribute,
    ];
    await column('Image', 'new_Photo', { IsPrimaryImage: true });
    expect(await primary()).toEqual(['entityimage', 'entityimage']);
    const definition = (await client.get(`${table}/Attributes(LogicalName='new_photo')/Microsoft.Dynamics.CRM.ImageAttributeMetadata`))
      .json;
    await client.ask('PUT', `${table}/Attributes(LogicalName='new_photo')`, { ...definition, IsPrimaryImage: true });
    expect(await primary()).toEqual(['new_photo', 'new_photo']);
    const off = await client.ask('PUT', `${table}/Attributes(LogicalName='new_photo')`, { ...definition, IsPrimaryImage: false });
    expect(off.status).toBe(400);
    await client.delete(`${table}/Attributes(LogicalName='new_photo')`);
    expect(await primary()).toEqual(['entityimage', 'entityimage']);
  });

  it('gives the thumbnail, and the full picture if it was kept when it came', async () => {
    await column('Image', 'new_Photo');
    const photo = picture(300, 428);
    const first = idOf(await client.post('accounts', { name: 'before' }));
    await client.patch(`accounts(${first})`, { new_photo: photo.toString('base64') });
    const definition = (await client.get(`${table}/Attributes(LogicalName='new_photo')/Microsoft.Dynamics.CRM.ImageAttributeMetadata`))
      .json;
    await client.ask('PUT', `${table}/Attributes(LogicalName='new_photo')`, { ...definition, CanStoreFullImage: true });
    expect((await client.get('attributeimageconfigs?$filter=canstorefullimage eq true')).json.value).toMatchObject([
      { parententitylogicalname: 'account', attributelogicalname: 'new_photo' },
    ]);
    expect((await upload(`accounts(${id})/new_photo`, photo, 'foto.png')).status).toBe(204);
    const small = await send('GET', `accounts(${id})/new_photo/$value`);
    expect([small.status, readPng(small.bytes)?.width]).toEqual([200, 144]);
    const full = await send('GET', `accounts(${id})/new_photo/$value?size=full`);
    expect([full.headers.get('x-ms-file-name'), full.bytes.equals(photo)]).toEqual(['foto.png', true]);
    expect((await send('GET', `accounts(${first})/new_photo/$value`)).status).toBe(200);
    expect((await send('GET', `accounts(${first})/new_photo/$value?size=full`)).status).toBe(204);
    const address = `${client.url}${(await row('new_photo_url')).new_photo_url}`;
    expect(readPng((await send('GET', address)).bytes)?.width).toBe(144);
    expect((await send('GET', `${address}&Full=true`)).bytes.equals(photo)).toBe(true);
  });

  it('is emptied in three ways, and its pictures go with it and with the row', async () => {
    const set = () => client.ask('PUT', `accounts(${id})/entityimage`, { value: picture(20, 20).toString('base64') });
    const kept = (): number => [...client.box.rows('imagedescriptor')].length;
    const ways = [
      () => client.patch(`accounts(${id})`, { entityimage: null }),
      () => client.ask('PUT', `accounts(${id})/entityimage`, { value: null }),
      () => client.delete(`accounts(${id})/entityimage`),
    ];
    for (const way of ways) {
      expect([(await set()).status, kept()]).toEqual([204, 1]);
      expect([(await way()).status, kept()]).toEqual([204, 0]);
      expect(await row('entityimage,entityimage_url')).toMatchObject({ entityimage: null, entityimage_url: null });
    }
    await set();
    await client.delete(`accounts(${id})`);
    expect(kept()).toBe(0);
  });

  it('of a write that is refused leaves nothing behind', async () => {
    const entityimage = picture(20, 20).toString('base64');
    expect((await client.post('accounts', { entityimage, name: 'x'.repeat(200) })).status).toBe(400);
    expect((await client.patch(`accounts(${id})`, { entityimage, statuscode: 99 })).status).toBe(400);
    expect([...client.box.rows('imagedescriptor')]).toHaveLength(0);
  });
});
