import { type ColumnSpec, guid, locked, text } from './define.js';

/** Columns that come with a file, an image or an amount of money, by schema name; the server keeps them (docs/facts/dataverse.md §7 "File columns", §3 "Money"). */
export function companionsOf(schemaName: string, spec: ColumnSpec): Record<string, ColumnSpec> {
  switch (spec.type) {
    case 'File':
      return { [`${schemaName}_Name`]: text(255, locked) };
    case 'Image':
      return {
        [`${schemaName}Id`]: guid(locked),
        [`${schemaName}_Timestamp`]: { type: 'BigInt', ...locked },
        [`${schemaName}_URL`]: text(200, { format: 'Url', ...locked }),
      };
    case 'Money':
      return { [`${schemaName}_Base`]: { type: 'Money', precision: spec.precision ?? 2, ...locked } };
    default:
      return {};
  }
}
