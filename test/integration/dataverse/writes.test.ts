import { jest } from '@jest/globals';
import type { WriteAnswer, WriteRequest } from '../../../src/dataverse/index.js';
import { type Environment, idOf, people, startEnvironment } from './environment.js';

// Other test files share the machine.
jest.setTimeout(60_000);

let env: Environment;
beforeEach(async () => {
  env = await startEnvironment();
});
afterEach(() => env.close());

const create = (from: number, to: number, via: 'bulk' | 'batch' = 'bulk'): WriteRequest => ({
  table: 'contact',
  operation: 'create',
  via,
  rows: people(from, to),
});
const outcomes = (answer: WriteAnswer) =>
  answer.kind === 'answered'
    ? answer.results.map((result) => (result.ok ? 'ok' : result.error.kind))
    : `${answer.kind}: ${answer.error.kind}`;
const contacts = () => [...env.sandbox.rows('contact')];

describe('a bulk create', () => {
  it('makes the rows under our ids, look-ups and owner included', async () => {
    env.sandbox.insert({ table: 'account', columns: { accountid: idOf(900), name: 'Firma' } });
    const { dataverse } = env;
    const { userId } = await dataverse.whoAmI();
    const rows = people(1, 3, (n) => ({
      lastname: `Person ${n}`,
      donotemail: true,
      birthdate: '1980-02-29',
      parentcustomerid: { table: 'account', id: idOf(900) },
      ownerid: { table: 'systemuser', id: userId as never },
    }));
    const answer = await dataverse.send({ table: 'contact', operation: 'create', via: 'bulk', rows });
    expect(outcomes(answer)).toEqual(['ok', 'ok', 'ok']);
    const read = await dataverse.retrieve('contact', [idOf(2)], ['lastname', 'donotemail', 'birthdate', 'parentcustomerid']);
    expect(read.get(idOf(2))?.columns).toEqual({
      lastname: 'Person 2',
      donotemail: true,
      birthdate: '1980-02-29',
      parentcustomerid: { table: 'account', id: idOf(900) },
    });
  });

  it('sent twice is refused as a whole, changes nothing, and names no one', async () => {
    expect(outcomes(await env.dataverse.send(create(1, 5)))).toHaveLength(5);
    env.sandbox.update('contact', idOf(3), { lastname: 'Changed by a person' });
    const answer = await env.dataverse.send(create(3, 7));
    expect(outcomes(answer)).toBe('refused: exists');
    expect(contacts()).toHaveLength(5);
    expect(contacts().find(({ id }) => id === idOf(3))?.columns.lastname).toBe('Changed by a person');
  });

  it('with one bad row writes nothing, and the error names the column but not the value', async () => {
    const rows = people(1, 4, (n) => ({ lastname: n === 3 ? 'Hemmelig'.repeat(20) : `Person ${n}` }));
    const answer = await env.dataverse.send({ table: 'contact', operation: 'create', via: 'bulk', rows });
    expect(answer).toMatchObject({ kind: 'refused', error: { code: '0x80044331', column: 'lastname' } });
    expect(JSON.stringify(answer) + (answer.kind === 'refused' ? answer.error.message : '')).not.toContain('Hemmelig');
    expect(contacts()).toHaveLength(0);
  });

  it('to a table without the message is refused before it is sent', async () => {
    const request: WriteRequest = { table: 'connection', operation: 'create', via: 'bulk', rows: [{ id: idOf(1), columns: {} }] };
    await expect(env.dataverse.send(request)).rejects.toMatchObject({ code: 'no-bulk-message' });
  });
});

describe('a bulk update', () => {
  it('changes the columns given and no others', async () => {
    await env.dataverse.send(create(1, 2));
    const rows = people(1, 2, () => ({ jobtitle: 'Montør' }));
    expect(outcomes(await env.dataverse.send({ table: 'contact', operation: 'update', via: 'bulk', rows }))).toEqual(['ok', 'ok']);
    expect(contacts().map(({ columns }) => [columns.lastname, columns.jobtitle])).toEqual([
      ['Person 1', 'Montør'],
      ['Person 2', 'Montør'],
    ]);
  });

  it('with a row that somebody deleted writes nothing, brings nothing back and names the row', async () => {
    await env.dataverse.send(create(1, 3));
    env.sandbox.remove('contact', idOf(2));
    const answer = await env.dataverse.send({
      table: 'contact',
      operation: 'update',
      via: 'bulk',
      rows: people(1, 3, () => ({ jobtitle: 'x' })),
    });
    expect(answer).toMatchObject({ kind: 'refused', error: { kind: 'missing', ids: [idOf(2)] } });
    expect(contacts()).toHaveLength(2);
    expect(contacts().every(({ columns }) => columns.jobtitle === undefined)).toBe(true);
  });
});

