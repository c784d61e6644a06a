import { objectLabels, objectNames } from '../../domain/index.js';
import type { Overview } from '../overview.js';
import { wrap } from './lines.js';
import { tableLines } from './table.js';

/** `status` for a terminal. The approval codes are not in it: they stand in the documents, which are to be read first. */
export function overviewLines({ migration, workflow, progress, from, counts, held, registry }: Overview, width: number): string[] {
  const lines: string[] = [];
  if (progress !== null) lines.push(...wrap(`${migration}: ${progress.doing}`, width, '  '));
  else lines.push(`${migration}: ${registry === null ? 'has only just begun' : `phase ${registry.state}`}.`);
  if (workflow === null) lines.push('Temporal has no workflow of it. `start --adopt` goes on from the ledger.');
  else if (workflow.status !== 'running')
    lines.push(`Its workflow is ${workflow.status}${workflow.closedAt ? ` since ${time(workflow.closedAt)}` : ''}.`);
  if (from === 'ledger') lines.push('No worker answers: this is what was saved last.');
  if (registry?.purgedAt) lines.push(`The ledger was purged at ${time(registry.purgedAt)}; the documents are where they were written.`);

  const open = progress?.gates.filter(({ status }) => status === 'open') ?? [];
  if (open.length > 0) lines.push('', 'Waiting for a decision:');
  for (const { gate, document, openedAt } of open) {
    lines.push(
      ...wrap(`  ${gate}, since ${time(openedAt)}: ${document.headline}`, width, '    '),
      `    show ${gate}, then approve ${gate} --code CODE, or reject ${gate} --comment WHY`,
    );
    if (document.blocked) lines.push(...wrap(`    yes is not possible yet: ${document.blocked}`, width, '    '));
  }
  const decided = progress?.gates.filter(({ status }) => status !== 'open') ?? [];
  if (decided.length > 0)
    lines.push(
      '',
      ...wrap(
        `Decided: ${decided.map(({ gate, status, decidedBy }) => `${gate} ${status} by ${decidedBy ?? 'somebody'}`).join('; ')}.`,
        width,
        '  ',
      ),
    );

  if (counts !== null) lines.push('', ...countLines(counts, width));
  if (held.length > 0) {
    lines.push(
      '',
      `Held: ${sum(held.map(({ count }) => count))} questions, ${sum(held.map(({ undecided }) => undecided))} without an answer (\`held list\`)`,
    );
    for (const { object, code, reason, count } of held)
      lines.push(...wrap(`  ${count} × ${objectLabels[object]}: ${reason} (${code})`, width, '    '));
  }
  if (progress?.deltaWindowUntil && progress.phase === 'delta')
    lines.push('', `Deltas so far: ${progress.deltaPasses}; the window ends at ${time(progress.deltaWindowUntil)}.`);
  if (progress?.undoUntil)
    lines.push(
      '',
      progress.undoClosed ? `Undo closed at ${time(progress.undoUntil)}.` : `Undo is possible until ${time(progress.undoUntil)}.`,
    );
  return lines;
}

const columns = ['read', 'verified', 'held', 'refused', 'conflicted', 'differs', 'merged', 'dropped', 'gone', 'pending'] as const;

function countLines(counts: NonNullable<Overview['counts']>, width: number): string[] {
  const rows = objectNames.map((object) => [objectLabels[object], ...columns.map((column) => String(counts[object][column]))]);
  return tableLines([{ title: 'object' }, ...columns.map((title) => ({ title, right: true }))], rows, width);
}

const time = (at: string | number): string => `${new Date(at).toISOString().replace('T', ' ').slice(0, 19)} UTC`;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
