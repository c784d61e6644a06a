import type {
  ColumnType,
  ConnectionRoleDesign,
  KeyDesign,
  LookupDesign,
  SchemaDesign,
  SchemaDifference,
  TableDesign,
} from '../../domain/index.js';
import type { Json } from '../json-answer.js';
import type { EntityFacts } from '../read-metadata.js';
import type { ColumnMetadata } from '../table-metadata.js';
import type { FoundKey, FoundLookup } from './found.js';
import { columnPart, logicalName, spoken } from './names.js';

/** `found` of a part that is not there. */
export const missing = 'missing';

type Difference = SchemaDifference | undefined;

const optionText = (option: { value: number; label: string }): string => `${option.value} ${option.label}`;

function wantedText(type: ColumnType): string {
  switch (type.kind) {
    case 'string':
    case 'memo':
      return `${type.kind} of at least ${type.maxLength} characters`;
    case 'integer':
      return `integer from ${type.min} to ${type.max}`;
    case 'decimal':
      return `decimal from ${type.min} to ${type.max} with ${type.precision} decimals`;
    case 'choice':
      return `choice with ${type.options.map(optionText).join('; ')}`;
    default:
      return type.kind;
  }
}

function foundText(column: ColumnMetadata): string {
  const { kind, maxLength, min, max, precision, options } = column;
  if (maxLength !== undefined) return `${kind} of ${maxLength} characters`;
  if (options !== undefined) return `${kind} with ${options.map(optionText).join('; ')}`;
  if (min === undefined) return kind;
  return `${kind} from ${min} to ${max}${precision === undefined ? '' : ` with ${precision} decimals`}`;
}

/** Options that the design has and the column has not; undefined when one is there under another label, which adding cannot mend. */
export function missingOptions(type: ColumnType, column: ColumnMetadata): readonly { value: number; label: string }[] | undefined {
  if (type.kind !== 'choice' || column.kind !== 'choice') return undefined;
  const there = new Map(column.options?.map((option) => [option.value, option.label]));
  if (type.options.some(({ value, label }) => there.has(value) && there.get(value) !== label)) return undefined;
  return type.options.filter(({ value }) => !there.has(value));
}

/** Wider than wanted is as good as wanted: nothing that we write is refused or cut. */
function matches(type: ColumnType, column: ColumnMetadata): boolean {
  if (type.kind !== column.kind) return false;
  const within = (min: number, max: number) => (column.min ?? -Infinity) <= min && (column.max ?? Infinity) >= max;
  switch (type.kind) {
    case 'string':
    case 'memo':
      return (column.maxLength ?? 0) >= type.maxLength;
    case 'integer':
      return within(type.min, type.max);
    case 'decimal':
      return within(type.min, type.max) && (column.precision ?? 0) >= type.precision;
    case 'choice':
      return missingOptions(type, column)?.length === 0;
    default:
      return true;
  }
}

export function compareColumn(table: string, schemaName: string, type: ColumnType, column: ColumnMetadata | undefined): Difference {
  if (column !== undefined && matches(type, column)) return undefined;
  return {
    part: spoken('column', columnPart(table, schemaName)),
    wanted: wantedText(type),
    found: column === undefined ? missing : foundText(column),
  };
}

export function compareTable(design: TableDesign, found: EntityFacts | undefined): Difference {
  const text = (ownership: string, primaryName: string | null) => `${ownership}, named by ${primaryName}`;
  const wanted = text(design.ownership, logicalName(design.primaryName.schemaName));
  const is = found === undefined ? missing : text(found.ownership, found.primaryName);
  return is === wanted ? undefined : { part: spoken('table', logicalName(design.schemaName)), wanted, found: is };
}

export function compareKey(design: KeyDesign, found: FoundKey | undefined): Difference {
  const text = (columns: readonly string[]) => `key over ${[...columns].sort().join(', ')}`;
  const wanted = text(design.columns);
  const part = spoken('key', columnPart(design.table, design.schemaName));
  if (found === undefined) return { part, wanted, found: missing };
  const is = text(found.columns);
  if (is !== wanted) return { part, wanted, found: is };
  return found.status === 'Active' ? undefined : { part, wanted: `${wanted}, active`, found: `${is}, ${found.status}` };
}

export function compareLookup(design: LookupDesign, found: FoundLookup | undefined): Difference {
  const text = (column: string, target: string) => `look-up ${column} to ${target}`;
  const wanted = text(logicalName(design.lookup.schemaName), design.referencedTable);
  const is = found === undefined ? missing : text(found.column, found.referencedTable);
  return is === wanted ? undefined : { part: spoken('lookup', design.schemaName), wanted, found: is };
}

export function compareConnectionRole(design: ConnectionRoleDesign, found: Json | undefined): Difference {
  const part = spoken('connectionRole', design.name);
  const wanted = `active, category ${design.category}`;
  if (found === undefined) return { part, wanted, found: missing };
  const is = `${found.statecode === 0 ? 'active' : 'inactive'}, category ${String(found.category)}`;
  return is === wanted ? undefined : { part, wanted, found: is };
}

export function comparePublisher({ publisher }: SchemaDesign, found: Json | undefined): Difference {
  const text = (prefix: unknown, options: unknown) => `prefix ${String(prefix)}, choice values from ${String(options)}`;
  const wanted = text(publisher.prefix, publisher.optionValuePrefix);
  const is = found === undefined ? missing : text(found.customizationprefix, found.customizationoptionvalueprefix);
  return is === wanted ? undefined : { part: spoken('publisher', publisher.uniqueName), wanted, found: is };
}

export function compareSolution(
  { solution, publisher }: SchemaDesign,
  found: Json | undefined,
  publisherId: string | undefined,
): Difference {
  const wanted = `unmanaged, of publisher ${publisher.uniqueName}`;
  const part = spoken('solution', solution.uniqueName);
  if (found === undefined) return { part, wanted, found: missing };
  if (found.ismanaged === true) return { part, wanted, found: 'managed' };
  return String(found._publisherid_value).toLowerCase() === publisherId ? undefined : { part, wanted, found: 'of another publisher' };
}
