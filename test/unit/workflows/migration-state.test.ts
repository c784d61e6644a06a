import type { DecisionInput, DocumentRef, GateName } from '../../../src/workflows/gates.js';
import { firstSnapshot, MigrationState, type Phase } from '../../../src/workflows/migration-state.js';

const hour = 3_600_000;
const settings = {
  deltaEveryMs: hour,
  deltaWindowMs: 24 * hour,
  rollbackWindowMs: 72 * hour,
  reminderMs: 24 * hour,
  schemaMode: 'deploy',
  window: 4,
} as const;
const document = (hash: string, more: Partial<DocumentRef> = {}): DocumentRef => ({
  kind: 'scope',
  hash,
  code: hash.slice(0, 10),
  headline: 'a document',
  clean: true,
  ...more,
});
const hashA = 'a'.repeat(64);
const hashB = 'b'.repeat(64);
const approve = (gate: GateName, more: Partial<DecisionInput> = {}): DecisionInput => ({
  gate,
  artefact: hashA.slice(0, 10),
  decision: 'approve',
  approver: 'Ida',
  ...more,
});

function at(phase: Phase): MigrationState {
  const state = new MigrationState('demo', settings, firstSnapshot(1));
  state.snapshot.phase = phase;
  return state;
}

describe('a gate', () => {
  test('takes a decision on the document that it is about', () => {
    const state = at('scopeGate');
    state.openGate('scope', document(hashA), 0);
    expect(state.judge(approve('scope'))).toEqual({ accepted: true, sentence: 'scope: approved by Ida.' });
    state.decide(approve('scope'));
    expect(state.gate('scope')).toMatchObject({ status: 'approved', decidedBy: 'Ida' });
  });

  test.each([
    ['that is not open yet', approve('sample'), /sample is not open yet; the migration is in phase scopeGate/],
    ['with the code of another document', approve('scope', { artefact: hashB }), /code does not belong/],
    ['without an approver', approve('scope', { approver: '  ' }), /approver is empty/],
    ['with a reject and no reason', approve('scope', { decision: 'reject' }), /needs a comment/],
  ])('refuses a decision %s', (_, input, sentence) => {
    const state = at('scopeGate');
    state.openGate('scope', document(hashA), 0);
    const verdict = state.judge(input);
    expect(verdict.accepted).toBe(false);
    expect(verdict.sentence).toMatch(sentence);
  });

  test('is decided once: the second decision hears who decided before', () => {
    const state = at('scopeGate');
    state.openGate('scope', document(hashA), 0);
    state.decide(approve('scope'));
    expect(state.judge(approve('scope', { approver: 'Bo', decision: 'reject', comment: 'no' }))).toEqual({
      accepted: false,
      sentence: 'Gate scope is closed: Ida approved it already.',
    });
  });

  test('cannot be approved while its document says what must be mended first, but can be rejected', () => {
    const state = at('designGate');
    state.openGate('mapping', document(hashA, { blocked: 'Two source fields are open.' }), 0);
    expect(state.judge(approve('mapping'))).toEqual({ accepted: false, sentence: 'Two source fields are open.' });
    expect(state.judge(approve('mapping', { decision: 'reject', comment: 'mend it' })).accepted).toBe(true);
  });

  test('asks at cut-over who closed Actimo', () => {
    const state = at('delta');
    state.openGate('cutOver', document(hashA), 0);
    expect(state.judge(approve('cutOver')).sentence).toMatch(/who closed Actimo/);
    expect(state.judge(approve('cutOver', { comment: 'Bo closed it at 18:00' })).accepted).toBe(true);
  });

  test('opens again on a new document, and the old code opens nothing any more', () => {
    const state = at('delta');
    state.openGate('mapping', document(hashA), 0);
    state.decide(approve('mapping'));
    state.openGate('mapping', document(hashB), 5);
    expect(state.gate('mapping')).toMatchObject({ status: 'open', openings: 2, openedAt: 5 });
    expect(state.judge(approve('mapping')).accepted).toBe(false);
    expect(state.judge(approve('mapping', { artefact: hashB.slice(0, 12) })).accepted).toBe(true);
  });

  test('stays as it is when it is opened on the same document again', () => {
    const state = at('scopeGate');
    state.openGate('scope', document(hashA), 0);
    state.openGate('scope', document(hashA), 99);
    expect(state.gate('scope')).toMatchObject({ openedAt: 0, openings: 1 });
  });

  test('is reminded of once a day until somebody decides', () => {
    const state = at('scopeGate');
    state.openGate('scope', document(hashA), 0);
    expect(state.nextReminder()).toEqual({ gate: 'scope', at: 24 * hour });
    state.reminded('scope');
    expect(state.nextReminder()).toEqual({ gate: 'scope', at: 48 * hour });
    state.decide(approve('scope'));
    expect(state.nextReminder()).toBeNull();
  });
});

