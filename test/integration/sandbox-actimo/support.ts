import { type Actimo, type ActimoOptions, createActimo } from '../../../sandbox/actimo/index.js';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into at will
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

export interface Client {
  readonly actimo: Actimo;
  readonly url: string;
  call(path: string, init?: RequestInit & { key?: string }): Promise<Answer>;
  /** The records of a list, which must be there. */
  list(path: string): Promise<Json[]>;
}

const running: Actimo[] = [];

/** Call from afterEach: closes what the test has opened. */
export async function closeAll(): Promise<void> {
  await Promise.all(running.splice(0).map((actimo) => actimo.close()));
}

export async function start(options: Partial<ActimoOptions> = {}): Promise<Client> {
  const actimo = createActimo({ users: 300, seed: 7, ratePerSecond: 1_000_000, ...options });
  running.push(actimo);
  const { url } = await actimo.listen(0);
  const call: Client['call'] = async (path, { key, ...init } = {}) => {
    const response = await fetch(url + path, { ...init, headers: { 'api-key': key ?? actimo.apiKeys[0] ?? '', ...init.headers } });
    const text = await response.text();
    let body: Json;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    return { status: response.status, headers: response.headers, text, body };
  };
  const list: Client['list'] = async (path) => {
    const answer = await call(path);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.body.data;
  };
  return { actimo, url, call, list };
}

export const send = (method: string, body: unknown): RequestInit => ({
  method,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
