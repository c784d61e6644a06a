import { demand } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import type { Column, Table } from '../metadata/types.js';
import { complex, noContent } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Body } from '../rows/apply.js';
import { createRow, idOf } from '../rows/create.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { read } from '../rows/slots.js';
import { updateRow } from '../rows/update.js';
import { base64Length, bytesOf, demandAllowed, demandTextSize } from './allowed.js';
import { clearColumn, demandName, fileColumn, putColumn, rowOf } from './put-column.js';
import { fileOf, fullImageOf } from './stored.js';
import { demandPiece, type Upload } from './transfers.js';

type Action = (service: Service, request: ApiRequest) => ApiAnswer;

/** Largest part of a file that one `DownloadBlock` hands out: what a single call of the service transfers at most. */
const largestBlock = 16 * 1024 * 1024;

interface Target {
  readonly table: Table;
  readonly body: Body;
}

/** `Target`: a row by type and primary key, with values where the action takes them. */
function targetOf(world: World, body: Body): Target {
  const target = body.Target;
  if (typeof target !== 'object' || target === null || Array.isArray(target)) throw faults.argument('Required field Target is missing.');
  const type = (target as Body)['@odata.type'];
  const name = typeof type === 'string' ? /^#?Microsoft\.Dynamics\.CRM\.(\w+)$/.exec(type)?.[1] : undefined;
  if (name === undefined) throw faults.payload('', "The '@odata.type' of Target is missing or names no table.");
  return { table: tableOf(world, name), body: target as Body };
}

function existingTarget(world: World, body: Body): { table: Table; row: Row } {
  const { table, body: target } = targetOf(world, body);
  const id = idOf(table, target);
  if (id === null) throw faults.argument(`Target needs the primary key '${table.primaryId}'.`);
  const row = storeOf(world, table.logicalName).rows.get(id);
  if (row === undefined) throw faults.missing(table.logicalName, id);
  return { table, row };
}

/** What a block upload makes a row of, and the column that takes the bytes. */
const rowKinds: Readonly<Record<'Annotation' | 'Attachment', { table: string; column: string; answer: string }>> = {
  Annotation: { table: 'annotation', column: 'documentbody', answer: 'AnnotationId' },
  Attachment: { table: 'activitymimeattachment', column: 'body', answer: 'ActivityMimeAttachmentId' },
};

function initializeRow(kind: keyof typeof rowKinds): Action {
  return ({ world, transfers }, request) => {
    const { table, body } = targetOf(world, jsonBody(request, ''));
    demandKind(kind, table, body);
    demand(world, request, 'Create', table);
    demandName({ world }, body.filename);
    demandAllowed(world, body.filename, body.mimetype);
    const token = transfers.upload(request.user, { kind: 'row', table, body });
    return complex(request, `Initialize${kind}BlocksUploadResponse`, { FileContinuationToken: token });
  };
}

/** A note needs an id: an existing one is changed, a new one made under it. An attachment is always new. */
function demandKind(kind: keyof typeof rowKinds, table: Table, body: Body): void {
  if (table.logicalName !== rowKinds[kind].table) throw faults.argument(`Target must be a row of ${rowKinds[kind].table}.`);
  if (kind === 'Annotation' && idOf(table, body) === null) throw faults.argument("Target needs an 'annotationid'.");
}

