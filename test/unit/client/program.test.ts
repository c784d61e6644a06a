import type { Command } from 'commander';
import { makeProgram, runProgram } from '../../../src/client/program.js';
import { recordingContext } from './context.js';

const commands = (): readonly Command[] => makeProgram(recordingContext()).commands;

describe('the command line', () => {
  test('has every command that an operator needs', () => {
    expect(commands().map((command) => command.name())).toEqual(
      expect.arrayContaining(
        'init check start status show approve reject held retry delta pause resume throttle abort accept extend rollback report audit-trail worker up'.split(
          ' ',
        ),
      ),
    );
  });

  test('shows the exit codes in its help', async () => {
    const context = recordingContext();
    expect(await runProgram(['--help'], context)).toBe(0);
    expect(context.lines.join('\n')).toMatch(/Exit codes:[\s\S]+ 3 {2}the rules of the migration refuse it/);
  });

  test.each(commands().map((command) => command.name()))('shows an example in the help of %s', async (name) => {
    const context = recordingContext();
    expect(await runProgram([name, '--help'], context)).toBe(0);
    expect(context.lines.join('\n')).toContain(`Examples:\n  $ actimo-to-dynamics ${name}`);
  });

  test.each([
    ['an unknown command', ['frobnicate']],
    ['a missing option', ['extend']],
    ['a number that is none', ['throttle', '--per-second', 'many']],
    ['a gate that is none', ['approve', 'lunch', '--code', '0123456789']],
    ['no migration file', ['pause', '--file', 'nowhere.yaml']],
    ['an unknown option', ['status', '--nonsense']],
  ])('ends with 2 for %s', async (_name, args) => {
    const context = recordingContext({ env: {} });
    expect(await runProgram(args, context)).toBe(2);
    expect(context.errors.join('')).not.toContain('    at ');
  });

  test('names the command or option that was probably meant', async () => {
    const context = recordingContext();
    await runProgram(['aprove', 'scope'], context);
    expect(context.errors.join('\n')).toContain('Did you mean approve?');
  });
});