describe('a batch', () => {
  it('answers every row for itself', async () => {
    const rows = people(1, 4, (n) => ({ lastname: n === 2 ? 'x'.repeat(99) : `Person ${n}` }));
    await env.dataverse.send(create(4, 4));
    const answer = await env.dataverse.send({ table: 'contact', operation: 'create', via: 'batch', rows });
    expect(outcomes(answer)).toEqual(['ok', 'refused', 'ok', 'exists']);
    expect(contacts()).toHaveLength(3);
  });

  it('updates only rows that are as they were read', async () => {
    await env.dataverse.send(create(1, 3));
    const read = await env.dataverse.retrieve('contact', [idOf(1), idOf(2), idOf(3)], ['lastname']);
    env.sandbox.update('contact', idOf(2), { lastname: 'Changed by a person' });
    env.sandbox.remove('contact', idOf(3));
    const rows = people(1, 3, () => ({ jobtitle: 'Montør' })).map((row) => ({ ...row, ifMatch: read.get(row.id)?.version ?? '' }));
    const answer = await env.dataverse.send({ table: 'contact', operation: 'update', via: 'batch', rows });
    expect(outcomes(answer)).toEqual(['ok', 'conflict', 'missing']);
    expect(contacts()).toHaveLength(2);
  });

  it('without versions never brings a deleted row back', async () => {
    const answer = await env.dataverse.send({ table: 'contact', operation: 'update', via: 'batch', rows: people(1, 1) });
    expect(outcomes(answer)).toEqual(['missing']);
    expect(contacts()).toHaveLength(0);
  });

  it('deletes, and says what was gone or changed already', async () => {
    await env.dataverse.send(create(1, 3));
    const read = await env.dataverse.retrieve('contact', [idOf(1), idOf(2)], []);
    env.sandbox.update('contact', idOf(2), { lastname: 'Changed by a person' });
    const rows = [1, 2, 3, 4].map((n) => ({ id: idOf(n), columns: {}, ...(n < 3 ? { ifMatch: read.get(idOf(n))?.version ?? '' } : {}) }));
    const answer = await env.dataverse.send({ table: 'contact', operation: 'delete', via: 'batch', rows });
    expect(outcomes(answer)).toEqual(['ok', 'conflict', 'ok', 'missing']);
    expect(contacts().map(({ id }) => id)).toEqual([idOf(2)]);
  });

  it('makes connections, which have two rows, under our ids', async () => {
    await env.dataverse.send(create(1, 1));
    env.sandbox.insert({ table: 'account', columns: { accountid: idOf(900), name: 'Firma' } });
    const rows = [
      {
        id: idOf(50),
        columns: {
          record1id: { table: 'contact', id: idOf(1) },
          record2id: { table: 'account', id: idOf(900) },
          effectivestart: '2020-01-31T00:00:00Z',
        },
      },
    ] as const;
    expect(outcomes(await env.dataverse.send({ table: 'connection', operation: 'create', via: 'batch', rows }))).toEqual(['ok']);
    expect([...env.sandbox.rows('connection')]).toHaveLength(2);
    const read = await env.dataverse.retrieve('connection', [idOf(50)], ['record1id', 'record2id', 'effectivestart']);
    expect(read.get(idOf(50))?.columns).toMatchObject({
      record1id: { table: 'contact', id: idOf(1) },
      record2id: { table: 'account', id: idOf(900) },
    });
  });

  it('clears a look-up', async () => {
    env.sandbox.insert({ table: 'account', columns: { accountid: idOf(900), name: 'Firma' } });
    await env.dataverse.send({
      table: 'contact',
      operation: 'create',
      via: 'bulk',
      rows: people(1, 1, () => ({ lastname: 'x', parentcustomerid: { table: 'account', id: idOf(900) } })),
    });
    const rows = people(1, 1, () => ({ parentcustomerid: null }));
    expect(outcomes(await env.dataverse.send({ table: 'contact', operation: 'update', via: 'batch', rows }))).toEqual(['ok']);
    expect(contacts()[0]?.columns.parentcustomerid).toBeUndefined();
  });
});

