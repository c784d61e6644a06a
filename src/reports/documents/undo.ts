import { worstFirst } from '../decision.js';
import { type Document, type Finding, plain } from '../document.js';
import { count, plural } from '../format.js';
import type { KeptRow, MigrationFacts } from '../inputs.js';
import { code, flagged, number, text } from '../tables.js';
import { asFinding, keptSection } from './shared.js';

export interface UndoInput {
  readonly migration: MigrationFacts;
  /** Whether the sample alone was taken back, or everything. */
  readonly scope: 'sample' | 'all';
  readonly tables: readonly UndoneTable[];
  /** Rows left in Dynamics, each with its reason. */
  readonly kept: readonly KeptRow[];
  /** Parts of the schema that were removed and that stay. */
  readonly schema?: { readonly removed: readonly string[]; readonly kept: readonly string[] };
  readonly warnings?: readonly (string | Finding)[];
}

export interface UndoneTable {
  readonly table: string;
  /** Rows that the migration had created and that are gone again. */
  readonly deleted: number;
  /** Rows that were there before and have their earlier values back. */
  readonly restored: number;
  /** Rows of which nothing could be taken back yet. */
  readonly failed: number;
}

/** What a roll-back took out of Dynamics, what it restored, and what it left and why. */
export function buildUndo({ migration, scope, tables, kept, schema, warnings = [] }: UndoInput): Document {
  const sum = (field: 'deleted' | 'restored' | 'failed') => tables.reduce((total, line) => total + line[field], 0);
  const failed = sum('failed');
  const findings = worstFirst([
    ...(failed === 0 ? [] : [failedFinding(failed)]),
    ...(kept.length === 0 ? [] : [keptFinding(kept.length)]),
    ...warnings.map(asFinding),
  ]);
  const schemaParts = [...(schema?.removed ?? []).map((part) => [part, 'removed']), ...(schema?.kept ?? []).map((part) => [part, 'stays'])];
  return {
    kind: 'undo',
    title: scope === 'all' ? 'Roll-back' : 'Sample taken back',
    migration: migration.name,
    headline: `${plural(sum('deleted'), 'row')} deleted, ${count(sum('restored'))} restored, ${count(kept.length)} left with a reason`,
    findings,
    sections: [
      {
        kind: 'table',
        title: 'What was taken back',
        columns: [text('Table'), number('Deleted'), number('Restored'), number('Not done')],
        rows: tables.map((line) => [code(line.table), line.deleted, line.restored, flagged(line.failed, 'bad')]),
        foot: ['All', sum('deleted'), sum('restored'), flagged(failed, 'bad')],
      },
      keptSection(
        kept,
        'What was left in Dynamics',
        'Others changed these rows after the migration, or hung something on them that would have been deleted too. What could be given back of their columns was.',
        'Nothing: Dynamics is as it was.',
      ),
      ...(schemaParts.length > 0
        ? [
            {
              kind: 'table' as const,
              title: 'Schema',
              columns: [text('Part'), text('What became of it')],
              rows: schemaParts.map(([part = '', fate = '']) => [code(part), fate]),
            },
          ]
        : []),
      {
        kind: 'paragraphs',
        title: 'What a roll-back cannot take back',
        paragraphs: [
          'What flows, plug-ins and people did in Dynamics because of the rows: mails sent, rows of their own written.',
          'What Dynamics keeps of its own accord: audit history, the recycle bin where it is switched on (up to 30 days), and backups.',
        ],
      },
    ],
    data: plain({ scope, tables, kept }),
    personalData: false,
  };
}

const failedFinding = (failed: number): Finding => ({
  severity: 'attention',
  text: `${plural(failed, 'row')} could not be taken back yet.`,
  next: 'Run `rollback` again; it goes on where it stopped.',
});

const keptFinding = (kept: number): Finding => ({
  severity: 'note',
  text: `${plural(kept, 'row')} ${kept === 1 ? 'was' : 'were'} left because others use or changed ${kept === 1 ? 'it' : 'them'}.`,
  next: 'Each is listed below with its reason.',
});