describe('a malformed decision', () => {
  test.each([
    [null, /one JSON object/],
    [approve('lunch' as GateName), /no gate "lunch"/],
    [approve('scope', { artefact: 'abc' }), /ten hexadecimal digits/],
    [approve('scope', { decision: 'maybe' as 'approve' }), /"approve" or "reject"/],
    [approve('scope', { approver: undefined as unknown as string }), /must be a name/],
  ])('is told what is wrong: %#', (input, sentence) => {
    expect(MigrationState.malformed(input as DecisionInput)).toMatch(sentence);
  });
});

describe('roll-back', () => {
  const inWindow = (): MigrationState => {
    const state = at('undoWindow');
    state.snapshot.undoUntil = 72 * hour;
    state.snapshot.clean = true;
    return state;
  };

  test('is taken up to the last minute and refused with a sentence after it', () => {
    expect(inWindow().judgeCommand('rollBack', { by: 'Ida' }, 72 * hour - 60_000).accepted).toBe(true);
    const late = inWindow().judgeCommand('rollBack', { by: 'Ida' }, 72 * hour + 60_000);
    expect(late).toEqual({ accepted: false, sentence: 'The undo window closed at 1970-01-04T00:00:00.000Z; what is in Dynamics stays.' });
  });

  test('stays possible past the window while something is not in order', () => {
    const state = inWindow();
    state.snapshot.clean = false;
    expect(state.judgeCommand('rollBack', { by: 'Ida' }, 100 * hour).accepted).toBe(true);
  });

  test('can be given more time while the window is open, not afterwards', () => {
    const state = inWindow();
    expect(state.judgeCommand('extend', { by: 'Ida', hours: 24 }, hour).accepted).toBe(true);
    state.command('extend', { by: 'Ida', hours: 24 });
    expect(state.snapshot.undoUntil).toBe(96 * hour);
    state.snapshot.undoClosed = true;
    expect(state.judgeCommand('extend', { by: 'Ida', hours: 24 }, hour).accepted).toBe(false);
  });

  test('is not aborted half-way', () => {
    expect(at('rollback').judgeCommand('abort', { by: 'Ida' }, 0).accepted).toBe(false);
  });
});

test('progress names the step that is being written, and nothing while Actimo is read', () => {
  const state = at('full');
  expect(state.progress().step).toBeNull();
  state.snapshot.passing = {
    pass: 'full',
    options: { read: true, plan: true, sampleOnly: false },
    found: { created: 0, updated: 0, deleted: 0, toWrite: 2, missing: 0, mappingChanged: false },
    steps: [
      { object: 'user', table: 'contact', facet: 'core' },
      { object: 'user', table: 'contact', facet: 'links' },
    ],
    cursor: 1,
  };
  expect(state.progress().step).toBe('contact links (2 of 2)');
  state.snapshot.passing.cursor = 2;
  expect(state.progress().step).toBeNull();
});

describe('commands', () => {
  test('need a name', () => {
    expect(at('full').judgeCommand('pause', { by: '' }, 0).sentence).toMatch(/by is empty/);
  });

  test('pause and resume once each', () => {
    const state = at('full');
    expect(state.judgeCommand('resume', { by: 'Ida' }, 0).accepted).toBe(false);
    state.command('pause', { by: 'Ida' });
    expect(state.judgeCommand('pause', { by: 'Bo' }, 0).sentence).toBe('Already paused by Ida.');
    expect(state.doing()).toBe('Paused by Ida in phase full.');
    state.command('resume', { by: 'Ida' });
    expect(state.snapshot.paused).toBeNull();
  });

  test.each(['pause', 'abort', 'rollBack'] as const)('%s is refused while the ledger is being purged', (name) => {
    expect(at('purge').judgeCommand(name, { by: 'Ida' }, 0).accepted).toBe(false);
  });

  test('a delta can be asked for between the full migration and cut-over only', () => {
    expect(at('delta').judgeCommand('delta', { by: 'Ida' }, 0).accepted).toBe(true);
    expect(at('audit').judgeCommand('delta', { by: 'Ida' }, 0).accepted).toBe(false);
  });
});
