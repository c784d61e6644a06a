import { request } from 'node:http';
import { type ConsoleServer, serveConsole } from '../../../src/client/console/server.js';
import type { Context } from '../../../src/client/context.js';
import { MigrationHandle } from '../../../src/client/migration-handle.js';
import { openTemporal, type Temporal } from '../../../src/client/temporal.js';
import { Rehearsal } from '../../support/rehearsal.js';

/** Approvers without a terminal: everything that they do is a page and a form. */
describe('the page of decisions', () => {
  let migration: Rehearsal;
  let temporal: Temporal;
  let server: ConsoleServer;
  let context: Context;
  const secret = 'correct horse';
  const open: ConsoleServer[] = [];

  const get = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(new URL(path, server.url), { headers });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const decide = async (form: Record<string, string>, headers: Record<string, string> = { origin: server.url }) => {
    const answer = await fetch(`${server.url}/decisions`, { method: 'POST', headers, body: new URLSearchParams(form) });
    return { status: answer.status, text: await answer.text() };
  };
  const serve = async (options: { userHeader?: string; names?: string[] } = {}) => {
    const started = await serveConsole(context, new MigrationHandle(temporal, migration.name), { host: '127.0.0.1', port: 0, ...options });
    open.push(started);
    return started;
  };

  beforeAll(async () => {
    migration = await Rehearsal.prepare({
      users: 20,
      file: { approvals: { approvers: ['Ida Holm', 'Bo Krag'], claimedIsEnough: false } },
      workerEnv: { APPROVER_SECRETS: `Ida Holm=${secret},Bo Krag=another` },
    });
    migration.worker();
    await migration.start();
    await migration.gate('scope');
    const env = {
      DATABASE_URL: migration.databaseUrl,
      TEMPORAL_ADDRESS: migration.temporal.address,
      TEMPORAL_NAMESPACE: migration.temporal.namespace,
    };
    context = { env, cwd: migration.folder, out: () => undefined, err: () => undefined, interactive: false, width: 100 };
    temporal = await openTemporal(context);
    server = await serve();
  }, 120_000);

  afterAll(async () => {
    for (const one of open) await one.close();
    await temporal.close();
  });

  test('shows what waits and leads to its document; the code is in the document only', async () => {
    const { document } = await migration.gate('scope');
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Is this what shall be moved, from here to there?');
    expect(page.text.replaceAll(/\s/g, '')).not.toContain(document.code);
    const shown = await get('/documents/scope');
    expect(shown.text).toContain(`${document.code.slice(0, 5)} ${document.code.slice(5)}`);
    expect((await get('/documents/summary')).status).toBe(404);
    expect((await get('/elsewhere')).status).toBe(404);
  });

  test('runs no script, loads nothing, is kept by nobody and is framed by nobody', async () => {
    const { headers, text } = await get('/');
    expect(text).not.toMatch(/<script|<img|<link|(src|href|action)="(?!\/)/);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none';.*form-action 'self'; frame-ancestors 'none'/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  });

  test('takes no form from elsewhere, and answers to no other name', async () => {
    const { document } = await migration.gate('scope');
    const form = { gate: 'scope', decision: 'approve', code: document.code, approver: 'Ida Holm', secret };
    expect((await decide(form, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await decide({ ...form, comment: 'x'.repeat(20_000) })).status).toBe(413);
    const status = await new Promise((resolve, reject) => {
      const asked = request(server.url, { headers: { host: 'elsewhere.example' } }, (answer) => resolve(answer.resume().statusCode));
      asked.on('error', reject).end();
    });
    expect(status).toBe(421);
    expect((await migration.progress()).gates[0]?.status).toBe('open');
  });

  test.each([
    ['no code', { decision: 'approve', code: '' }, /give the approval code/],
    ['a wrong code', { decision: 'approve', code: '0123456789' }, /does not belong to the document/],
    ['no name', { decision: 'reject', approver: '', comment: 'no' }, /needs your name/],
    ['a name that is no approver', { decision: 'reject', approver: 'Eve', comment: 'no' }, /not among the approvers/],
    ['a wrong secret', { decision: 'reject', comment: 'no', secret: 'another' }, /proof for Ida Holm is missing or wrong/],
    ['a no without a reason', { decision: 'reject' }, /reject needs a comment/],
    ['a gate that is not open', { decision: 'reject', gate: 'accept', comment: 'no' }, /not open yet/],
    ['no gate of ours', { decision: 'reject', gate: 'door', comment: 'no' }, /There is no gate/],
    ['a no to a document that was replaced', { decision: 'reject', comment: 'no', opening: '0' }, /Another document has come up/],
    ['neither yes nor no', { decision: 'maybe' }, /approve or reject/],
  ])('refuses %s with a sentence', async (_, more, sentence) => {
    const { openings } = await migration.gate('scope');
    const { status, text } = await decide({ gate: 'scope', opening: String(openings), approver: 'Ida Holm', secret, ...more });
    expect(status).toBe(409);
    expect(text.replaceAll('&#39;', "'")).toMatch(sentence);
  });

  test('takes a no with its reason, which is shown and not run, and a yes with the code as it stands on the page', async () => {
    const { openings } = await migration.gate('scope');
    const no = await decide({
      gate: 'scope',
      opening: String(openings),
      decision: 'reject',
      approver: 'Bo Krag',
      secret: 'another',
      comment: '<b>look again</b>',
    });
    expect(no.status).toBe(200);
    expect(no.text).toContain('scope: rejected by Bo Krag.');
    expect(no.text).toContain('&lt;b&gt;look again&lt;/b&gt;');
    expect(no.text).not.toContain('<b>look again');
    await migration.until('scope again', ({ gates }) =>
      gates.some(({ gate, status, openings }) => gate === 'scope' && status === 'open' && openings === 2),
    );
    const { code } = (await migration.gate('scope')).document;
    const yes = await decide({
      gate: 'scope',
      decision: 'approve',
      approver: 'Ida Holm',
      secret,
      code: ` ${code.slice(0, 5)} ${code.slice(5)} `,
    });
    expect(yes.text).toContain('scope: approved by Ida Holm.');
    expect(yes.status).toBe(200);
  });

  test('behind a proxy, believes the proxy and not the form', async () => {
    const mapping = await migration.gate('mapping');
    const behind = await serve({ userHeader: 'X-Forwarded-User', names: ['decisions.example'] });
    expect((await fetch(behind.url)).status).toBe(401);
    const answer = await fetch(`${behind.url}/decisions`, {
      method: 'POST',
      headers: { origin: behind.url, 'x-forwarded-user': 'Bo Krag' },
      body: new URLSearchParams({
        gate: 'mapping',
        decision: 'approve',
        approver: 'Ida Holm',
        secret: 'another',
        code: mapping.document.code,
      }),
    });
    expect(await answer.text()).toContain('mapping: approved by Bo Krag.');
  });
});
