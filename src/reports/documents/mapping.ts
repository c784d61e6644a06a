import { type ObjectName, objectLabels } from '../../domain/index.js';
import { decisionSheet, worstFirst } from '../decision.js';
import { type Cell, type Document, type Finding, plain, type Section } from '../document.js';
import { plural } from '../format.js';
import type { MigrationFacts } from '../inputs.js';
import { code, limited, text, toned } from '../tables.js';
import { asFinding } from './shared.js';

export interface MappingInput {
  readonly migration: MigrationFacts;
  /** The mapping document: plain JSON. */
  readonly doc: object;
  /** The same as the YAML text that people edit. */
  readonly yaml: string;
  /** Fields of Actimo that nobody has decided about. */
  readonly openFields: readonly { readonly object: ObjectName; readonly field: string }[];
  /** One line per source field. */
  readonly fields?: readonly MappedField[];
  /** Choices that hold for all records: match keys, what happens to an existing Contact, owners, memberships. */
  readonly choices?: readonly { readonly label: string; readonly value: string; readonly meaning?: string }[];
  readonly customProperties?: readonly CustomProperty[];
  readonly flags?: readonly (string | Finding)[];
}

/** What the mapping room's `describeMapping` says of one source field. */
export interface MappedField {
  readonly object: ObjectName;
  readonly field: string;
  readonly decision: 'mapped' | 'dropped' | 'open';
  readonly table?: string;
  readonly columns: readonly string[];
  /** The rule that carries it, or the reason for which it is dropped. */
  readonly note: string;
}

/** One of Actimo's `data1` to `data20`, as this client uses it. */
export interface CustomProperty {
  readonly slot: string;
  readonly label: string;
  readonly column: string;
  /** In words: "date", "choice of 4", "text, up to 100 characters". */
  readonly type: string;
  /** What in the values says so: "298 of 298 values are dates". */
  readonly evidence: string;
}

/** Where every field goes, and what the values said about the custom ones. */
export function buildMapping(input: MappingInput): Document {
  const { migration, openFields, customProperties = [], fields = [] } = input;
  const findings = worstFirst([
    ...(openFields.length === 0 ? [] : [openFinding(input)]),
    ...fields.filter(({ decision, note }) => decision === 'dropped' && note.trim() === '').map(droppedInSilence),
    ...(input.flags ?? []).map(asFinding),
  ]);
  const mapped = fields.filter(({ decision }) => decision === 'mapped').length;
  const known =
    fields.length > 0
      ? `${mapped} of ${plural(fields.length, 'field')} mapped`
      : plural(customProperties.length, 'custom property', 'custom properties');
  return {
    kind: 'mapping',
    title: 'Mapping',
    migration: migration.name,
    headline: `${known}, ${openFields.length === 0 ? 'none' : openFields.length} open`,
    findings,
    decision: decisionSheet('mapping', migration),
    sections: sections(input),
    data: plain({ mapping: input.doc, openFields }),
    // Options of choices and the evidence for types are values out of people's records.
    personalData: customProperties.length > 0,
  };
}

function openFinding({ openFields }: MappingInput): Finding {
  const shown = limited(openFields, 12);
  const names = shown.rows.map(({ object, field }) => `${object}.${field}`).join(', ');
  return {
    severity: 'blocks',
    text: `${plural(openFields.length, 'field')} of Actimo without a decision: ${names}${shown.more ? ` and ${shown.more} more` : ''}.`,
    next: 'In the mapping file, map each one or drop it with a reason; then reject, so that the mapping is read again.',
  };
}

const droppedInSilence = ({ object, field }: MappedField): Finding => ({
  severity: 'blocks',
  text: `${object}.${field} is dropped without a reason.`,
  next: 'Give the reason in the mapping file.',
});

const decisions = { mapped: toned('mapped', 'good'), dropped: toned('dropped', 'quiet'), open: toned('open', 'bad') } as const;

function sections(input: MappingInput): readonly Section[] {
  const { fields = [], choices = [], customProperties = [] } = input;
  const all: Section[] = [];
  if (choices.length > 0)
    all.push({
      kind: 'facts',
      title: 'Choices',
      facts: choices.map(({ label, value, meaning }) => ({ label, value, ...(meaning !== undefined && { note: meaning }) })),
    });
  for (const object of new Set(fields.map((line) => line.object)))
    all.push({
      kind: 'table',
      title: `${objectLabels[object]}: where each field goes`,
      columns: [text('Field in Actimo'), text('Decision'), text('Column in Dynamics'), text('How, or why not')],
      rows: fields.filter((line) => line.object === object).map(fieldRow),
    });
  all.push({
    kind: 'table',
    title: 'Custom properties',
    note: 'Types are inferred from the values. Where the values were too few or disagreed, the type is text, which loses nothing.',
    columns: [text('Slot'), text('Label in Actimo'), text('Column in Dynamics'), text('Type'), text('Evidence')],
    rows: customProperties.map(({ slot, label, column, type, evidence }) => [code(slot), label, code(column), type, evidence]),
    empty: 'This client uses none.',
  });
  all.push({ kind: 'verbatim', title: 'The mapping file, in full', note: 'This is the text that a yes approves.', text: input.yaml });
  return all;
}

const fieldRow = ({ field, decision, table, columns, note }: MappedField): readonly Cell[] => [
  code(field),
  decisions[decision],
  columns.length > 0 ? code(columns.map((column) => (table ? `${table}.${column}` : column)).join(', ')) : '',
  note,
];
