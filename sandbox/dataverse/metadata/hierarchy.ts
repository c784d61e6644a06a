import type { Metadata } from './metadata.js';
import type { Relationship } from './types.js';

/** Relationships of a table with itself that Dataverse knows as a hierarchy. */
const hierarchical = new Set(['account_parent_account', 'user_parent_user', 'business_unit_parent_business_unit']);

export const isHierarchical = (relationship: Pick<Relationship, 'schemaName'>): boolean => hierarchical.has(relationship.schemaName);

/** The relationship by which rows of the table stand above each other. */
export const hierarchyOf = (metadata: Metadata, table: string): Relationship | undefined =>
  metadata.oneToMany(table).find((relationship) => relationship.referencingEntity === table && isHierarchical(relationship));
