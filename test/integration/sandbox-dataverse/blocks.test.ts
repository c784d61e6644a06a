import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writePng } from '../../../sandbox/dataverse/files/png.js';
import { type Answer, type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const outcome = (answer: Answer): string => `${answer.status} ${codeOf(answer)}`;
const blockId = (n: number): string => Buffer.from(guid(n)).toString('base64');
const bytes = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8) * 7) & 255));
const block = (FileContinuationToken: unknown, n: number, data: Buffer): Promise<Answer> =>
  client.post('UploadBlock', { BlockId: blockId(n), BlockData: data.toString('base64'), FileContinuationToken });

async function download(FileContinuationToken: unknown, size: number, BlockLength: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let Offset = 0; Offset < size; Offset += BlockLength) {
    const answer = await client.post('DownloadBlock', { Offset, BlockLength, FileContinuationToken });
    expect(answer.status).toBe(200);
    parts.push(Buffer.from(answer.json.Data, 'base64'));
  }
  return Buffer.concat(parts);
}

describe('a file in blocks', () => {
  let id: string;
  const Target = () => ({ '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: id });
  const begin = (more: object = {}): Promise<Answer> =>
    client.post('InitializeFileBlocksUpload', { Target: Target(), FileName: 'film.mp4', FileAttributeName: 'new_file', ...more });
  const commit = (FileContinuationToken: unknown, blocks: readonly unknown[], more: object = {}): Promise<Answer> =>
    client.post('CommitFileBlocksUpload', {
      FileName: 'film.mp4',
      MimeType: 'video/mp4',
      BlockList: blocks,
      FileContinuationToken,
      ...more,
    });

  beforeEach(async () => {
    id = idOf(await client.post('accounts', { name: 'a' }));
    const made = await client.post("EntityDefinitions(LogicalName='account')/Attributes", {
      '@odata.type': 'Microsoft.Dynamics.CRM.FileAttributeMetadata',
      SchemaName: 'new_File',
      DisplayName: { LocalizedLabels: [{ Label: 'Fil', LanguageCode: 1030 }] },
      MaxSizeInKB: 10 * 1024,
    });
    expect(made.status).toBe(204);
  });

  it('is begun, sent and committed, and is then in its column', async () => {
    const file = bytes(6_000_000);
    const begun = await begin();
    expect([begun.status, begun.json['@odata.context']]).toEqual([
      200,
      `${client.root}/$metadata#Microsoft.Dynamics.CRM.InitializeFileBlocksUploadResponse`,
    ]);
    const token = begun.json.FileContinuationToken;
    expect((await block(token, 1, file.subarray(0, 4_194_304))).status).toBe(204);
    expect((await block(token, 2, file.subarray(4_194_304))).status).toBe(204);
    const done = await commit(token, [blockId(1), blockId(2)]);
    expect([done.status, done.json.FileSizeInBytes]).toEqual([200, 6_000_000]);
    expect((await client.get(`accounts(${id})?$select=new_file,new_file_name`)).json).toMatchObject({
      new_file: done.json.FileId,
      new_file_name: 'film.mp4',
    });
    expect(outcome(await commit(token, [blockId(1)]))).toBe('400 0x80040203');
  });

  it('is put together in the order of the list, whatever order the blocks came in', async () => {
    const token = (await begin()).json.FileContinuationToken;
    await block(token, 2, Buffer.from('Verden'));
    await block(token, 1, Buffer.from('Hej '));
    expect((await commit(token, [blockId(1), blockId(2)])).status).toBe(200);
    const begun = await client.post('InitializeFileBlocksDownload', { Target: Target(), FileAttributeName: 'new_file' });
    expect(begun.json).toMatchObject({ FileSizeInBytes: 10, FileName: 'film.mp4', IsChunkingSupported: true });
    expect((await download(begun.json.FileContinuationToken, 10, 4)).toString()).toBe('Hej Verden');
  });

  it('is begun on a row that is there and a column that holds files, with a name that is allowed', async () => {
    expect(outcome(await begin({ Target: { ...Target(), accountid: guid(9) } }))).toBe('404 0x80040217');
    expect(outcome(await begin({ FileAttributeName: 'name' }))).toBe('400 0x80090007');
    expect(outcome(await begin({ FileName: 'a.exe' }))).toBe('403 0x80043e09');
    expect(outcome(await begin({ FileName: 'a:b' }))).toBe('400 0x80044a08');
    expect(outcome(await begin({ Target: { accountid: id } }))).toBe('400 0x80048d19');
    expect(outcome(await begin({ Nonsense: 1 }))).toBe('400 0x80048d19');
  });

  it('takes blocks of 4 MB at most, under ids that are Base64, short and of one length', async () => {
    const token = (await begin()).json.FileContinuationToken;
    const put = (BlockId: string, BlockData: string) => client.post('UploadBlock', { BlockId, BlockData, FileContinuationToken: token });
    expect(outcome(await block(token, 1, Buffer.alloc(4_194_305)))).toBe('400 0x80090008');
    expect(outcome(await block(token, 1, Buffer.alloc(0)))).toBe('400 0x80090004');
    expect(outcome(await put('???', 'aGVq'))).toBe('400 0x80040203');
    expect(outcome(await put(Buffer.alloc(65).toString('base64'), 'aGVq'))).toBe('400 0x80040203');
    expect((await put('YWE=', 'aGVq')).status).toBe(204);
    expect(outcome(await put('YWFhYWE=', 'aGVq'))).toBe('400 0x80040203');
    expect(outcome(await put('YWI=', 'a'))).toBe('400 0x80048d19');
    expect(outcome(await client.post('UploadBlock', { BlockId: 'YWE=', BlockData: 'aGVq', FileContinuationToken: 'x' }))).toBe(
      '400 0x80040203',
    );
  });

  it('is not committed with a block that is missing, beyond the size of its column, or by somebody else', async () => {
    const token = (await begin()).json.FileContinuationToken;
    for (let n = 1; n <= 3; n += 1) await block(token, n, Buffer.alloc(4_194_304, n));
    expect(outcome(await commit(token, [blockId(1), blockId(4)]))).toBe('400 0x80090006');
    expect(outcome(await commit(token, []))).toBe('400 0x80090006');
    expect(outcome(await commit(token, [1, 2, 3].map(blockId)))).toBe('400 0x80044a02');
    client.box.addApplication({ clientId: guid(77), clientSecret: 's', roles: ['Salesperson'] });
    await client.signIn(guid(77), 's');
    expect(outcome(await commit(token, [blockId(1)]))).toBe('400 0x80040203');
    await client.signIn();
    expect((await commit(token, [1, 2].map(blockId))).status).toBe(200);
  });

  it('is not put on a row that was deleted meanwhile', async () => {
    const token = (await begin()).json.FileContinuationToken;
    await block(token, 1, bytes(10));
    await client.delete(`accounts(${id})`);
    expect(outcome(await commit(token, [blockId(1)]))).toBe('404 0x80040217');
  });

  it('is read in blocks that lie inside of it and are not larger than 16 MB', async () => {
    const token = (await begin()).json.FileContinuationToken;
    const file = bytes(1000);
    await block(token, 1, file);
    await commit(token, [blockId(1)]);
    const begun = await client.post('InitializeFileBlocksDownload', { Target: Target(), FileAttributeName: 'new_file' });
    const { FileContinuationToken } = begun.json;
    expect((await download(FileContinuationToken, 1000, 300)).equals(file)).toBe(true);
    const read = (Offset: number, BlockLength: number) => client.post('DownloadBlock', { Offset, BlockLength, FileContinuationToken });
    expect(outcome(await read(1000, 10))).toBe('400 0x80090000');
    expect(outcome(await read(0, 16 * 1024 * 1024 + 1))).toBe('400 0x80090000');
    expect(outcome(await read(-1, 10))).toBe('400 0x80090000');
    const empty = idOf(await client.post('accounts', { name: 'b' }));
    const none = { Target: { ...Target(), accountid: empty }, FileAttributeName: 'new_file' };
    expect(outcome(await client.post('InitializeFileBlocksDownload', none))).toBe('404 0x80040217');
  });

  it('is deleted by its id', async () => {
    const token = (await begin()).json.FileContinuationToken;
    await block(token, 1, bytes(10));
    const { FileId } = (await commit(token, [blockId(1)])).json;
    expect((await client.post('DeleteFile', { FileId })).status).toBe(204);
    expect((await client.get(`accounts(${id})?$select=new_file`)).json.new_file).toBeNull();
    expect(outcome(await client.post('DeleteFile', { FileId }))).toBe('404 0x80040217');
  });

  it('of an image column is a picture, of which only the full one comes back', async () => {
    const Image = { FileAttributeName: 'entityimage' };
    const photo = writePng({ width: 20, height: 20, data: Buffer.alloc(1600, 255) });
    const send = async (file: Buffer): Promise<Answer> => {
      const token = (await begin({ ...Image, FileName: 'foto.png' })).json.FileContinuationToken;
      await block(token, 1, file);
      return commit(token, [blockId(1)], { FileName: 'foto.png', MimeType: 'image/png' });
    };
    expect(outcome(await send(bytes(100)))).toBe('400 0x80072553');
    expect((await send(photo)).status).toBe(200);
    expect((await client.get(`accounts(${id})?$select=entityimageid`)).json.entityimageid).toMatch(/^[0-9a-f-]{36}$/);
    const refused = await client.post('InitializeFileBlocksDownload', { Target: Target(), ...Image });
    expect(outcome(refused)).toBe('404 0x80040217');
    expect(refused.json.error.message).toMatch(
      /No FileAttachment records found for imagedescriptorId: .* for image attribute: entityimage/,
    );
  });
});

describe('a note in blocks', () => {
  let account: string;
  const note = (more: object = {}) => ({
    '@odata.type': 'Microsoft.Dynamics.CRM.annotation',
    annotationid: guid(1),
    subject: 'Bilag',
    filename: 'bilag.pdf',
    mimetype: 'application/pdf',
    'objectid_account@odata.bind': `/accounts(${account})`,
    ...more,
  });
  const send = async (file: Buffer, Target = note()): Promise<Answer> => {
    const begun = await client.post('InitializeAnnotationBlocksUpload', { Target });
    if (begun.status !== 200) return begun;
    const token = begun.json.FileContinuationToken;
    const ids: string[] = [];
    for (let at = 0; at < file.length; at += 4_194_304) {
      ids.push(blockId(ids.length + 1));
      expect((await block(token, ids.length, file.subarray(at, at + 4_194_304))).status).toBe(204);
    }
    return client.post('CommitAnnotationBlocksUpload', { Target, BlockList: ids, FileContinuationToken: token });
  };
  beforeEach(async () => {
    account = idOf(await client.post('accounts', { name: 'a' }));
  });

  it('is made under the id that it brings, and reads like any other note', async () => {
    const file = bytes(10_000);
    const done = await send(file);
    expect([done.status, done.json]).toMatchObject([200, { AnnotationId: guid(1), FileSizeInBytes: 10_000 }]);
    expect((await client.get(`annotations(${guid(1)})`)).json).toMatchObject({
      subject: 'Bilag',
      filename: 'bilag.pdf',
      isdocument: true,
      filesize: 10_000,
      documentbody: file.toString('base64'),
      _objectid_value: account,
    });
    expect((await client.get(`annotations(${guid(1)})/documentbody/$value`)).text).toBe(file.toString('base64'));
  });

  it('changes the note that is there', async () => {
    await send(bytes(100));
    const done = await send(bytes(200), note({ subject: 'Nyt bilag' }));
    expect(done.json).toMatchObject({ AnnotationId: guid(1), FileSizeInBytes: 200 });
    expect((await client.get(`annotations(${guid(1)})`)).json).toMatchObject({ subject: 'Nyt bilag', filesize: 200 });
    expect([...client.box.rows('annotation')]).toHaveLength(1);
  });

  it('may be as large in Base64 as the organisation says, and no larger', async () => {
    // 3,932,160 bytes are 5,242,880 letters.
    expect((await send(bytes(3_932_160))).status).toBe(200);
    expect(outcome(await send(bytes(3_932_161)))).toBe('400 0x80044a02');
    const { OrganizationId } = (await client.get('WhoAmI')).json;
    expect((await client.patch(`organizations(${OrganizationId})`, { maxuploadfilesize: 131_072_001 })).status).toBe(400);
    expect((await client.patch(`organizations(${OrganizationId})`, { maxuploadfilesize: 10_000_000 })).status).toBe(204);
    expect((await send(bytes(7_000_000))).json.FileSizeInBytes).toBe(7_000_000);
  });

  it('needs an id, a name, and an extension that is not blocked', async () => {
    expect(outcome(await send(bytes(10), note({ annotationid: null })))).toBe('400 0x80040203');
    expect(outcome(await send(bytes(10), note({ filename: null })))).toBe('400 0x80040203');
    expect(outcome(await send(bytes(10), note({ filename: 'a.js' })))).toBe('403 0x80043e09');
    expect(outcome(await send(bytes(10), { ...note(), '@odata.type': 'Microsoft.Dynamics.CRM.account' }))).toBe('400 0x80040203');
  });

  it('is read in blocks', async () => {
    const file = bytes(10_000);
    await send(file);
    const Target = { '@odata.type': 'Microsoft.Dynamics.CRM.annotation', annotationid: guid(1) };
    const begun = await client.post('InitializeAnnotationBlocksDownload', { Target });
    expect(begun.json).toMatchObject({ FileSizeInBytes: 10_000, FileName: 'bilag.pdf' });
    expect((await download(begun.json.FileContinuationToken, 10_000, 4096)).equals(file)).toBe(true);
    const bare = idOf(await client.post('annotations', { subject: 'uden' }));
    expect(outcome(await client.post('InitializeAnnotationBlocksDownload', { Target: { ...Target, annotationid: bare } }))).toBe(
      '404 0x80048440',
    );
  });

  it('in the body of a create is Base64 as well', async () => {
    expect((await client.post('annotations', { subject: 'a', documentbody: 'aGVq' })).status).toBe(204);
    expect(outcome(await client.post('annotations', { subject: 'a', documentbody: 'hej!' }))).toBe('400 0x80040203');
  });
});

describe('an attachment of an e-mail', () => {
  let email: string;
  const attachment = (more: object = {}) => ({
    '@odata.type': 'Microsoft.Dynamics.CRM.activitymimeattachment',
    'objectid_email@odata.bind': `emails(${email})`,
    objecttypecode: 'email',
    subject: 'Bilag',
    filename: 'bilag.pdf',
    mimetype: 'application/pdf',
    ...more,
  });
  const send = async (file: Buffer, Target: object): Promise<Answer> => {
    const begun = await client.post('InitializeAttachmentBlocksUpload', { Target });
    if (begun.status !== 200) return begun;
    const token = begun.json.FileContinuationToken;
    await block(token, 1, file);
    return client.post('CommitAttachmentBlocksUpload', { Target, BlockList: [blockId(1)], FileContinuationToken: token });
  };
  beforeEach(async () => {
    email = idOf(await client.post('emails', { subject: 'a' }));
  });

  it('is made in blocks, is read in blocks and goes with its e-mail', async () => {
    const file = bytes(10_000);
    const done = await send(file, attachment());
    expect([done.status, done.json.FileSizeInBytes]).toEqual([200, 10_000]);
    const id = done.json.ActivityMimeAttachmentId;
    expect((await client.get(`activitymimeattachments(${id})`)).json).toMatchObject({
      filename: 'bilag.pdf',
      filesize: 10_000,
      attachmentnumber: 1,
    });
    const Target = { '@odata.type': 'Microsoft.Dynamics.CRM.activitymimeattachment', activitymimeattachmentid: id };
    const begun = await client.post('InitializeAttachmentBlocksDownload', { Target });
    expect((await download(begun.json.FileContinuationToken, 10_000, 5000)).equals(file)).toBe(true);
    expect((await client.get(`activitymimeattachments(${id})/body/$value`)).text).toBe(file.toString('base64'));
    expect((await client.get(`emails(${email})/email_activity_mime_attachment`)).json.value).toHaveLength(1);
    await client.delete(`emails(${email})`);
    expect((await client.get(`activitymimeattachments(${id})`)).status).toBe(404);
  });

  it('is always a new one: an id that is there is refused', async () => {
    const id = idOf(await client.post('activitymimeattachments', { ...attachment(), body: 'aGVq' }));
    expect(outcome(await send(bytes(10), attachment({ activitymimeattachmentid: id })))).toBe('412 0x80040237');
  });

  it('has the limits of notes, and says what it hangs on', async () => {
    expect(outcome(await client.post('activitymimeattachments', { ...attachment({ filename: 'a.exe' }), body: 'aGVq' }))).toBe(
      '403 0x80043e09',
    );
    expect(outcome(await client.post('activitymimeattachments', { ...attachment(), body: 'a'.repeat(5_242_884) }))).toBe('400 0x80044a02');
    expect(outcome(await client.post('activitymimeattachments', { ...attachment({ objecttypecode: 'appointment' }), body: 'aGVq' }))).toBe(
      '400 0x80040203',
    );
  });

  it('is bound by the activity in common, too, and says then of which kind it is', async () => {
    const bound = (id: string, objecttypecode: string) =>
      client.post('activitymimeattachments', {
        'objectid_activitypointer@odata.bind': `/activitypointers(${id})`,
        objecttypecode,
        filename: 'a.txt',
        body: 'aGVq',
      });
    const made = idOf(await bound(email, 'email'));
    expect((await client.get(`activitymimeattachments(${made})`, { Prefer: 'odata.include-annotations="*"' })).json).toMatchObject({
      _objectid_value: email,
      '_objectid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'email',
    });
    expect((await client.get(`emails(${email})/email_activity_mime_attachment`)).json.value).toHaveLength(1);
    expect((await bound(email, 'appointment')).status).toBe(400);
    const task = idOf(await client.post('tasks', { subject: 'No files' }));
    for (const kind of ['task', 'activitypointer']) expect((await bound(task, kind)).status).toBe(400);
  });
});
