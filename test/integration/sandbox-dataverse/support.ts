import { createDataverse, type Dataverse, type DataverseOptions } from '../../../sandbox/dataverse/index.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into at will
  readonly json: any;
}

/** A listening environment and a signed-in client without any comfort. */
export interface Client {
  readonly box: Dataverse;
  readonly url: string;
  readonly root: string;
  readonly tokenUrl: string;
  token: string;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
  signIn(clientId?: string, clientSecret?: string): Promise<Answer>;
}

const open: Dataverse[] = [];

/** Call from afterEach: closes what the test has opened. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((box) => box.close()));
}

export async function start(options: Partial<DataverseOptions> = {}): Promise<Client> {
  const box = createDataverse({ seed: 7, propagationMs: 0, customizationMs: 0, keyIndexMs: 5, deadlockChance: 0, ...options });
  open.push(box);
  const { url, tokenUrl } = await box.listen(0);
  const root = `${url}/api/data/v9.2`;
  const client: Client = {
    box,
    url,
    root,
    tokenUrl,
    token: '',
    async ask(method, path, body, headers = {}) {
      const isText = typeof body === 'string';
      const response = await fetch(/^https?:/.test(path) ? path : `${root}/${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${client.token}`,
          Accept: 'application/json',
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch {
        json = undefined;
      }
      return { status: response.status, headers: response.headers, text, json };
    },
    get: (path, headers) => client.ask('GET', path, undefined, headers),
    post: (path, body, headers) => client.ask('POST', path, body, headers),
    patch: (path, body, headers) => client.ask('PATCH', path, body, headers),
    delete: (path, headers) => client.ask('DELETE', path, undefined, headers),
    async signIn(clientId = box.clientId, clientSecret = box.clientSecret) {
      const response = await fetch(tokenUrl, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: clientId,
          client_secret: clientSecret,
          scope: `${url}/.default`,
          grant_type: 'client_credentials',
        }),
      });
      const text = await response.text();
      const json = JSON.parse(text) as { access_token?: string };
      client.token = json.access_token ?? '';
      return { status: response.status, headers: response.headers, text, json };
    },
  };
  await client.signIn();
  return client;
}

/** The id in an `OData-EntityId`. */
export const idOf = (answer: Answer): string => /\(([0-9a-f-]{36})\)$/.exec(answer.headers.get('odata-entityid') ?? '')?.[1] ?? '';
export const codeOf = (answer: Answer): string => String(answer.json?.error?.code);
export const guid = (n: number): string => `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;
