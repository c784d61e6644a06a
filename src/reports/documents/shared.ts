import { objectLabels, objectNames } from '../../domain/index.js';
import type { Fact, FactsSection, Finding, TableSection } from '../document.js';
import { byKey, byText, count, plural } from '../format.js';
import type { AnswerLine, CountsByObject, CustomTables, DeltaCounts, Difference, GoneByObject, HeldByReason, KeptRow } from '../inputs.js';
import { code, flagged, limited, number, objectsOf, text, toned } from '../tables.js';

/** A bare sentence is something to read before saying yes. */
export const asFinding = (warning: string | Finding): Finding =>
  typeof warning === 'string' ? { severity: 'attention', text: warning } : warning;

/** Held questions by reason, the most frequent first. */
export function heldSection(held: readonly HeldByReason[], title = 'Held: people decide', empty = 'Nothing is held.'): TableSection {
  const lines = [...held].sort((a, b) => b.count - a.count || byText(a.code, b.code) || byText(a.object, b.object));
  return {
    kind: 'table',
    title,
    note: 'Each is listed with a suggestion by `held`; `held export` writes the list as a workbook to decide in.',
    columns: [text('Object'), text('Reason'), text('Code'), number('Records'), number('Undecided')],
    rows: lines.map((line) => [objectLabels[line.object], line.reason, code(line.code), line.count, flagged(line.undecided, 'warn')]),
    empty,
  };
}

const answersShown = (answers: readonly AnswerLine[]) =>
  limited(
    [...answers].sort((a, b) => objectNames.indexOf(a.object) - objectNames.indexOf(b.object) || byKey(a.key, b.key)),
    500,
  );