function commitRow(kind: keyof typeof rowKinds): Action {
  return (service, request) => {
    const { world, hooks, transfers } = service;
    const given = jsonBody(request, '');
    const { table, body } = targetOf(world, given);
    demandKind(kind, table, body);
    const upload = transfers.uploadOf(given.FileContinuationToken, request.user);
    if (upload.target.kind !== 'row' || upload.target.table !== table) throw faults.argument('The token belongs to another upload.');
    const bytes = joined(upload, given.BlockList);
    demandTextSize(world, base64Length(bytes.length));
    const { column, answer } = rowKinds[kind];
    const filled = { ...body, [column]: bytes.toString('base64') };
    const id = idOf(table, body);
    const row = id === null ? undefined : storeOf(world, table.logicalName).rows.get(id);
    demand(world, request, row === undefined ? 'Create' : 'Write', table);
    const stored = inTransaction(world, hooks, request, (context) => {
      if (row === undefined) return createRow(context, table, filled);
      if (kind === 'Attachment') throw faults.duplicateRow();
      updateRow(context, table, row, filled);
      return row;
    });
    transfers.end(String(given.FileContinuationToken));
    return complex(request, `Commit${kind}BlocksUploadResponse`, { [answer]: stored.id, FileSizeInBytes: bytes.length });
  };
}

/** The blocks in the order of the list. */
function joined({ pieces }: Upload, list: unknown): Buffer {
  const wrong = () =>
    new DataverseFault(
      400,
      '0x80090006',
      'Commit file operation failed. Either the specified block list is invalid or some chunk(s) are missing to upload.',
    );
  if (!Array.isArray(list) || list.length === 0 || new Set(list).size < list.length) throw wrong();
  return Buffer.concat(
    list.map((id) => {
      const piece = pieces.get(String(id));
      if (piece === undefined) throw wrong();
      return piece;
    }),
  );
}

function downloadRow(kind: keyof typeof rowKinds): Action {
  return ({ world, transfers }, request) => {
    const { table, row } = existingTarget(world, jsonBody(request, ''));
    if (table.logicalName !== rowKinds[kind].table) throw faults.argument(`Target must be a row of ${rowKinds[kind].table}.`);
    demand(world, request, 'Read', table);
    const text = read(table, row.values, rowKinds[kind].column);
    if (typeof text !== 'string') throw new DataverseFault(404, '0x80048440', 'The attachment file was not found.');
    const bytes = Buffer.from(text, 'base64');
    return complex(request, `Initialize${kind}BlocksDownloadResponse`, {
      FileContinuationToken: transfers.download(request.user, bytes),
      FileSizeInBytes: bytes.length,
      FileName: read(table, row.values, 'filename'),
    });
  };
}

