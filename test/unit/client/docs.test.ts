import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCodes } from '../../../src/client/exit-codes.js';
import { makeProgram } from '../../../src/client/program.js';
import { decisionCommands } from '../../../src/reports/index.js';
import { recordingContext } from './context.js';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');
const program = 'actimo-to-dynamics';

/** Command lines in code blocks, and in the texts of the program. */
const linesOf = (text: string): string[] =>
  [...text.matchAll(/^(?:npx )?actimo-to-dynamics .+$/gm)].map(([line]) => line.replace(/^npx /, '').replace(/ [>|] .*$/, ''));

const words = (line: string): string[] => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** What is wrong with a command line, without running it. */
function problemsOf(line: string): string[] {
  let [, ...rest] = words(line);
  let command: Command = makeProgram(recordingContext());
  for (;;) {
    const inner = command.commands.find((candidate) => candidate.name() === rest[0]);
    if (inner === undefined) break;
    command = inner;
    rest = rest.slice(1);
  }
  if (command.name() === program) return [`there is no command ${rest[0]}`];
  const { operands, unknown } = command.parseOptions(rest);
  const needed = command.registeredArguments.filter(({ required }) => required).length;
  return [
    ...unknown.map((word) => `${command.name()} does not know ${word}`),
    ...(operands.length < needed || operands.length > command.registeredArguments.length
      ? [`${command.name()} takes ${needed} arguments`]
      : []),
    ...command.options
      .filter((option) => option.mandatory && command.getOptionValue(option.attributeName()) === undefined)
      .map(({ flags }) => `${command.name()} needs ${flags}`),
  ];
}

const guide = read('docs/operator-guide.md');

test.each(linesOf(guide))('the operator guide tells of a command that there is: %s', (line) => {
  expect(problemsOf(line)).toEqual([]);
});

test.each((['scope', 'cutOver', 'accept'] as const).flatMap((gate) => Object.values(decisionCommands(gate, '3f2a91c07d'))))(
  'so does a document: %s',
  (line) => {
    expect(problemsOf(line)).toEqual([]);
  },
);

test('a command that there is not is noticed', () => {
  expect(problemsOf(`${program} frobnicate`)).not.toEqual([]);
  expect(problemsOf(`${program} pause --hours 3`)).not.toEqual([]);
  expect(problemsOf(`${program} reject scope`)).not.toEqual([]);
  expect(problemsOf(`${program} approve`)).not.toEqual([]);
});

test('the operator guide mentions every command', () => {
  const names = makeProgram(recordingContext()).commands.map((command) => command.name());
  expect(names.filter((name) => !new RegExp(`\`(actimo-to-dynamics )?${name}\\b|^actimo-to-dynamics ${name}\\b`, 'm').test(guide))).toEqual(
    [],
  );
});

test('the operator guide has the exit codes that there are', () => {
  expect([...guide.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code))).toEqual(Object.values(exitCodes));
});

test('the README has the two commands by which everything can be seen', () => {
  expect(read('README.md')).toMatch(/^npm ci && npm run demo$/m);
  expect(read('README.md')).toMatch(/^npm ci && npm test$/m);
});
