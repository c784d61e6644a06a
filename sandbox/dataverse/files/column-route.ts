import { demandAccess } from '../auth/access.js';
import { DataverseFault, faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import type { Column, Table } from '../metadata/types.js';
import { jsonText, noContent } from '../routes/answers.js';
import { checkConditions } from '../routes/records.js';
import type { Service } from '../routes/service.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { demandSize } from './allowed.js';
import { imageType } from './image-type.js';
import { kindOf } from './kinds.js';
import { clearColumn, demandName, putColumn } from './put-column.js';
import { fileOf, fullImageOf, thumbnailOf } from './stored.js';
import { demandPiece, largestPiece } from './transfers.js';

const shown = 'Access-Control-Expose-Headers';

/** `/accounts(<id>)/<file column>[/$value]`: uploads, downloads and deletes what is in it (docs/facts/dataverse.md §7 "File columns"). */
export function columnRoute(service: Service, table: Table, row: Row, column: Column, raw: boolean, request: ApiRequest): ApiAnswer {
  switch (request.method) {
    case 'GET':
      return download(service.world, table, row, column, raw, request);
    case 'PATCH':
    case 'PUT':
      if (raw) throw faults.methodNotAllowed(request.method);
      return upload(service, table, row, column, request);
    case 'DELETE':
      if (raw) throw faults.methodNotAllowed(request.method);
      demandAccess(service.world, request, 'Write', table, row);
      inTransaction(service.world, service.hooks, request, (context) => clearColumn(context, table, row, column));
      return noContent();
    default:
      throw faults.methodNotAllowed(request.method);
  }
}

function upload(service: Service, table: Table, row: Row, column: Column, request: ApiRequest): ApiAnswer {
  const { world, hooks, transfers } = service;
  demandAccess(world, request, 'Write', table, row);
  if (request.headers['if-match'] !== undefined) checkConditions(request, table, row, { row, key: null, id: row.id });
  const token = request.query.get('sessiontoken');
  if (token !== undefined) return piece(service, table, row, column, token, request);
  const name = nameOf(request);
  if (/^chunked$/i.test(request.headers['x-ms-transfer-mode'] ?? '')) {
    const begun = transfers.upload(request.user, { kind: 'column', table, column, rowId: row.id, name: demandName(service, name) });
    return {
      status: 200,
      headers: {
        'OData-Version': '4.0',
        'Accept-Ranges': 'bytes',
        'x-ms-chunk-size': String(largestPiece),
        Location: `${request.root}/${table.entitySetName}(${row.id})/${column.logicalName}?sessiontoken=${begun}`,
        [shown]: 'x-ms-chunk-size',
      },
      body: null,
    };
  }
  const bytes = bytesIn(table, request);
  demandName(service, name);
  if (bytes.length === 0) throw new DataverseFault(400, '0x80090004', 'File content can not be null.');
  const file = { name: name as string, mime: mimeIn(request, name as string), bytes };
  inTransaction(world, hooks, request, (context) => putColumn(context, table, row, column, file));
  return noContent();
}

/** One piece of a file: 206 until the last one, which is 204. */
function piece(service: Service, table: Table, row: Row, column: Column, token: string, request: ApiRequest): ApiAnswer {
  const { world, hooks, transfers } = service;
  const { target, pieces } = transfers.uploadOf(token, request.user);
  if (target.kind !== 'column' || target.rowId !== row.id || target.column !== column)
    throw faults.argument('The session token belongs to another file.');
  const bytes = bytesIn(table, request);
  demandPiece(bytes);
  const { from, to, size } = rangeIn(request);
  const done = [...pieces.values()].reduce((sum, one) => sum + one.length, 0);
  if (from !== done || to - from + 1 !== bytes.length || to >= size) throw wrongRange();
  if (column.type === 'File') demandSize(size, column.maxSizeInKb);
  pieces.set(String(from), bytes);
  if (to < size - 1) return { status: 206, headers: { 'OData-Version': '4.0' }, body: null };
  const file = { name: target.name, mime: kindOf(target.name), bytes: Buffer.concat([...pieces.values()]) };
  inTransaction(world, hooks, request, (context) => putColumn(context, table, row, column, file));
  transfers.end(token);
  return noContent();
}

const wrongRange = () =>
  new DataverseFault(
    400,
    '0x80090000',
    `Chunk range used in this call is either not valid or it is bigger than allowed ${largestPiece / 1024 / 1024} MB.`,
  );

function rangeIn(request: ApiRequest): { from: number; to: number; size: number } {
  const [, from, to, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(request.headers['content-range'] ?? '') ?? [];
  if (size === undefined) throw wrongRange();
  return { from: Number(from), to: Number(to), size: Number(size) };
}

/** Header before query: the query takes names beyond ASCII. */
const nameOf = (request: ApiRequest): string | undefined => request.headers['x-ms-file-name'] ?? request.query.get('x-ms-file-name');

function bytesIn(table: Table, request: ApiRequest): Buffer {
  if (/^application\/json\b/i.test(request.headers['content-type'] ?? 'application/json'))
    throw faults.payload(table.entitySetName, 'A file is sent as bytes: the content type must be application/octet-stream.');
  if (typeof request.body === 'string') throw faults.payload(table.entitySetName, 'A file cannot be sent inside of a batch.');
  return request.body;
}

function mimeIn(request: ApiRequest, name: string): string {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  return type === '' || /^application\/octet-stream$/i.test(type) ? kindOf(name) : type;
}

function download(world: World, table: Table, row: Row, column: Column, raw: boolean, request: ApiRequest): ApiAnswer {
  demandAccess(world, request, 'Read', table, row);
  request.work.read += 1;
  const id = row.values[column.slot] ?? null;
  const file = column.type === 'File' ? fileOf(world, id) : imageFile(world, column, id, request.query.get('size') === 'full');
  if (file === null) return noContent();
  const range = request.headers.range;
  const part = range === undefined ? null : partOf(range, file.bytes.length);
  const bytes = part === null ? file.bytes : file.bytes.subarray(part.from, part.to + 1);
  const headers: Record<string, string> = {
    'OData-Version': '4.0',
    'x-ms-file-size': String(file.bytes.length),
    'x-ms-file-name': inHeader(file.name),
    mimetype: file.mime,
    'Content-Disposition': `attachment; filename="${inHeader(file.name)}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    [shown]: `x-ms-file-size; x-ms-file-name; ${part === null ? '' : 'x-ms-chunk-size; '}mimetype`,
  };
  if (part !== null) headers['x-ms-chunk-size'] = String(largestPiece);
  const status = part === null ? 200 : 206;
  if (raw) return { status, headers: { ...headers, 'Content-Type': 'application/octet-stream' }, body: bytes };
  // Without $value the property comes as any other: a value in JSON, which of bytes is Base64.
  const context = `${request.root}/$metadata#${table.entitySetName}(${row.id})/${column.logicalName}`;
  return jsonText(JSON.stringify({ '@odata.context': context, value: bytes.toString('base64') }), status, headers);
}

/** The thumbnail, unless the full picture is asked for, which may not have been kept. */
function imageFile(world: World, column: Column, id: unknown, full: boolean): { name: string; mime: string; bytes: Buffer } | null {
  if (full) return fullImageOf(world, id);
  const bytes = thumbnailOf(world, id);
  if (bytes === null) return null;
  const type = imageType(bytes);
  return { name: `${column.logicalName}.${type?.extension ?? 'png'}`, mime: type?.mime ?? 'image/png', bytes };
}

/** Headers take ASCII only; what goes beyond it is escaped (inferred). */
const inHeader = (name: string): string => name.replaceAll(/[^\x20-\x7e]+/g, encodeURIComponent);

function partOf(range: string, size: number): { from: number; to: number } {
  const [, first, last] = /^bytes=(\d+)-(\d+)(?:\/\d+)?$/.exec(range) ?? [];
  const from = Number(first);
  const to = Math.min(Number(last), size - 1);
  if (first === undefined || from > to) {
    throw new DataverseFault(416, '0x80090000', `The range '${range}' lies outside of the file, which has ${size} bytes.`);
  }
  return { from, to };
}
