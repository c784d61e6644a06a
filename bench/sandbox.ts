import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';

/** What the stand-in's process has used so far. */
export interface Used {
  /** Of the user and of the system, all threads. */
  readonly processorSeconds: number;
  /** Bytes. */
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** A stand-in that runs in another process, with Contacts that have an alternate key. */
export interface RunningSandbox {
  /** An Account that every Contact belongs to. */
  readonly account: string;
  used(): Promise<Used>;
  /** Sends a body that is written already; answers the answer's text. Throws when it is refused. */
  send(method: string, path: string, body?: Buffer): Promise<string>;
  close(): Promise<void>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

/** Starts a stand-in, with the room for young objects that `npm run sandbox` gives it: a bulk call's garbage is gone before it is copied. */
export async function startSandbox(): Promise<RunningSandbox> {
  const child = fork(new URL('./sandbox-process.js', import.meta.url), {
    execArgv: ['--min-semi-space-size=64', '--max-semi-space-size=64', ...profiling()],
  });
  const said = async (): Promise<unknown> => (await once(child, 'message'))[0];
  const { url } = (await said()) as { url: string };
  const send = (method: string, path: string, body?: Buffer): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { Authorization: 'Bearer bench', 'Content-Type': 'application/json', 'Content-Length': body?.length ?? 0 };
      const sent = request(`${url}/api/data/v9.2/${path}`, { method, agent, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if ((response.statusCode ?? 500) < 300) resolve(text);
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 500)}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  await addKey(send);
  const account = '00000000-0000-4000-8000-000000000001';
  await send('POST', 'accounts', Buffer.from(JSON.stringify({ accountid: account, name: 'Nordlys A/S' })));
  return {
    account,
    send,
    async used() {
      const answer = said();
      child.send({});
      return (await answer) as Used;
    },
    async close() {
      if (child.exitCode === null) {
        child.disconnect();
        await once(child, 'exit');
      }
    },
  };
}

/** `BENCH_PROFILE=DIR` writes a profile of the stand-in's processor time there. */
const profiling = (): string[] =>
  process.env.BENCH_PROFILE === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`];

/** The column and the key by which the program finds its rows. */
async function addKey(send: RunningSandbox['send']): Promise<void> {
  const label = { LocalizedLabels: [{ Label: 'Actimo-id', LanguageCode: 1030 }] };
  const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));
  await send(
    'POST',
    "EntityDefinitions(LogicalName='contact')/Attributes",
    json({
      '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
      SchemaName: 'new_ActimoId',
      MaxLength: 100,
      DisplayName: label,
    }),
  );
  await send(
    'POST',
    "EntityDefinitions(LogicalName='contact')/Keys",
    json({ SchemaName: 'new_ActimoKey', DisplayName: label, KeyAttributes: ['new_actimoid'] }),
  );
  for (;;) {
    const { value } = JSON.parse(await send('GET', "EntityDefinitions(LogicalName='contact')/Keys?$select=EntityKeyIndexStatus"));
    if (value[0]?.EntityKeyIndexStatus === 'Active') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
