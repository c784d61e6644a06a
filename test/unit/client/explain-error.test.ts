import { ActimoError } from '../../../src/actimo/index.js';
import { ClientError, refusal, usageError } from '../../../src/client/errors.js';
import { exitCodes } from '../../../src/client/exit-codes.js';
import { explain } from '../../../src/client/explain-error.js';
import { MigrationFileError, SecretsError } from '../../../src/config/index.js';
import { DataverseError } from '../../../src/dataverse/index.js';
import { LedgerError } from '../../../src/ledger/index.js';

const system = (code: string): Error => Object.assign(new Error(`connect ${code} 127.0.0.1:5432`), { code });

describe('an error ends a command with', () => {
  test.each([
    ['2 for wrong use', usageError('x'), exitCodes.usage],
    ['3 for a refusal', refusal('x'), exitCodes.refused],
    ['2 for a wrong migration file', new MigrationFileError([{ path: 'name', problem: 'is missing', next: 'Give it.' }]), exitCodes.usage],
    ['2 for a missing secret', new SecretsError(['DATABASE_URL'], 'DATABASE_URL is not set', 'Set it.'), exitCodes.usage],
    ['2 for a migration that nobody knows', new LedgerError('unknown-migration', 'x'), exitCodes.usage],
    ['3 for one that was purged', new LedgerError('purged-migration', 'x'), exitCodes.refused],
    ['4 for an Actimo that does not answer', new ActimoError('actimo-unavailable', 'x', 'y'), exitCodes.unreachable],
    ['1 for an Actimo that does not take the key', new ActimoError('actimo-unauthorized', 'x', 'y'), exitCodes.failed],
    [
      '4 for a Dynamics that does not answer',
      new DataverseError('x', { kind: 'in-doubt', status: 0, code: 'no-answer' }),
      exitCodes.unreachable,
    ],
    [
      '1 for a Dynamics that does not let us in',
      new DataverseError('x', { kind: 'auth', status: 401, code: 'AADSTS7000215' }),
      exitCodes.failed,
    ],
    ['4 for a refused connection', system('ECONNREFUSED'), exitCodes.unreachable],
    ['2 for a file that is not there', system('ENOENT'), exitCodes.usage],
    ['1 for anything else', new TypeError('x'), exitCodes.failed],
  ])('%s', (_name, error, exit) => {
    expect(explain(error).exit).toBe(exit);
  });

  test('130 when a question was left with Ctrl-C', () => {
    const error = new Error('User force closed the prompt');
    error.name = 'ExitPromptError';
    expect(explain(error).exit).toBe(exitCodes.interrupted);
  });
});

test('an explanation is whole sentences with what to do next', () => {
  const error = new ClientError('x', exitCodes.failed, 'the table is locked', 'wait and run it again');
  expect(explain(error)).toEqual({ exit: 1, code: 'x', message: 'The table is locked.', next: 'Wait and run it again.' });
});
