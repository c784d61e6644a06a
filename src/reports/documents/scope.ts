import { type ObjectName, objectLabels } from '../../domain/index.js';
import { decisionSheet, worstFirst } from '../decision.js';
import { type Document, type Finding, plain, type Section } from '../document.js';
import { duration, plural } from '../format.js';
import type { CustomTables, HeldByReason, MigrationFacts } from '../inputs.js';
import { code, number, text, toned } from '../tables.js';
import { asFinding, customTableFindings, customTablesFact, heldSection, languageName } from './shared.js';

export interface ScopeInput {
  readonly migration: MigrationFacts;
  readonly objects: readonly ScopeObject[];
  /** What the audit already knows to ask people about. */
  readonly held?: readonly HeldByReason[];
  readonly customTables?: CustomTables;
  /** What Actimo has that this migration does not read, and why. */
  readonly notReadable?: readonly { readonly name: string; readonly why: string }[];
  readonly destination: Destination;
  readonly warnings?: readonly (string | Finding)[];
}

export interface ScopeObject {
  readonly object: ObjectName;
  readonly readable: boolean;
  /** Why it is not readable. */
  readonly why?: string;
  readonly records: number;
  /** Cost of one full read at the rate that the migration file sets. */
  readonly requests: number;
  readonly seconds: number;
}

export interface Destination {
  readonly url: string;
  readonly organisation: string;
  /** LCID. */
  readonly baseLanguage: number;
  /** The application user that writes. */
  readonly user: string;
}

/** What was found in Actimo, what of it is moved, and where to. */
export function buildScope(input: ScopeInput): Document {
  const { migration, objects, destination } = input;
  const readable = objects.filter((object) => object.readable);
  const records = readable.reduce((sum, object) => sum + object.records, 0);
  const findings = worstFirst([
    ...objects.filter((object) => !object.readable).map(unreadable),
    ...customTableFindings(input.customTables),
    ...(input.warnings ?? []).map(asFinding),
  ]);
  return {
    kind: 'scope',
    title: 'Scope',
    migration: migration.name,
    headline: `${plural(records, 'record')} of ${plural(readable.length, 'object')} from Actimo${migration.client ? ` (client ${migration.client.id})` : ''} to ${destination.url}`,
    findings,
    decision: decisionSheet('scope', migration),
    sections: sections(input),
    data: plain({ objects, destination, held: input.held ?? [], customTables: input.customTables, notReadable: input.notReadable ?? [] }),
    personalData: false,
  };
}

const unreadable = ({ object, why }: ScopeObject): Finding => ({
  severity: 'blocks',
  text: `${objectLabels[object]} cannot be read${why ? `: ${why}` : ''}.`,
  next: 'Give the key the right to read it, or correct its entry in the catalogue, then reject so that Actimo is audited again.',
});

function sections(input: ScopeInput): readonly Section[] {
  const { migration, objects, destination } = input;
  const direction: Section = {
    kind: 'facts',
    title: 'From here to there',
    facts: [
      { label: 'From Actimo', value: migration.client ? `${migration.client.name} (client ${migration.client.id})` : 'client not named' },
      { label: 'To Dynamics', value: `${destination.organisation}, ${destination.url}` },
      { label: 'Base language', value: languageName(destination.baseLanguage), note: 'Labels of new columns are written in it.' },
      { label: 'Written by', value: code(destination.user), note: 'The application user that this migration signs in as.' },
      ...customTablesFact(input.customTables),
    ],
  };
  const found: Section = {
    kind: 'table',
    title: 'What was found in Actimo',
    note: 'The cost is that of one full read at the rate this migration keeps to. A delta never comes due faster than a read takes.',
    columns: [text('Object'), text('Readable'), number('Records'), number('Requests'), number('Time to read')],
    rows: objects.map((object) => [
      objectLabels[object.object],
      object.readable ? toned('yes', 'good') : toned(object.why ? `no: ${object.why}` : 'no', 'bad'),
      object.records,
      object.requests,
      duration(object.seconds),
    ]),
    foot: ['All', '', sum(objects, 'records'), sum(objects, 'requests'), duration(sum(objects, 'seconds'))],
  };
  const left = input.notReadable ?? [];
  const notMoved: Section = {
    kind: 'table',
    title: 'What is not moved',
    note: 'It stays in Actimo, and is lost when Actimo is given up, unless it is exported by other means.',
    columns: [text('In Actimo'), text('Why not')],
    rows: left.map(({ name, why }) => [name, why]),
  };
  return [
    direction,
    found,
    ...(input.held ? [heldSection(input.held, 'What people will be asked about')] : []),
    ...(left.length > 0 ? [notMoved] : []),
  ];
}

const sum = (objects: readonly ScopeObject[], field: 'records' | 'requests' | 'seconds'): number =>
  objects.reduce((total, object) => total + object[field], 0);