/** When the answers that `answersSection` shows were given: for a document's `times`. */
export const answerTimes = (answers: readonly AnswerLine[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    answersShown(answers).rows.map(({ object, key, field, decision, by, at }) => [
      `Answer: ${objectLabels[object]} ${key}${field === undefined ? '' : `, ${field}`}, ${decision} by ${by}`,
      at,
    ]),
  );

/** What people decided about held records, one line each, by record. */
export function answersSection(answers: readonly AnswerLine[]): TableSection {
  const { rows, more } = answersShown(answers);
  return {
    kind: 'table',
    title: 'Held: what people decided',
    note: 'Records that were released by their answer too.',
    columns: [text('Record'), text('Question'), text('Decision'), text('Value'), text('By'), text('Comment')],
    rows: rows.map(({ object, key, reason, field, decision, value, by, comment }) => [
      `${objectLabels[object]} ${key}`,
      field === undefined ? reason : `${reason} (${field})`,
      decision,
      value === undefined ? '' : code(value),
      by,
      comment ?? '',
    ]),
    ...(more !== undefined && { more }),
    empty: 'Nobody has answered a question yet.',
  };
}

const undecidedTotal = (held: readonly HeldByReason[]): number => held.reduce((sum, line) => sum + line.undecided, 0);

export function customTablesFact(tables: CustomTables | undefined): readonly Fact[] {
  if (tables === undefined) return [];
  const planned = tables.there + tables.planned;
  const value = `${count(tables.there)} there, ${count(tables.planned)} planned`;
  if (tables.allowed === null) return [{ label: 'Custom tables', value, note: 'This licence sets no limit.' }];
  const over = planned > tables.allowed;
  return [{ label: 'Custom tables', value: toned(`${value}, ${count(tables.allowed)} allowed`, over ? 'bad' : 'good') }];
}

export function customTableFindings(tables: CustomTables | undefined): readonly Finding[] {
  if (tables === undefined || tables.allowed === null || tables.there + tables.planned <= tables.allowed) return [];
  return [
    {
      severity: 'blocks',
      text: `${plural(tables.there + tables.planned, 'custom table')} would be in use, but the licence allows ${count(tables.allowed)}.`,
      next: 'Choose standard tables in the mapping (connections instead of a custom membership table), or free a custom table, or state the right licence.',
    },
  ];
}

/** Windows language ids (LCID) of the languages that Actimo's customers use; any other is shown by its number. */
const languages: Readonly<Record<number, string>> = {
  1030: 'Danish',
  1031: 'German',
  1033: 'English',
  1035: 'Finnish',
  1036: 'French',
  1040: 'Italian',
  1043: 'Dutch',
  1044: 'Norwegian',
  1045: 'Polish',
  1053: 'Swedish',
  2057: 'English (United Kingdom)',
  3082: 'Spanish',
};

export const languageName = (lcid: number): string => (languages[lcid] ? `${languages[lcid]} (${lcid})` : String(lcid));

const nextFor: Readonly<Record<'refused' | 'conflicted' | 'differs' | 'pending', string>> = {
  refused: 'Dataverse said no: the reason is in the differences. Correct it and run `retry`.',
  conflicted: 'Somebody else changed or deleted the row in Dynamics. Decide whose value counts, then run `retry`.',
  differs: 'The value read back is not the one that was sent. Look at the differences before you say yes.',
  pending: 'These are not written yet. Run `delta` or `retry`.',
};

/** One finding per object and state in which records are neither verified nor accounted for by a decision or a rule. */
export const unfinishedFindings = (counts: CountsByObject): readonly Finding[] =>
  objectsOf(counts).flatMap((object) =>
    (['refused', 'conflicted', 'differs', 'pending'] as const)
      .filter((state) => (counts[object]?.[state] ?? 0) > 0)
      .map((state) => ({
        severity: 'attention' as const,
        text: `${objectLabels[object]}: ${plural(counts[object]?.[state] ?? 0, 'record')} ${state === 'differs' ? 'with differences' : state}.`,
        next: nextFor[state],
      })),
  );

/** `asks`: a yes to this document is the answer. */
export const goneFindings = (gone: GoneByObject, { asks }: { readonly asks: boolean }): readonly Finding[] =>
  objectNames.flatMap((object) => {
    const found = gone[object];
    if (found === undefined) return [];
    return [
      {
        severity: 'attention' as const,
        text: `${objectLabels[object]}: ${count(found.candidates)} of ${plural(found.present, 'record')} are no longer found in Actimo, more than \`goneShare\` of the migration file. They count as present.`,
        next: asks
          ? 'Look at Actimo first: a key may have lost a right. A yes says that so many have really left.'
          : 'Nobody has confirmed that so many have left. What was written of them is in Dynamics.',
      },
    ];
  });

export const undecidedFindings = (held: readonly HeldByReason[] | undefined): readonly Finding[] => {
  const undecided = undecidedTotal(held ?? []);
  if (undecided === 0) return [];
  return [
    {
      severity: 'attention',
      text: `${plural(undecided, 'question')} about held records ${undecided === 1 ? 'is' : 'are'} not decided.`,
      next: 'Held records are not written. List them with `held`, decide in the workbook of `held export`.',
    },
  ];
};

/** Differences in the order of their records, and how many there are beyond those shown. */
export function differencesSection(differences: readonly Difference[], shown: number, empty: string): TableSection {
  const { rows, more } = limited(sortedDifferences(differences), shown);
  return {
    kind: 'table',
    title: 'Differences',
    columns: [text('Record'), text('Kind'), text('Field'), text('In Actimo'), text('In Dynamics'), text('Why')],
    rows: rows.map((line) => [
      `${objectLabels[line.object]} ${line.key}`,
      toned(line.kind, 'bad'),
      line.field ? code(line.field) : '',
      line.source === undefined ? '' : code(line.source),
      line.destination === undefined ? '' : code(line.destination),
      line.why ?? '',
    ]),
    ...(more !== undefined && { more }),
    empty,
  };
}

export const sortedDifferences = (differences: readonly Difference[]): readonly Difference[] =>
  [...differences].sort(
    (a, b) => objectNames.indexOf(a.object) - objectNames.indexOf(b.object) || byKey(a.key, b.key) || byText(a.field ?? '', b.field ?? ''),
  );

export const keptSection = (kept: readonly KeptRow[], title: string, note: string, empty: string): TableSection => {
  const { rows, more } = limited(
    [...kept].sort((a, b) => byText(a.table, b.table) || byText(a.id, b.id)),
    500,
  );
  return {
    kind: 'table',
    title,
    note,
    columns: [text('Table'), text('Row'), text('From Actimo'), text('Why it stays')],
    rows: rows.map(({ table, id, object, key, reason }) => [
      code(table),
      code(id),
      object ? `${objectLabels[object]} ${key ?? ''}` : '',
      reason,
    ]),
    ...(more !== undefined && { more }),
    empty,
  };
};

export const deltaSection = ({ created, updated, deleted }: DeltaCounts): FactsSection => ({
  kind: 'facts',
  title: 'What deltas carried over',
  facts: [
    { label: 'Created', value: created },
    { label: 'Updated', value: updated },
    { label: 'Deleted', value: deleted },
  ],
});
