/** `$batch`: many requests in one, answered one by one (docs/facts/dataverse.md §4). Written and read here, nothing is sent. */

export interface BatchPart {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path from the root of the host, e.g. `/api/data/v9.2/contacts`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface BatchPartAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Most operations that Dataverse takes in one batch. */
export const maxBatchParts = 1000;

/** Every line ends with CR LF, after the last boundary too: Dataverse refuses the whole batch otherwise. */
export function writeBatch(parts: readonly BatchPart[], boundary: string): string {
  const lines: string[] = [];
  for (const part of parts) {
    lines.push(
      `--${boundary}`,
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      '',
      `${part.method} ${part.path} HTTP/1.1`,
    );
    if (part.body !== undefined) lines.push('Content-Type: application/json; type=entry');
    for (const [name, value] of Object.entries(part.headers ?? {})) lines.push(`${name}: ${value}`);
    lines.push('', ...(part.body === undefined ? [''] : [part.body, '']));
  }
  lines.push(`--${boundary}--`, '');
  return lines.join('\r\n');
}

function headersOf(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

/** Splits at the first empty line. */
function headAndBody(text: string): [string[], string] {
  const end = /\r?\n\r?\n/.exec(text);
  if (end === null) return [text.split(/\r?\n/), ''];
  return [text.slice(0, end.index).split(/\r?\n/), text.slice(end.index + end[0].length)];
}

function readPart(text: string): BatchPartAnswer | undefined {
  const [, inner] = headAndBody(text);
  const [[statusLine = '', ...headerLines], body] = headAndBody(inner);
  const status = /^HTTP\/\d\.\d (\d{3})/.exec(statusLine)?.[1];
  return status === undefined ? undefined : { status: Number(status), headers: headersOf(headerLines), text: body };
}

/** The answers in request order; undefined when the text is not a whole multipart answer (cut off, or a page of something in between). */
export function readBatch(contentType: string, text: string): BatchPartAnswer[] | undefined {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined || !/^multipart\/mixed/i.test(contentType.trim())) return undefined;
  const escaped = boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pieces = text.split(new RegExp(`(?:^|\\r?\\n)--${escaped}(--)?[ \\t]*(?:\\r?\\n|$)`));
  // split() keeps the captured group: text, end mark, text, end mark, ...
  const answers: BatchPartAnswer[] = [];
  for (let at = 1; at < pieces.length; at += 2) {
    if (pieces[at] === '--') return answers;
    const answer = readPart(pieces[at + 1] ?? '');
    if (answer === undefined) return undefined;
    answers.push(answer);
  }
  return undefined;
}