/** Actions that move files in blocks (docs/facts/dataverse.md §7). */
export const blockActions = {
  InitializeFileBlocksUpload({ world, transfers }, request) {
    const body = jsonBody(request, '');
    const { table, row } = existingTarget(world, body);
    demand(world, request, 'Write', table);
    const column = fileColumn(table, body.FileAttributeName);
    const name = demandName({ world }, body.FileName);
    const token = transfers.upload(request.user, { kind: 'column', table, column, rowId: row.id, name });
    return complex(request, 'InitializeFileBlocksUploadResponse', { FileContinuationToken: token });
  },

  UploadBlock({ transfers }, request) {
    const body = jsonBody(request, '');
    const { pieces } = transfers.uploadOf(body.FileContinuationToken, request.user);
    const id = bytesOf(body.BlockId);
    if (id === null || id.length === 0 || id.length > 64) throw faults.argument('BlockId must be a Base64 text of at most 64 bytes.');
    const [first] = pieces.keys();
    if (first !== undefined && first.length !== String(body.BlockId).length)
      throw faults.argument('The BlockIds of a file must all have the same length.');
    const data = bytesOf(body.BlockData);
    if (data === null) throw faults.payload('', "Cannot convert the literal of BlockData to the expected type 'Edm.Binary'.");
    demandPiece(data);
    pieces.set(String(body.BlockId), data);
    return noContent();
  },

  CommitFileBlocksUpload(service, request) {
    const { world, hooks, transfers } = service;
    const body = jsonBody(request, '');
    const upload = transfers.uploadOf(body.FileContinuationToken, request.user);
    const { target } = upload;
    if (target.kind !== 'column') throw faults.argument('The token belongs to another upload.');
    demand(world, request, 'Write', target.table);
    if (typeof body.MimeType !== 'string') throw faults.argument('MimeType is no text.');
    const file = { name: demandName({ world }, body.FileName), mime: body.MimeType, bytes: joined(upload, body.BlockList) };
    const id = inTransaction(world, hooks, request, (context) =>
      putColumn(context, target.table, rowOf(context, target.table, target.rowId), target.column, file),
    );
    transfers.end(String(body.FileContinuationToken));
    return complex(request, 'CommitFileBlocksUploadResponse', { FileId: id, FileSizeInBytes: file.bytes.length });
  },

  InitializeFileBlocksDownload({ world, transfers }, request) {
    const body = jsonBody(request, '');
    const { table, row } = existingTarget(world, body);
    demand(world, request, 'Read', table);
    const column = fileColumn(table, body.FileAttributeName);
    const file = column.type === 'Image' ? fullImageOf(world, row.values[column.slot]) : fileOf(world, row.values[column.slot]);
    if (file === null) throw noFile(table, row, column);
    return complex(request, 'InitializeFileBlocksDownloadResponse', {
      FileSizeInBytes: file.bytes.length,
      FileName: file.name,
      FileContinuationToken: transfers.download(request.user, file.bytes),
      IsChunkingSupported: true,
    });
  },

  DownloadBlock({ transfers }, request) {
    const { Offset: offset, BlockLength: length, FileContinuationToken: token } = jsonBody(request, '');
    const { bytes } = transfers.downloadOf(token, request.user);
    if (!isWhole(offset) || !isWhole(length) || length === 0 || length > largestBlock || offset >= bytes.length)
      throw new DataverseFault(400, '0x80090000', 'Chunk range used in this call is either not valid or it is bigger than allowed 16 MB.');
    return complex(request, 'DownloadBlockResponse', { Data: bytes.subarray(offset, offset + length).toString('base64') });
  },

  DeleteFile(service, request) {
    const { world, hooks } = service;
    const id = asGuid(jsonBody(request, '').FileId);
    const found = id === null ? null : holderOf(world, id);
    if (found === null) throw faults.missing('fileattachment', String(id));
    demand(world, request, 'Write', found.table);
    inTransaction(world, hooks, request, (context) => clearColumn(context, found.table, found.row, found.column));
    return noContent();
  },

  InitializeAnnotationBlocksUpload: initializeRow('Annotation'),
  CommitAnnotationBlocksUpload: commitRow('Annotation'),
  InitializeAnnotationBlocksDownload: downloadRow('Annotation'),
  InitializeAttachmentBlocksUpload: initializeRow('Attachment'),
  CommitAttachmentBlocksUpload: commitRow('Attachment'),
  InitializeAttachmentBlocksDownload: downloadRow('Attachment'),
} satisfies Readonly<Record<string, Action>>;

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;

function noFile(table: Table, row: Row, column: Column): DataverseFault {
  return new DataverseFault(
    404,
    '0x80040217',
    column.type === 'Image'
      ? `No FileAttachment records found for imagedescriptorId: ${String(row.values[column.slot])} for image attribute: ${column.logicalName} of ${table.logicalName} record with id ${row.id}.`
      : `No file attachment found for attribute: ${column.logicalName} of ${table.logicalName} record with id ${row.id}.`,
  );
}

/** The row whose file column points to the file. */
function holderOf(world: World, id: string): { table: Table; row: Row; column: Column } | null {
  const files = tableOf(world, 'fileattachment');
  const file = storeOf(world, files.logicalName).rows.get(id);
  if (file === undefined) return null;
  const table = world.metadata.tables.get(String(read(files, file.values, 'objecttypecode')));
  const column = table?.columns.get(String(read(files, file.values, 'regardingfieldname')));
  if (table === undefined || column?.type !== 'File') return null;
  const row = storeOf(world, table.logicalName).rows.get(String(read(files, file.values, 'objectid')));
  return row === undefined ? null : { table, row, column };
}
