import { type ObjectCounts, type ObjectName, objectLabels, objectNames } from '../../domain/index.js';
import { countByObject, countHeld, type HeldCount, type Ledger, phaseCounts } from '../../ledger/index.js';
import { wrap } from '../text/lines.js';
import { tableLines } from '../text/table.js';

/** What became of every record, read before the ledger is purged. */
export interface Outcome {
  readonly counts: Readonly<Record<ObjectName, ObjectCounts>>;
  readonly passes: Readonly<Record<ObjectName, Readonly<Record<string, number>>>>;
  readonly held: readonly HeldCount[];
}

export const readOutcome = async (ledger: Ledger): Promise<Outcome> => ({
  counts: await countByObject(ledger),
  passes: await phaseCounts(ledger),
  held: await countHeld(ledger),
});

/** Per object: in which phase its records were first verified, and what became of the others. The columns add up to `read`. */
export function outcomeTable({ counts, passes }: Outcome, width: number): string[] {
  const inPass = (object: ObjectName, name: string): number =>
    Object.entries(passes[object]).reduce((sum, [pass, count]) => (phaseOf(pass) === name ? sum + count : sum), 0);
  const titles = ['sample', 'full', 'delta', 'verified', 'held', 'merged', 'dropped', 'gone', 'not in order', 'read'];
  const rows = objectNames.map((object) => {
    const line = counts[object];
    return [
      objectLabels[object],
      ...[
        inPass(object, 'sample'),
        inPass(object, 'full'),
        inPass(object, 'delta'),
        line.verified,
        line.held,
        line.merged,
        line.dropped,
        line.gone,
        notInOrder(line),
        line.read,
      ].map(String),
    ];
  });
  return tableLines([{ title: 'object' }, ...titles.map((title) => ({ title, right: true }))], rows, width);
}

/** Passes are named `sample-1`, `full`, `delta-3`. */
const phaseOf = (pass: string): string => pass.split('-')[0] ?? '';

const notInOrder = ({ refused, conflicted, differs, pending }: ObjectCounts): number => refused + conflicted + differs + pending;

export function heldTable(held: readonly HeldCount[], width: number): string[] {
  if (held.length === 0) return ['Nothing is held.'];
  return [
    'Held, and why:',
    ...held.flatMap(({ object, code, reason, count, undecided }) =>
      wrap(
        `${String(count).padStart(5)} × ${objectLabels[object]}: ${reason} (${code}${undecided < count ? `, ${count - undecided} because of another record` : ''})`,
        width,
        ' '.repeat(8),
      ),
    ),
  ];
}

/** What keeps the demo from ending well; nothing when all is in order. */
export function shortcomings({ counts, held }: Outcome): readonly string[] {
  return objectNames.flatMap((object) => {
    const line = counts[object];
    const { read, pending: _pending, ...fates } = line;
    const sum = Object.values(fates).reduce((total, count) => total + count, 0);
    const asked = held.filter((question) => question.object === object).reduce((total, { count }) => total + count, 0);
    return [
      ...(read === 0 ? [`${objectLabels[object]}: nothing was read`] : []),
      ...(notInOrder(line) > 0
        ? [`${objectLabels[object]}: ${notInOrder(line)} records are neither verified nor left out with a reason`]
        : []),
      ...(sum + line.pending === read
        ? []
        : [`${objectLabels[object]}: the counts add up to ${sum + line.pending}, and ${read} were read`]),
      ...(line.held > 0 && asked === 0 ? [`${objectLabels[object]}: ${line.held} records are held and no question says why`] : []),
    ];
  });
}
