import { type ObjectName, objectLabels, objectNames } from '../../domain/index.js';
import { decisionSheet, worstFirst } from '../decision.js';
import { type Cell, type Document, type Finding, plain, type Section } from '../document.js';
import { byKey, byText, count, plural } from '../format.js';
import type { CountsByObject, FieldVerdict, HeldByReason, MigrationFacts } from '../inputs.js';
import { Smallest } from '../smallest.js';
import { code, countsTable, flagged, number, sumFindings, text, toned, total } from '../tables.js';
import { asFinding, heldSection, undecidedFindings, unfinishedFindings } from './shared.js';

export interface SampleInput {
  readonly migration: MigrationFacts;
  readonly counts: CountsByObject;
  /** Every row of the sample that was read back, with a verdict per field; a row may come in parts, facet by facet. Consumed once, in any order, in bounded memory. */
  readonly verdicts: AsyncIterable<RowVerdicts> | Iterable<RowVerdicts>;
  /** Of those pending: records that wait with nothing but a look-up, for a record outside the sample. */
  readonly linksToCome?: Readonly<Partial<Record<ObjectName, number>>>;
  readonly held?: readonly HeldByReason[];
  readonly warnings?: readonly (string | Finding)[];
  /** How many differences are shown; default 500. */
  readonly differencesShown?: number;
  /** How many records per object are shown in full; default 3. */
  readonly examples?: number;
}

export interface RowVerdicts {
  readonly object: ObjectName;
  readonly key: string;
  readonly table: string;
  readonly id: string;
  readonly verdicts: readonly FieldVerdict[];
}

interface FieldCount {
  readonly object: ObjectName;
  readonly field: string;
  compared: number;
  differing: number;
}

interface DifferenceLine extends FieldVerdict {
  readonly object: ObjectName;
  readonly key: string;
  readonly table: string;
  readonly id: string;
}

/** The sample, field by field: differences first, then a few records of each object in full, then every field's score. */
export async function buildSample(input: SampleInput): Promise<Document> {
  const { migration, counts, held, linksToCome = {} } = input;
  const seen = await compare(input);
  const differing = seen.fields.reduce((sum, field) => sum + field.differing, 0);
  const compared = seen.fields.reduce((sum, field) => sum + field.compared, 0);
  const findings = worstFirst([
    ...sumFindings(counts),
    ...(compared === 0 ? [nothingCompared] : []),
    ...(differing === 0 ? [] : [differingFinding(differing, seen.differences.size)]),
    ...unfinishedFindings(withoutPending(counts, linksToCome)),
    ...linkFindings(linksToCome),
    ...undecidedFindings(held),
    ...(input.warnings ?? []).map(asFinding),
  ]);
  return {
    kind: 'sample',
    title: 'Sample validation',
    migration: migration.name,
    headline: `${plural(total(counts, 'read'), 'record')} in the sample, ${count(compared)} fields compared, ${count(differing)} ${differing === 1 ? 'differs' : 'differ'}`,
    findings,
    decision: decisionSheet('sample', migration),
    sections: sections(input, seen, compared, differing),
    data: plain({ compared, differing, counts, fields: seen.fields, differences: seen.differences.items() }),
    personalData: true,
  };
}

const withoutPending = (counts: CountsByObject, fewer: Readonly<Partial<Record<ObjectName, number>>>): CountsByObject =>
  Object.fromEntries(
    Object.entries(counts).map(([object, line]) => [object, { ...line, pending: line.pending - (fewer[object as ObjectName] ?? 0) }]),
  );

/** Nothing is wrong with these: whom they point to is not in the sample. */
const linkFindings = (linksToCome: Readonly<Partial<Record<ObjectName, number>>>): readonly Finding[] =>
  objectNames.flatMap((object) => {
    const waiting = linksToCome[object] ?? 0;
    if (waiting === 0) return [];
    const text = `${objectLabels[object]}: ${plural(waiting, 'record')} ${waiting === 1 ? 'refers' : 'refer'} to a record outside the sample, such as a manager; that look-up is written with the full migration.`;
    return [{ severity: 'note' as const, text }];
  });

interface Seen {
  readonly fields: readonly FieldCount[];
  readonly differences: Smallest<DifferenceLine>;
  readonly examples: ReadonlyMap<ObjectName, Smallest<RowVerdicts>>;
}

