import { adminPassword, cookieName } from './session.js';

/** One call as the developer tools of a browser record it (HAR 1.2). */
interface HarEntry {
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
  readonly cache: Record<string, never>;
  readonly timings: { readonly send: number; readonly wait: number; readonly receive: number };
}

/**
 * Signs in to the admin UI over HTTP, pages through its lists, and writes down what went over the wire as a HAR file. The cookie and the password are in it, as
 * they are in a real one: whoever reads a HAR must take them out.
 */
export async function recordHar(
  origin: string,
  email: string,
  lists: readonly string[],
  at: number,
): Promise<Readonly<Record<string, unknown>>> {
  const entries: HarEntry[] = [];
  let cookie = '';
  const call = async (path: string, body: unknown): Promise<unknown> => {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) };
    const answer = await fetch(origin + path, { method: 'POST', body: text, headers });
    const content = await answer.text();
    const setCookie = answer.headers.get('set-cookie');
    if (setCookie) cookie = setCookie.split(';')[0] ?? '';
    entries.push({
      startedDateTime: new Date(at + entries.length * 250).toISOString(),
      time: 40,
      request: {
        method: 'POST',
        url: origin + path,
        httpVersion: 'HTTP/1.1',
        headers: nameValue(Object.entries(headers)),
        cookies: headers.cookie ? [{ name: cookieName, value: headers.cookie.slice(cookieName.length + 1) }] : [],
        queryString: [],
        postData: { mimeType: 'application/json', text },
        headersSize: -1,
        bodySize: Buffer.byteLength(text),
      },
      response: {
        status: answer.status,
        statusText: answer.statusText,
        httpVersion: 'HTTP/1.1',
        headers: nameValue([...answer.headers].filter(([name]) => name !== 'date')),
        cookies: setCookie ? [{ name: cookieName, value: cookie.slice(cookieName.length + 1) }] : [],
        content: { size: Buffer.byteLength(content), mimeType: answer.headers.get('content-type') ?? '', text: content },
        redirectURL: '',
        headersSize: -1,
        bodySize: Buffer.byteLength(content),
      },
      cache: {},
      timings: { send: 1, wait: 35, receive: 4 },
    });
    return JSON.parse(content);
  };
  await call('/admin/login', { email, password: adminPassword });
  for (const list of lists) {
    const first = (await call(`/admin/api/${list}`, { pageIndex: 0, pageSize: 50 })) as { result?: { totalCount?: number } };
    if ((first.result?.totalCount ?? 0) > 50) await call(`/admin/api/${list}`, { pageIndex: 1, pageSize: 50 });
  }
  return { log: { version: '1.2', creator: { name: 'sandbox', version: '1' }, pages: [], entries } };
}

const nameValue = (pairs: readonly (readonly [string, string])[]) => pairs.map(([name, value]) => ({ name, value }));
