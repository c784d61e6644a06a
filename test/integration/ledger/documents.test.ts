import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { artefactHash, type SchemaPart } from '../../../src/domain/index.js';
import {
  brake,
  type Decision,
  forgetSchemaParts,
  getArtefact,
  type Ledger,
  listDecisions,
  listSchemaParts,
  loadState,
  putArtefact,
  recordDecision,
  recordSchemaParts,
  saveState,
  setBrake,
} from '../../../src/ledger/index.js';
import { freshLedger } from './fresh-ledger.js';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await freshLedger();
});

describe('documents', () => {
  test('are stored under the SHA-256 of their text', async () => {
    const body = '{"title":"Omfang — ø"}';
    const hash = await putArtefact(ledger, { kind: 'scope', body });
    expect(hash).toBe(createHash('sha256').update(body, 'utf8').digest('hex'));
    expect(await getArtefact(ledger, { hash })).toEqual({ hash, kind: 'scope', body, at: expect.any(String) });
    expect(await getArtefact(ledger, { hash: artefactHash('00') })).toBeNull();
  });

  test('the newest of a kind is the one that was stored last, also when it was there before', async () => {
    for (const body of ['{"n":1}', '{"n":2}', '{"n":1}']) await putArtefact(ledger, { kind: 'mapping', body });
    await putArtefact(ledger, { kind: 'schema', body: '{"n":3}' });
    expect((await getArtefact(ledger, { kind: 'mapping' }))?.body).toBe('{"n":1}');
    expect(await getArtefact(ledger, { kind: 'sample' })).toBeNull();
  });
});

describe('decisions', () => {
  const decision: Decision = {
    kind: 'gate',
    about: 'scope',
    artefact: 'ab12cd34ef',
    decision: 'approve',
    who: 'bo',
    proof: null,
    comment: 'fine',
    accepted: true,
    sentence: 'scope: approved by bo.',
    at: '2026-03-01T10:00:00.000Z',
  };

  test('are kept in their order, the refused ones too', async () => {
    const refused = { ...decision, who: 'eva', accepted: false, sentence: 'Gate scope is closed.', artefact: null };
    await recordDecision(ledger, decision);
    await recordDecision(ledger, refused);
    expect(await listDecisions(ledger)).toEqual([decision, refused]);
  });

  test('a step that is repeated records once', async () => {
    await recordDecision(ledger, decision, 'update-1');
    await recordDecision(ledger, decision, 'update-1');
    await recordDecision(ledger, decision, 'update-2');
    expect(await listDecisions(ledger)).toHaveLength(2);
  });
});

describe('the workflow’s own state', () => {
  test('is the one saved last', async () => {
    expect(await loadState(ledger)).toBeNull();
    await saveState(ledger, { phase: 'audit', gates: {} });
    await saveState(ledger, { phase: 'full', gates: { scope: { status: 'approved' } }, undoUntil: null });
    expect(await loadState(ledger)).toEqual({ phase: 'full', gates: { scope: { status: 'approved' } }, undoUntil: null });
  });

  test('the brake is on until it is taken off', async () => {
    expect(await brake(ledger)).toBeNull();
    await setBrake(ledger, 2.5);
    expect(await brake(ledger)).toBe(2.5);
    await setBrake(ledger, 0);
    expect(await brake(ledger)).toBeNull();
  });
});

describe('pieces of schema', () => {
  const part = (name: string, madeByUs: boolean): SchemaPart => ({ kind: 'column', name, id: `id of ${name}`, madeByUs });

  test('keep their order and whose they are, although a repeated deployment finds them there', async () => {
    await recordSchemaParts(ledger, [part('contact.z', true), part('contact.a', false)]);
    await recordSchemaParts(ledger, [part('contact.z', false), part('contact.m', true)]);
    expect(await listSchemaParts(ledger)).toEqual([part('contact.z', true), part('contact.a', false), part('contact.m', true)]);
  });

  test('are forgotten when they were removed', async () => {
    await recordSchemaParts(ledger, [part('contact.z', true), part('contact.a', true)]);
    await forgetSchemaParts(ledger, [part('contact.z', true)]);
    await recordSchemaParts(ledger, [part('contact.z', false)]);
    expect(await listSchemaParts(ledger)).toEqual([part('contact.a', true), part('contact.z', false)]);
  });
});
