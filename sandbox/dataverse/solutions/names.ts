import type { Part } from './components.js';

/** Id of the table that a component is part of, and the name by which messages and packages call it. */
export function nameOf(part: Part): { readonly word: string; readonly schemaName: string; readonly parent: string | null } {
  switch (part.kind) {
    case 'table':
      return { word: 'Entity', schemaName: part.table.logicalName, parent: null };
    case 'column':
      return { word: 'Attribute', schemaName: part.column.logicalName, parent: part.table.metadataId };
    case 'choice':
      return { word: 'OptionSet', schemaName: part.set.name, parent: null };
    case 'relationship':
      return { word: 'EntityRelationship', schemaName: part.relationship.schemaName, parent: null };
    case 'key':
      return { word: 'EntityKey', schemaName: part.key.logicalName, parent: part.table.metadataId };
    case 'role':
      return { word: 'Role', schemaName: part.row.id, parent: null };
  }
}