/** One walk over all verdicts. What is shown does not depend on the order in which they come, so the same sample has the same code. */
async function compare({ verdicts, differencesShown = 500, examples = 3 }: SampleInput): Promise<Seen> {
  const fields = new Map<string, FieldCount>();
  const differences = new Smallest<DifferenceLine>(differencesShown, (a, b) => byRow(a, b) || byText(a.field, b.field));
  const shown = new Map(
    objectNames.map((object) => [
      object,
      new Smallest<RowVerdicts>(examples * partsPerRow, (a, b) => byRow(a, b) || byText(fieldsOf(a), fieldsOf(b))),
    ]),
  );
  for await (const row of verdicts) {
    shown.get(row.object)?.add(row);
    for (const verdict of row.verdicts) {
      const name = `${row.object} ${verdict.field}`;
      const field = fields.get(name) ?? { object: row.object, field: verdict.field, compared: 0, differing: 0 };
      fields.set(name, field);
      field.compared += 1;
      if (verdict.agrees) continue;
      field.differing += 1;
      differences.add({ object: row.object, key: row.key, table: row.table, id: row.id, ...verdict });
    }
  }
  const sorted = [...fields.values()].sort((a, b) => b.differing - a.differing || byObject(a.object, b.object) || byText(a.field, b.field));
  return { fields: sorted, differences, examples: shown };
}

const byObject = (a: ObjectName, b: ObjectName): number => objectNames.indexOf(a) - objectNames.indexOf(b);
const byRow = (a: RowVerdicts | DifferenceLine, b: RowVerdicts | DifferenceLine): number =>
  byObject(a.object, b.object) || byKey(a.key, b.key) || byText(a.table, b.table) || byText(a.id, b.id);

/** Facets and locations: no row comes in more parts. */
const partsPerRow = 8;

const fieldsOf = ({ verdicts }: RowVerdicts): string => verdicts.map(({ field }) => field).join(' ');

/** Parts of the same row, which stand side by side, as one. */
function wholeRows(parts: readonly RowVerdicts[]): readonly RowVerdicts[] {
  const rows = new Map<string, RowVerdicts>();
  for (const part of parts) {
    const name = `${part.key} ${part.table} ${part.id}`;
    rows.set(name, { ...part, verdicts: [...(rows.get(name)?.verdicts ?? []), ...part.verdicts] });
  }
  return [...rows.values()];
}

const nothingCompared: Finding = {
  severity: 'blocks',
  text: 'Not one field was compared: the sample is empty, or everything in it is held.',
  next: 'Decide what is held, or reject and enlarge the sample.',
};

const differingFinding = (differing: number, shown: number): Finding => ({
  severity: 'attention',
  text: `${plural(differing, 'field')} read back from Dynamics ${differing === 1 ? 'does' : 'do'} not agree with Actimo.`,
  next:
    shown < differing
      ? `The first ${count(shown)} are listed below; the score of every field is at the end.`
      : 'All of them are listed below.',
});

function sections(input: SampleInput, seen: Seen, compared: number, differing: number): readonly Section[] {
  const differences = seen.differences.items();
  const all: Section[] = [
    {
      kind: 'facts',
      title: 'In short',
      facts: [
        { label: 'Fields compared', value: compared, note: 'Each was read back from Dynamics and compared with the value in Actimo.' },
        { label: 'Agree', value: toned(compared - differing, 'good') },
        { label: 'Differ', value: flagged(differing, 'bad') },
      ],
    },
    {
      kind: 'table',
      title: 'Differences',
      columns: [text('Record'), text('Field'), text('In Actimo'), text('In Dynamics'), text('Why')],
      rows: differences.map((line) => [
        `${objectLabels[line.object]} ${line.key}`,
        code(line.field),
        code(line.source),
        { text: line.destination, tone: 'bad', code: true },
        line.why ?? '',
      ]),
      ...(differing > differences.length && { more: differing - differences.length }),
      empty: compared === 0 ? 'Nothing was compared.' : 'Every field agrees.',
    },
    countsTable(input.counts, 'The sample, record by record'),
    ...(input.held ? [heldSection(input.held)] : []),
  ];
  for (const [object, parts] of seen.examples)
    for (const row of wholeRows(parts.items()).slice(0, input.examples ?? 3)) all.push(example(object, row));
  all.push({
    kind: 'table',
    title: 'Score of every field',
    columns: [text('Object'), text('Field'), number('Compared'), number('Agree'), number('Differ')],
    rows: seen.fields.map((field) => [
      objectLabels[field.object],
      code(field.field),
      field.compared,
      field.compared - field.differing,
      flagged(field.differing, 'bad'),
    ]),
    empty: 'Nothing was compared.',
  });
  return all;
}

const example = (object: ObjectName, row: RowVerdicts): Section => ({
  kind: 'table',
  title: `Example: ${objectLabels[object]} ${row.key}`,
  note: `${row.table} ${row.id}`,
  columns: [text('Field'), text('Column'), text('In Actimo'), text('In Dynamics'), text('Verdict')],
  rows: row.verdicts.map(verdictRow),
});

const verdictRow = ({ field, columns, source, destination, agrees, why }: FieldVerdict): readonly Cell[] => [
  code(field),
  code(columns.join(', ')),
  code(source),
  code(destination),
  agrees ? toned('agrees', 'good') : toned(why ? `differs: ${why}` : 'differs', 'bad'),
];
