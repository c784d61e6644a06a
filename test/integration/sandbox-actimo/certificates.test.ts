import { readFileSync, rmSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { makeCertificates } from '../../../sandbox/start/certificates.js';

test('a client that trusts the authority reaches the server by name and by address; one that does not is refused', async () => {
  const { caFile, ca, key, cert } = await makeCertificates();
  expect(readFileSync(caFile, 'utf8')).toBe(ca);
  const server = createServer({ key, cert }, (_, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask = (host: string, trusted: string | undefined) =>
    new Promise<number | undefined>((resolve, reject) => {
      get(
        { host: '127.0.0.1', servername: host === '127.0.0.1' ? '' : host, port, ...(trusted ? { ca: trusted } : {}), agent: false },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      ).on('error', reject);
    });
  try {
    expect(await ask('localhost', ca)).toBe(200);
    expect(await ask('127.0.0.1', ca)).toBe(200);
    await expect(ask('localhost', undefined)).rejects.toThrow(/certificate/);
  } finally {
    server.close();
    rmSync(dirname(caFile), { recursive: true });
  }
});
