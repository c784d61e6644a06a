import type { ColumnDesign, ColumnType, SchemaDesign, SchemaDifference } from '../../domain/index.js';
import { decisionSheet, worstFirst } from '../decision.js';
import { type Document, type Finding, plain, type Section } from '../document.js';
import { byText, count, listed, plural } from '../format.js';
import type { CustomTables, MigrationFacts } from '../inputs.js';
import { code, text, toned } from '../tables.js';
import { asFinding, customTableFindings, customTablesFact } from './shared.js';

export interface SchemaInput {
  readonly migration: MigrationFacts;
  readonly design: SchemaDesign;
  /** `deploy`: the migration makes what is missing. `document`: your own people do, and the gate re-checks until nothing differs. */
  readonly mode: 'deploy' | 'document';
  /** What is there now against the design. In `document` mode any of them blocks. */
  readonly differences?: readonly SchemaDifference[];
  readonly customTables?: CustomTables;
  readonly sideEffects?: readonly SideEffect[];
  readonly warnings?: readonly (string | Finding)[];
}

/** Logic of the organisation that a load would set off, and what is chosen for it. */
export interface SideEffect {
  readonly kind: 'plug-in' | 'workflow' | 'flow';
  readonly name: string;
  readonly table: string;
  /** When it runs: "create", "update of emailaddress1". */
  readonly on: string;
  readonly choice: 'runs' | 'bypassed';
  readonly why?: string;
}

/** What is added to Dynamics, by whom, and what else it sets off. */
export function buildSchema(input: SchemaInput): Document {
  const { migration, design, mode, differences = [], sideEffects = [] } = input;
  const running = sideEffects.filter(({ choice }) => choice === 'runs');
  const findings = worstFirst([
    ...differenceFindings(mode, differences),
    ...customTableFindings(input.customTables),
    ...(running.length === 0 ? [] : [runningFinding(running)]),
    ...(input.warnings ?? []).map(asFinding),
  ]);
  return {
    kind: 'schema',
    title: 'Schema',
    migration: migration.name,
    headline: `${partsInWords(design)}; ${mode === 'deploy' ? 'made by the migration' : `made by your own people, ${plural(differences.length, 'difference')} left`}`,
    findings,
    decision: decisionSheet('schema', migration),
    sections: sections(input),
    data: plain({ mode, design, differences, sideEffects }),
    personalData: false,
  };
}

function differenceFindings(mode: SchemaInput['mode'], differences: readonly SchemaDifference[]): readonly Finding[] {
  if (differences.length === 0) return [];
  if (mode === 'deploy')
    return [
      {
        severity: 'note',
        text: `${plural(differences.length, 'part')} of the design ${differences.length === 1 ? 'is' : 'are'} not there yet and will be made.`,
      },
    ];
  return [
    {
      severity: 'blocks',
      text: `${plural(differences.length, 'part')} of the schema in Dynamics ${differences.length === 1 ? 'differs' : 'differ'} from the design.`,
      next: 'Bring Dynamics in line with the table of differences; it is checked again by itself.',
    },
  ];
}

const runningFinding = (running: readonly SideEffect[]): Finding => ({
  severity: 'attention',
  text: `${plural(running.length, 'piece')} of the organisation's own logic will run for every row that it listens to: ${listed(running.map(({ name }) => name))}.`,
  next: 'It may send mail or write to other rows, and an undo does not take that back. Switch it off for the load, or choose to bypass it where that is possible.',
});

function partsInWords({ tables, columns, lookups, keys, connectionRoles }: SchemaDesign): string {
  const parts: [number, string][] = [
    [tables.length, 'table'],
    [columns.length, 'column'],
    [lookups.length, 'look-up'],
    [keys.length, 'key'],
    [connectionRoles.length, 'connection role'],
  ];
  return listed(parts.filter(([number]) => number > 0).map(([number, word]) => plural(number, word))) || 'nothing to add';
}

