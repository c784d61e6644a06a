import { makeColumn } from './columns.js';
import { type ColumnSpec, entityName, locked, text } from './define.js';
import type { Column, Table } from './types.js';

/** Tables whose rows have a reading of their name. */
const withReading = new Set(['account', 'contact', 'lead', 'systemuser', 'team', 'owner']);

const isLink = (column: Column): boolean => column.targets.length > 0 || column.type === 'Owner';

/** How the column is called that says which table a look-up of several points to. */
function kindName(column: Column): string {
  if (column.logicalName === 'regardingobjectid') return 'RegardingObjectTypeCode';
  if (column.logicalName === 'objectid') return 'ObjectIdTypeCode';
  if (/^record[12]id$/.test(column.logicalName)) return `${column.schemaName}ObjectTypeCode`;
  return `${column.schemaName}Type`;
}

/** Names of what a column holds, by schema name. */
function namesOf(column: Column): Record<string, ColumnSpec> {
  if (isLink(column)) {
    const reads = column.targets.some((target) => withReading.has(target));
    return {
      [`${column.schemaName}Name`]: text(column.type === 'Owner' ? 100 : 160, locked),
      ...(reads ? { [`${column.schemaName}YomiName`]: text(column.type === 'Owner' ? 100 : 450, locked) } : {}),
      ...(column.typeSlot >= 0 ? { [kindName(column)]: entityName(locked) } : {}),
    };
  }
  const isChoice = column.options !== null || column.type === 'Boolean';
  return isChoice ? { [`${column.schemaName}Name`]: { type: 'Virtual', ...locked } } : {};
}

/** An id that follows from another one, so that the same column has the same every time. */
const followingId = (id: string, nth: number): string =>
  ((Number.parseInt(id.slice(0, 8), 16) ^ (0x6e616d65 + nth)) >>> 0).toString(16).padStart(8, '0') + id.slice(8);

const attendees = ['RequiredAttendees', 'OptionalAttendees', 'Organizer'];
const partiesIn: Readonly<Record<string, readonly string[]>> = {
  task: [],
  activitypointer: [],
  opportunityclose: [],
  email: ['From', 'To', 'Cc', 'Bcc'],
  phonecall: ['From', 'To'],
  letter: ['From', 'To', 'Bcc'],
  fax: ['From', 'To'],
  appointment: attendees,
  recurringappointmentmaster: attendees,
  serviceappointment: ['Customers', 'Resources'],
};
const everyParty = ['From', 'To', 'Cc', 'Bcc', ...attendees, 'Customers', 'Partners', 'Resources'];

/** Lists of the parties of an activity by what they do in it: metadata names them, bodies and answers have the parties themselves. */
const partyLists = (table: Table): readonly string[] => (table.activity ? (partiesIn[table.logicalName] ?? everyParty) : []);

interface Known {
  readonly width: number;
  readonly columns: readonly Column[];
}
const known = new WeakMap<Table, Known>();

/**
 * Columns that only tell what others hold: names of look-ups and choices, and which table a look-up points to. Metadata lists them; rows do not have them
 * (docs/facts/dataverse.md §6 "Columns").
 */
export function virtualColumns(table: Table): readonly Column[] {
  const before = known.get(table);
  if (before?.width === table.width + table.columns.size) return before.columns;
  const columns: Column[] = [];
  for (const column of table.columns.values()) {
    for (const [nth, [schemaName, spec]] of Object.entries(namesOf(column)).entries()) {
      if (table.columns.has(schemaName.toLowerCase())) continue;
      columns.push(
        makeColumn(spec, {
          metadataId: followingId(column.metadataId, nth),
          table: table.logicalName,
          schemaName,
          slot: column.slot,
          custom: column.custom,
          visibleAt: column.visibleAt,
          solution: column.solution,
          attributeOf: column.logicalName,
          displayName: {},
          description: {},
        }),
      );
    }
  }
  for (const schemaName of partyLists(table)) {
    const spec: ColumnSpec = { type: 'PartyList', pointsTo: ['account', 'contact', 'lead', 'queue', 'systemuser'] };
    columns.push(
      makeColumn(spec, {
        metadataId: followingId(table.metadataId, columns.length),
        table: table.logicalName,
        schemaName,
        slot: -1,
        custom: false,
        visibleAt: table.visibleAt,
        solution: table.solution,
        displayName: {},
        description: {},
      }),
    );
  }
  known.set(table, { width: table.width + table.columns.size, columns });
  return columns;
}

/** The look-up whose name a virtual column tells; undefined when it is no such name. */
export function namedLookup(table: Table, name: string): Column | undefined {
  const found = virtualColumns(table).find((column) => column.logicalName === name && column.type === 'String');
  const lookup = found?.attributeOf === null || found === undefined ? undefined : table.columns.get(found.attributeOf);
  return lookup !== undefined && isLink(lookup) && name === `${lookup.logicalName}name` ? lookup : undefined;
}
