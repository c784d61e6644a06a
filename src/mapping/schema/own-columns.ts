import type { ColumnDesign, ColumnType } from '../../domain/index.js';

/** Columns that the migration makes whatever the client's custom properties are. The key is the schema name without prefix. */
export type OwnColumn =
  | 'ActimoId'
  | 'ActimoIds'
  | 'Company'
  | 'Consent'
  | 'CreatedAt'
  | 'IsAdmin'
  | 'Language'
  | 'ManagerKey'
  | 'MemberRole'
  | 'MemberSince'
  | 'MemberUntil'
  | 'PhoneOriginal'
  | 'Review'
  | 'Status'
  | 'Tags'
  | 'TimeZone'
  | 'Unplaced';

interface OwnColumnDesign {
  /** `membership` is the table of that name, where the mapping asks for one. */
  readonly tables: readonly ('account' | 'contact' | 'membership')[];
  readonly label: string;
  readonly description: string;
  readonly type: ColumnType;
}

const text = (maxLength: number): ColumnType => ({ kind: 'string', maxLength });
const memo = (maxLength: number): ColumnType => ({ kind: 'memo', maxLength });
const both = ['account', 'contact'] as const;
const everywhere = ['account', 'contact', 'membership'] as const;
const contact = ['contact'] as const;

/** One place says which columns there are and how long they are; rules read the lengths from here. */
export const ownColumns: Readonly<Record<OwnColumn, OwnColumnDesign>> = {
  ActimoId: { tables: both, label: 'Actimo id', description: 'Id of the record in Actimo that this row was made from.', type: text(200) },
  ActimoIds: {
    tables: contact,
    label: 'Actimo ids',
    description: 'Ids of all records in Actimo that are this person, one per line, when there are several.',
    type: memo(4000),
  },
  Company: { tables: contact, label: 'Company in Actimo', description: 'The company field of the person in Actimo.', type: text(200) },
  Consent: {
    tables: contact,
    label: 'Consent in Actimo',
    description: 'Consent exactly as Actimo had it, in its own words.',
    type: text(200),
  },
  CreatedAt: {
    tables: both,
    label: 'Created in Actimo',
    description: 'When the record was created in Actimo, to the second.',
    type: { kind: 'dateTime' },
  },
  IsAdmin: {
    tables: contact,
    label: 'Admin in Actimo',
    description: 'Whether the person is an admin of a workspace in Actimo.',
    type: { kind: 'boolean', trueLabel: 'Yes', falseLabel: 'No', default: false },
  },
  Language: { tables: both, label: 'Language in Actimo', description: 'Language as Actimo has it, e.g. da.', type: text(50) },
  ManagerKey: {
    tables: contact,
    label: 'Manager in Actimo',
    description: 'Id in Actimo of the manager, also of one that was not migrated.',
    type: text(50),
  },
  MemberRole: {
    tables: contact,
    label: 'Role in primary workspace',
    description: 'Role of the person in the workspace that became the parent account.',
    type: text(100),
  },
  MemberSince: {
    tables: contact,
    label: 'In primary workspace since',
    description: 'When the person joined the workspace that became the parent account.',
    type: { kind: 'dateTime' },
  },
  MemberUntil: {
    tables: contact,
    label: 'In primary workspace until',
    description: 'When the person left the workspace that became the parent account.',
    type: { kind: 'dateTime' },
  },
  PhoneOriginal: { tables: contact, label: 'Phone as in Actimo', description: 'The phone number as written in Actimo.', type: text(200) },
  Review: {
    tables: everywhere,
    label: 'Review after migration',
    description: 'What a person should look at, one reason per line.',
    type: memo(10_000),
  },
  Status: { tables: contact, label: 'Status in Actimo', description: 'Status of the person in Actimo.', type: text(50) },
  Tags: { tables: both, label: 'Tags in Actimo', description: 'Tags, one per line.', type: memo(100_000) },
  TimeZone: { tables: contact, label: 'Time zone in Actimo', description: 'Time zone of the person in Actimo.', type: text(100) },
  Unplaced: {
    tables: everywhere,
    label: 'Actimo values without a place',
    description:
      'Values that no other column holds: of further records of the same person, of columns that had a value before, of texts that were cut. One per line: record, field, value.',
    type: memo(100_000),
  },
};

export const ownName = (prefix: string, column: OwnColumn): string => `${prefix}_${column.toLowerCase()}`;

/** Longest text of an own column. */
export function ownLength(column: OwnColumn): number {
  const { type } = ownColumns[column];
  return type.kind === 'string' || type.kind === 'memo' ? type.maxLength : Number.POSITIVE_INFINITY;
}

/** Designs of the own columns of account, contact and, given its logical name, the table for memberships. */
export const ownColumnDesigns = (prefix: string, membershipTable?: string): ColumnDesign[] =>
  Object.entries(ownColumns).flatMap(([name, { tables, label, description, type }]) =>
    tables.flatMap((on) => {
      const table = on === 'membership' ? membershipTable : on;
      return table === undefined ? [] : [{ table, schemaName: `${prefix}_${name}`, label, description, type }];
    }),
  );