function sections(input: SchemaInput): readonly Section[] {
  const { design, mode, differences = [], sideEffects = [] } = input;
  const all: Section[] = [
    {
      kind: 'facts',
      title: 'What is added',
      facts: [
        { label: 'Made by', value: mode === 'deploy' ? 'the migration, after both yeses' : 'your own people; the migration checks only' },
        { label: 'Publisher', value: code(`${design.publisher.uniqueName} (${design.publisher.prefix})`) },
        {
          label: 'Solution',
          value: code(`${design.solution.uniqueName} ${design.solution.version}`),
          note: 'Unmanaged: everything added can be found and removed in one place.',
        },
        { label: 'Parts', value: partsInWords(design) },
        ...(design.securityRole
          ? [{ label: 'Security role', value: design.securityRole.name, note: `For ${listed(design.securityRole.tables)}.` }]
          : []),
        ...customTablesFact(input.customTables),
      ],
    },
  ];
  if (differences.length > 0)
    all.push({
      kind: 'table',
      title: mode === 'deploy' ? 'Not there yet' : 'What differs',
      columns: [text('Part'), text('Designed'), text('In Dynamics')],
      rows: differences.map(({ part, wanted, found }) => [code(part), wanted, toned(found, mode === 'deploy' ? 'quiet' : 'bad')]),
    });
  all.push(...designSections(design), sideEffectSection(sideEffects));
  return all;
}

function designSections({ tables, columns, lookups, keys, connectionRoles }: SchemaDesign): readonly Section[] {
  const all: Section[] = [];
  if (tables.length > 0)
    all.push({
      kind: 'table',
      title: 'Tables',
      columns: [text('Name'), text('Label'), text('Owned by'), text('What for')],
      rows: tables.map(({ schemaName, label, ownership, description }) => [
        code(schemaName),
        label,
        ownership === 'UserOwned' ? 'users' : 'the organisation',
        description,
      ]),
    });
  for (const table of [...new Set(columns.map((column) => column.table))].sort(byText))
    all.push({
      kind: 'table',
      title: `Columns of ${table}`,
      columns: [text('Name'), text('Label'), text('Type'), text('What for')],
      rows: columns.filter((column) => column.table === table).map(columnRow),
    });
  if (lookups.length > 0)
    all.push({
      kind: 'table',
      title: 'Look-ups',
      columns: [text('Column'), text('Label'), text('From'), text('To')],
      rows: lookups.map(({ lookup, referencingTable, referencedTable }) => [
        code(lookup.schemaName),
        lookup.label,
        code(referencingTable),
        code(referencedTable),
      ]),
    });
  if (keys.length > 0)
    all.push({
      kind: 'table',
      title: 'Keys',
      columns: [text('Table'), text('Name'), text('Columns')],
      rows: keys.map(({ table, schemaName, columns: names }) => [code(table), code(schemaName), code(names.join(', '))]),
    });
  if (connectionRoles.length > 0)
    all.push({
      kind: 'table',
      title: 'Connection roles',
      columns: [text('Name'), text('What for')],
      rows: connectionRoles.map(({ name, description }) => [name, description]),
    });
  return all;
}

const columnRow = ({ schemaName, label, type, description }: ColumnDesign) => [code(schemaName), label, typeInWords(type), description];

const sideEffectSection = (sideEffects: readonly SideEffect[]): Section => ({
  kind: 'table',
  title: 'What else a load sets off',
  note: 'Plug-ins and real-time workflows can be bypassed for the load. Cloud flows run unless their owners switch them off. What they do elsewhere is not undone by a roll-back, and a roll-back sets off what listens to deletes.',
  columns: [text('Kind'), text('Name'), text('Table'), text('When'), text('During the load'), text('Why')],
  rows: sideEffects.map(({ kind, name, table, on, choice, why }) => [
    kind,
    name,
    code(table),
    on,
    toned(choice, choice === 'runs' ? 'warn' : 'good'),
    why ?? '',
  ]),
  empty: 'Nothing was found that listens to the tables that are written.',
});

/** A column's type as people say it. */
function typeInWords(type: ColumnType): string {
  switch (type.kind) {
    case 'string':
      return `${type.format && type.format !== 'Text' ? type.format.toLowerCase() : 'text'}, up to ${count(type.maxLength)} characters`;
    case 'memo':
      return `long text, up to ${count(type.maxLength)} characters`;
    case 'integer':
      return 'whole number';
    case 'decimal':
      return `number with ${plural(type.precision, 'decimal')}`;
    case 'boolean':
      return `${type.trueLabel} or ${type.falseLabel}`;
    case 'dateOnly':
      return 'date';
    case 'dateTime':
      return 'date and time';
    case 'choice':
      return `choice of ${type.options.length}: ${listed(type.options.map(({ label }) => label))}`;
  }
}
