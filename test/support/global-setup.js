// One Postgres and one Temporal dev server per run, each started when the first test asks for it, so a run of unit tests starts neither.
// Tests ask over HTTP, because they run in other processes; this process lives as long as the run and nothing that it started outlives it.
// A2D_TEST_POSTGRES and A2D_TEST_TEMPORAL name servers that are up already (`npm run test:stack` keeps some and prints the two lines).
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'a2d-test-';

export default async function setup() {
  sweepOldRuns();
  const dir = join(tmpdir(), `${prefix}${process.pid}`);
  /** @type {Map<string, Promise<{ answer: object, stop: () => Promise<void> }>>} */
  const started = new Map();

  const starters = {
    '/postgres': async (stack) => {
      const server = await stack.startPostgres({
        dir: join(dir, 'postgres'),
        database: 'tests',
        durable: false,
      });
      return { answer: { url: server.url }, stop: server.stop };
    },
    '/temporal': async (stack) => {
      const server = await stack.startTemporal({
        dir: join(dir, 'temporal'),
        onDisk: false,
        namespace: 'default',
      });
      console.log(`\ntests use a Temporal dev server from: ${server.binary.from} (${server.binary.path})`);
      return { answer: { address: server.address }, stop: server.stop };
    },
  };

  const start = async (path) => {
    const stack = await loadStack();
    mkdirSync(dir, { recursive: true });
    // As root, Postgres runs as another user, who must be able to pass through.
    chmodSync(dir, 0o755);
    return starters[path](stack);
  };

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (!(path in starters)) return response.writeHead(404).end();
    if (!started.has(path)) started.set(path, start(path));
    started.get(path).then(
      ({ answer }) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
      (error) => response.writeHead(500).end(`${error.message}${error.next ? `; ${error.next}` : ''}`),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  process.env.A2D_TEST_SERVICES = `http://127.0.0.1:${server.address().port}`;

  globalThis.stopTestServices = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    for (const service of await Promise.allSettled(started.values())) {
      if (service.status === 'fulfilled') await service.value.stop();
    }
    rmSync(dir, { recursive: true, force: true });
  };
}

async function loadStack() {
  const built = new URL('../../dist/src/stack/index.js', import.meta.url);
  if (!existsSync(built)) throw new Error('dist is missing: run npm run build before the integration tests');
  return import(built.href);
}

/** What runs that were killed left behind. */
function sweepOldRuns() {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length) : Number.NaN);
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
