import type {
  ColumnDesign,
  ColumnType,
  ConnectionRoleDesign,
  KeyDesign,
  LookupDesign,
  SchemaDesign,
  TableDesign,
} from '../../domain/index.js';
import { compiled } from '../document/compiled.js';
import type { PropertyType } from '../document/property-type.js';
import type { MappingDocument, Property } from '../document/schema.js';
import { membershipRoleLength, membershipTable } from '../rules/membership-table.js';
import { propertyLengths } from '../write/property-value.js';
import { ownColumnDesigns } from './own-columns.js';
import { targetTables } from './tables.js';

/** What has to be in Dataverse before the first row: only what the document's rules and properties write. */
export function designSchema(doc: MappingDocument): SchemaDesign {
  const { prefix } = doc.publisher;
  const ownTable = doc.membership.as === 'table' ? membershipTable(prefix) : undefined;
  return {
    publisher: doc.publisher,
    solution: doc.solution,
    tables: ownTable === undefined ? [] : [membershipDesign(prefix)],
    columns: [
      ...usedOwnColumns(doc, ownTable),
      ...doc.properties.map(propertyColumn),
      ...(ownTable === undefined ? [] : membershipColumns(prefix, ownTable)),
    ],
    lookups: [...managerLookup(doc), ...(ownTable === undefined ? [] : membershipLookups(prefix, ownTable))],
    keys: keys(prefix),
    connectionRoles: doc.membership.as === 'connection' ? connectionRoles(doc) : [],
    ...(ownTable !== undefined && { securityRole: { name: `${doc.solution.friendlyName}: tables`, tables: [ownTable] } }),
  };
}

/** How many custom tables the mapping makes: they count against the licence (docs/facts/dataverse.md §13). */
export const customTables = (doc: MappingDocument): number => designSchema(doc).tables.length;

function usedOwnColumns(doc: MappingDocument, ownTable: string | undefined): ColumnDesign[] {
  const used = new Map(targetTables(doc).map(({ table, columns }) => [table, new Set(columns)]));
  return ownColumnDesigns(doc.publisher.prefix, ownTable).filter(({ table, schemaName }) => used.get(table)?.has(schemaName.toLowerCase()));
}

const propertyColumn = ({ schemaName, label, slot, type }: Property): ColumnDesign => ({
  table: 'contact',
  schemaName,
  label,
  description: `Custom property ${slot} of Actimo.`,
  type: columnType(type),
});

function columnType(type: PropertyType): ColumnType {
  switch (type.kind) {
    case 'text':
      return { kind: 'string', maxLength: type.maxLength };
    case 'memo':
      return { kind: 'memo', maxLength: type.maxLength };
    case 'integer':
      return { kind: 'integer', min: type.min, max: type.max };
    case 'decimal':
      return { kind: 'decimal', min: -100_000_000_000, max: 100_000_000_000, precision: type.precision };
    case 'boolean':
      return { kind: 'boolean', trueLabel: type.yes, falseLabel: type.no, default: false };
    case 'date':
      return { kind: 'dateOnly' };
    case 'datetime':
      return { kind: 'dateTime' };
    case 'phone':
      return { kind: 'string', maxLength: propertyLengths.phone, format: 'Phone' };
    case 'email':
      return { kind: 'string', maxLength: propertyLengths.email, format: 'Email' };
    case 'choice':
      return { kind: 'choice', options: type.options };
  }
}

/** Contact has no look-up to a manager, only a text for the name (docs/mapping.md, facts), so there is one of ours. */
function managerLookup(doc: MappingDocument): LookupDesign[] {
  const { prefix } = doc.publisher;
  if (!compiled(doc).person.some(({ name }) => name === 'manager')) return [];
  return [
    {
      schemaName: `${prefix}_contact_manager`,
      referencedTable: 'contact',
      referencingTable: 'contact',
      lookup: { schemaName: `${prefix}_ManagerId`, label: 'Manager', description: 'The manager of the person in Actimo.' },
    },
  ];
}

/** Nobody can enter an Actimo id twice, and others find a row by it. The migration itself finds rows by GUIDs of its own. */
const keys = (prefix: string): KeyDesign[] =>
  (['account', 'contact'] as const).map((table) => ({
    table,
    schemaName: `${prefix}_${table}_actimoid`,
    label: 'Actimo id',
    columns: [`${prefix}_actimoid`],
  }));

const connectionRoles = ({ membership }: MappingDocument): ConnectionRoleDesign[] =>
  [...new Set(Object.values(membership.roles))].map((name) => ({
    name,
    category: 1,
    description: 'Role of a person in a workspace of Actimo.',
  }));

const membershipDesign = (prefix: string): TableDesign => ({
  schemaName: `${prefix}_Membership`,
  label: 'Actimo Membership',
  pluralLabel: 'Actimo Memberships',
  description: 'Membership of a person in a workspace of Actimo, besides the one that became the parent account.',
  ownership: 'UserOwned',
  primaryName: { schemaName: `${prefix}_Name`, label: 'Membership', maxLength: 100 },
});

const membershipColumns = (prefix: string, table: string): ColumnDesign[] => [
  {
    table,
    schemaName: `${prefix}_Role`,
    label: 'Role',
    description: 'Role as Actimo has it.',
    type: { kind: 'string', maxLength: membershipRoleLength },
  },
  { table, schemaName: `${prefix}_AddedAt`, label: 'Added', description: 'When the person joined.', type: { kind: 'dateTime' } },
  { table, schemaName: `${prefix}_RemovedAt`, label: 'Removed', description: 'When the person left.', type: { kind: 'dateTime' } },
];

const membershipLookups = (prefix: string, table: string): LookupDesign[] => [
  {
    schemaName: `${prefix}_contact_membership`,
    referencedTable: 'contact',
    referencingTable: table,
    lookup: { schemaName: `${prefix}_ContactId`, label: 'Contact', description: 'The person.' },
  },
  {
    schemaName: `${prefix}_account_membership`,
    referencedTable: 'account',
    referencingTable: table,
    lookup: { schemaName: `${prefix}_AccountId`, label: 'Account', description: 'The workspace.' },
  },
];
