import { faults } from '../core/errors.js';

/** One request inside of a `$batch`. */
export interface BatchOperation {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly contentId: string | null;
}

export type BatchPart =
  | { readonly kind: 'single'; readonly operation: BatchOperation }
  | { readonly kind: 'changeSet'; readonly operations: readonly BatchOperation[] };

const broken = (message: string) => faults.payload('$batch', message);

export function boundaryOf(contentType: string | undefined): string {
  const match = /^multipart\/mixed\s*;.*?boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType ?? '');
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined)
    throw broken(`A boundary was not found in the content type '${contentType ?? ''}'; it must be multipart/mixed with a boundary.`);
  return boundary;
}

/** Reads a batch. Every line must end CRLF, the last boundary too (docs/facts/dataverse.md §4 "$batch"). */
export function readBatch(text: string, boundary: string): BatchPart[] {
  return sections(text, boundary).map((section): BatchPart => {
    const [headers, body] = headAndBody(section);
    const type = headers['content-type'] ?? '';
    if (/^multipart\/mixed/i.test(type)) {
      const inner = boundaryOf(type);
      return {
        kind: 'changeSet',
        operations: uniqueIds(
          sections(body, inner).map((part) => {
            const [partHeaders, content] = headAndBody(part);
            const operation = readOperation(partHeaders, content);
            if (operation.method === 'GET') throw broken('Query operation is not allowed in a change set: GET requests are not allowed.');
            return operation;
          }),
        ),
      };
    }
    return { kind: 'single', operation: readOperation(headers, body) };
  });
}

function uniqueIds(operations: readonly BatchOperation[]): readonly BatchOperation[] {
  const seen = new Set<string>();
  for (const { contentId } of operations) {
    if (contentId === null) continue;
    if (seen.has(contentId))
      throw broken(
        `The content ID '${contentId}' was found more than once in the same change set. Content IDs have to be unique across all operations of a change set.`,
      );
    seen.add(contentId);
  }
  return operations;
}

function sections(text: string, boundary: string): string[] {
  const open = `--${boundary}`;
  const close = `--${boundary}--\r\n`;
  if (hasOtherLineEnd(text, open)) throw broken('Stream was not readable: lines must end with CRLF.');
  const end = text.lastIndexOf(close);
  if (end < 0) throw broken('Stream was not readable: the last boundary is missing or does not end with CRLF.');
  const parts = text.slice(0, end).split(`${open}\r\n`);
  if (parts.length < 2) throw broken('Stream was not readable: the boundary does not occur.');
  return parts.slice(1);
}

/** Whether a boundary stands in a line that does not end with CRLF, or follows one: what stands behind it would be lost. */
function hasOtherLineEnd(text: string, boundary: string): boolean {
  if (/(?<!\r)\n/.test(text.slice(0, text.indexOf('\n') + 1))) return true;
  for (let at = text.indexOf(boundary); at >= 0; at = text.indexOf(boundary, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    const isLine = at === 0 || before.endsWith('\n');
    if (
      isLine &&
      ((at > 0 && before !== '\r\n') || /^(?:--)?[ \t]*(?:\n|\r(?!\n))/.test(text.slice(at + boundary.length, at + boundary.length + 20)))
    )
      return true;
  }
  return false;
}

function headAndBody(section: string): [Record<string, string>, string] {
  const end = section.indexOf('\r\n\r\n');
  const head = end < 0 ? section : section.slice(0, end);
  return [headersOf(head), end < 0 ? '' : section.slice(end + 4)];
}

function headersOf(head: string): Record<string, string> {
  if (/(?<!\r)\n/.test(head)) throw broken('Stream was not readable: lines must end with CRLF.');
  const headers: Record<string, string> = {};
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

function readOperation(partHeaders: Record<string, string>, content: string): BatchOperation {
  if (!/^application\/http\b/i.test(partHeaders['content-type'] ?? '')) {
    throw broken(`The content type '${partHeaders['content-type'] ?? ''}' of a part is not application/http.`);
  }
  const end = content.indexOf('\r\n\r\n');
  const head = end < 0 ? content.replace(/(\r\n)+$/, '') : content.slice(0, end);
  const firstLine = head.split('\r\n', 1)[0] ?? '';
  // Between the first and the last blank is the address, and that may hold blanks: OData's own reader splits the line so.
  const match = /^([A-Z]+) (\S.*\S|\S) HTTP\/1\.1$/.exec(firstLine);
  if (match === null)
    throw broken(
      `The request line '${firstLine.slice(0, 100)}' is invalid. The request line must be three parts separated by a single space.`,
    );
  const body = end < 0 ? '' : content.slice(end + 4).replace(/\r\n$/, '');
  return {
    method: match[1] as string,
    url: match[2] as string,
    headers: headersOf(head.slice(firstLine.length)),
    body: body.trim() === '' ? '' : body,
    contentId: partHeaders['content-id'] ?? null,
  };
}
