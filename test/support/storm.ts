import { Agent, request } from 'node:http';
import fc from 'fast-check';

/** A request as it is thrown at the sandbox. */
export interface Shot {
  readonly method: string;
  /** From the host's root. */
  readonly path: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  /** The sandbox says itself that it has failed. */
  readonly failed: boolean;
  readonly text: string;
}

const volley = 100;
const longestMs = 60_000;

/** Throws random requests at a server: many at once over few connections, so that ten thousand take seconds. */
export class Storm {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  readonly #origin: URL;
  readonly #headers: () => Readonly<Record<string, string>>;

  constructor(origin: string, headers: () => Readonly<Record<string, string>>) {
    this.#origin = new URL(origin);
    this.#headers = headers;
  }

  close(): void {
    this.#agent.destroy();
  }

  /**
   * So many requests. Whatever comes, the server answers in its own way: no status 500 (or another one above it than those that are `known`), no answer that
   * says that it has failed, no broken connection, no request that is never answered.
   */
  async survived(
    shots: fc.Arbitrary<Shot>,
    {
      runs = 10_000,
      known = [501],
      seed = 4711,
    }: { readonly runs?: number; readonly known?: readonly number[]; readonly seed?: number } = {},
  ): Promise<void> {
    await fc.assert(
      fc.asyncProperty(fc.array(shots, { minLength: volley, maxLength: volley }), async (fired) => {
        await Promise.all(
          fired.map(async (shot) => {
            const { status, failed, text } = await this.#fire(shot);
            if (failed || (status >= 500 && !known.includes(status)) || status < 200) {
              const body = shot.body === undefined ? '' : ` ${String(shot.body).slice(0, 2000)}`;
              throw new Error(`${shot.method} ${shot.path.slice(0, 2000)}${body}\n${status} ${text.slice(0, 2000)}`);
            }
          }),
        );
      }),
      { numRuns: Math.ceil(runs / volley), seed, endOnFailure: true },
    );
  }

  #fire({ method, path, body, headers }: Shot): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#origin;
      // Without it Node sends the body of a GET or DELETE as if it were the next request.
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sent = request(
        { agent: this.#agent, hostname, port, method, path, headers: { ...this.#headers(), ...length, ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              failed: response.headers['x-sandbox-failure'] !== undefined,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      sent.setTimeout(longestMs, () => sent.destroy(new Error(`${method} ${path} was not answered within ${longestMs} ms`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

/** JSON text of any value that JSON has, and now and then text that is none. */
export const asJson = (values: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 20, arbitrary: values.map((value) => JSON.stringify(value) ?? 'null') },
    { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
  );

/** One of these, as it is in an address. */
export const escaped = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> => texts.map((text) => encodeURIComponent(text));

/** Text of words, in an order that may or may not make sense. */
export const sentence = (words: readonly string[], maxLength = 8): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: fc.string({ maxLength: 6 }) }), {
      maxLength,
    })
    .map((parts) => parts.join(''));
