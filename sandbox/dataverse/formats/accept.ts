import type { ApiRequest } from '../http/request.js';

/** How a reader wants JSON: what is said beside the values, and whether numbers of 64 bits and decimals are text. */
export interface JsonFormat {
  readonly metadata: 'minimal' | 'full' | 'none';
  readonly numbersAsText: boolean;
}

const plain: JsonFormat = { metadata: 'minimal', numbersAsText: false };
const levels = ['minimal', 'full', 'none'] as const;

/** What `Accept` asks for; null: it names types, and JSON is none of them. Of several ranges the one with the highest `q` counts. */
export function acceptedFormat(request: Pick<ApiRequest, 'headers'>): JsonFormat | null {
  const text = request.headers.accept;
  if (text === undefined || text.trim() === '') return plain;
  let best: { readonly format: JsonFormat; readonly weight: number } | null = null;
  for (const range of text.split(',')) {
    const [type = '', ...rest] = range.split(';').map((part) => part.trim().toLowerCase());
    const parameters = new Map(rest.map((part) => parameterIn(part)));
    const weight = Number(parameters.get('q') ?? 1);
    if (!/^(?:\*|\*\/\*|application\/\*|application\/json)$/.test(type) || !(weight > 0)) continue;
    if (best === null || weight > best.weight) best = { format: formatIn(parameters), weight };
  }
  return best === null ? null : best.format;
}

/** Whether the body of a request has such numbers as text (`IEEE754Compatible=true`). */
export const hasNumbersAsText = (request: Pick<ApiRequest, 'headers'>): boolean =>
  /^application\/json\s*;(?:.*;)?\s*ieee754compatible\s*=\s*"?true\b/i.test(request.headers['content-type'] ?? '');

export const contentType = ({ metadata, numbersAsText }: JsonFormat): string =>
  `application/json; odata.metadata=${metadata}; odata.streaming=true${numbersAsText ? '; IEEE754Compatible=true' : ''}`;

function parameterIn(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals < 0
    ? [text, '']
    : [
        text.slice(0, equals).trim(),
        text
          .slice(equals + 1)
          .trim()
          .replaceAll('"', ''),
      ];
}

/** A level that there is not, and parameters of older versions (`odata=verbose`), count for nothing. */
function formatIn(parameters: ReadonlyMap<string, string>): JsonFormat {
  const level = parameters.get('odata.metadata') ?? parameters.get('metadata');
  return {
    metadata: levels.find((known) => known === level) ?? 'minimal',
    numbersAsText: parameters.get('ieee754compatible') === 'true',
  };
}