describe('what goes wrong on the way', () => {
  it.each([
    ['reset-before', 'in-doubt', 0],
    ['reset-after', 'in-doubt', 3],
    ['half-response', 'in-doubt', 3],
    ['5xx', 'in-doubt', 0],
    ['deadlock', 'not-executed', 0],
    ['empty-200', 'in-doubt', undefined],
    ['html', 'in-doubt', undefined],
  ] as const)('%s leaves a bulk create %s', async (kind, outcome, written) => {
    await env.dataverse.table('contact');
    env.sandbox.faults.add({ kind, route: 'CreateMultiple', times: 1 });
    const answer = await env.dataverse.send(create(1, 3));
    expect(answer.kind).toBe(outcome);
    if (written !== undefined) expect(contacts()).toHaveLength(written);
  });

  it.each(['reset-before', 'reset-after', 'half-response', '5xx', 'empty-200', 'html'] as const)(
    '%s leaves a batch in doubt',
    async (kind) => {
      await env.dataverse.table('contact');
      env.sandbox.faults.add({ kind, route: 'batch', times: 1 });
      expect((await env.dataverse.send(create(1, 3, 'batch'))).kind).toBe('in-doubt');
    },
  );

  it('a limit is waited out and nothing is written twice', async () => {
    await env.dataverse.table('contact');
    env.sandbox.faults.add({ kind: '429', route: 'CreateMultiple', times: 2 });
    const asked: number[] = [];
    const answer = await env.dataverse.send(create(1, 3), { beforeSend: () => void asked.push(asked.length) });
    expect(outcomes(answer)).toEqual(['ok', 'ok', 'ok']);
    expect(asked).toHaveLength(3);
    expect(contacts()).toHaveLength(3);
  });

  it('a token that is revoked in the middle is replaced', async () => {
    await env.dataverse.table('contact');
    env.sandbox.faults.add({ kind: 'revoke', route: 'CreateMultiple', times: 1 });
    expect(outcomes(await env.dataverse.send(create(1, 3)))).toEqual(['ok', 'ok', 'ok']);
  });

  it('a stop before sending means that nothing was sent; what beforeSend throws reaches the caller', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    expect(outcomes(await env.dataverse.send(create(1, 3), { signal: stop.signal }))).toBe('not-executed: aborted');
    const beforeSend = () => {
      throw new Error('epoch raised');
    };
    await expect(env.dataverse.send(create(1, 3), { beforeSend })).rejects.toThrow('epoch raised');
    expect(contacts()).toHaveLength(0);
  });

  it('a secret that no longer holds is no row’s fault', async () => {
    const wrong = env.connect({ clientSecret: 'expired' });
    expect(outcomes(await wrong.send(create(1, 3)))).toBe('not-executed: auth');
  });
});

describe('many requests at once', () => {
  it('into one table deadlock now and then, are known not to have been executed, and arrive when sent again', async () => {
    await env.close();
    env = await startEnvironment({ deadlockChance: 0.5, latencyMs: 3 });
    let pending = Array.from({ length: 40 }, (_, at) => create(at * 5 + 1, at * 5 + 5));
    let rounds = 0;
    while (pending.length > 0) {
      rounds += 1;
      const answers = await Promise.all(pending.map((request) => env.dataverse.send(request)));
      expect(answers.every((answer) => answer.kind === 'answered' || answer.kind === 'not-executed')).toBe(true);
      pending = pending.filter((_, at) => answers[at]?.kind !== 'answered');
      expect(rounds).toBeLessThan(20);
    }
    expect(contacts()).toHaveLength(200);
  });

  it('grow in size while the service answers quickly', async () => {
    const start = env.dataverse.chunkSize('contact', 'create', 'bulk');
    await env.dataverse.send(create(1, start));
    expect(env.dataverse.chunkSize('contact', 'create', 'bulk')).toBeGreaterThan(start);
  });
});
