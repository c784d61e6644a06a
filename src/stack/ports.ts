import { createServer } from 'node:net';

/** Whether a server on this machine could listen on the port of the loopback address right now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port of the loopback address that nobody listens on, chosen by the operating system. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** The wanted port when it is free, else one that is. Without a wish, any free one. */
export async function pickPort(wanted?: number): Promise<number> {
  return wanted !== undefined && (await isPortFree(wanted)) ? wanted : freePort();
}
