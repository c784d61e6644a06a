import { classifyNetwork } from './classify.js';
import type { DataverseError } from './errors.js';
import { type Http, type HttpAnswer, type HttpRequest, pause } from './http.js';

export type Json = Readonly<Record<string, unknown>>;

/** The JSON object of an answer; undefined when it is none (an empty 200, half a page, an HTML page of something in between). */
export function jsonOf(answer: HttpAnswer): Json | undefined {
  try {
    const value: unknown = JSON.parse(answer.text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** A read. An answer that is not JSON is asked for again, a few times. */
export async function getJson(http: Http, request: Omit<HttpRequest, 'method' | 'attempts'>): Promise<Json> {
  for (let attempt = 1; ; attempt += 1) {
    const json = jsonOf(await http.request({ ...request, method: 'GET', attempts: 'retry' }));
    if (json !== undefined) return json;
    if (attempt === 4) throw garbled(request.context);
    await pause(2 ** attempt * 100, request.signal);
  }
}

/** All items of a collection, following `nextLink` as it comes; page after page. */
export async function* getPages(http: Http, request: Omit<HttpRequest, 'method' | 'attempts'>): AsyncGenerator<readonly Json[]> {
  let next: string | undefined = request.path;
  while (next !== undefined) {
    const page: Json = await getJson(http, { ...request, path: next });
    if (!Array.isArray(page.value)) throw garbled(request.context);
    yield page.value as Json[];
    next = typeof page['@odata.nextLink'] === 'string' ? page['@odata.nextLink'] : undefined;
  }
}

export async function getAll(http: Http, request: Omit<HttpRequest, 'method' | 'attempts'>): Promise<Json[]> {
  const all: Json[] = [];
  for await (const page of getPages(http, request)) all.push(...page);
  return all;
}

function garbled(context: HttpRequest['context']): DataverseError {
  return classifyNetwork({ code: 'garbled-answer' }, true, { ...context, write: false });
}
