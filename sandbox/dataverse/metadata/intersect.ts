import { makeColumn } from './columns.js';
import { type ColumnSpec, guid, locked } from './define.js';
import type { Column, Labels, ManyToMany, Table } from './types.js';

/** Sets and keys of the intersect tables that come with the platform. */
const standard: Readonly<Record<string, readonly [set: string, key: string]>> = {
  systemuserroles: ['systemuserrolescollection', 'SystemUserRoleId'],
  teamroles: ['teamrolescollection', 'TeamRoleId'],
  teammembership: ['teammemberships', 'TeamMembershipId'],
  systemuserprofiles: ['systemuserprofilescollection', 'SystemUserProfileId'],
  teamprofiles: ['teamprofilescollection', 'TeamProfileId'],
  roleprivileges: ['roleprivilegescollection', 'RolePrivilegeId'],
  opportunitycompetitors: ['opportunitycompetitorscollection', 'OpportunityCompetitorId'],
  connectionroleassociation: ['connectionroleassociations', 'ConnectionRoleAssociationId'],
};

/** An id that follows from the relationship's. */
const following = (id: string, nth: number): string =>
  ((Number.parseInt(id.slice(0, 8), 16) ^ (0x69736563 + nth)) >>> 0).toString(16).padStart(8, '0') + id.slice(8);

/** The table in which the pairs of a many-to-many relationship can be read (docs/facts/dataverse.md §6 "Relationships"). */
export function intersectTable(relationship: ManyToMany, language: number): Table {
  const { intersect, metadataId, custom, visibleAt, solution, attribute1, attribute2 } = relationship;
  const [set, key] = standard[intersect] ?? [`${intersect}set`, `${intersect}id`];
  const label: Labels = { [language]: intersect };
  const columns = new Map<string, Column>();
  const specs: readonly (readonly [string, ColumnSpec])[] = [
    [key, guid({ ...locked, required: 'SystemRequired' })],
    [attribute1, guid(locked)],
    [attribute2, guid(locked)],
    ['VersionNumber', { type: 'BigInt', ...locked }],
  ];
  specs.forEach(([schemaName, spec], slot) => {
    const column = makeColumn(spec, {
      metadataId: following(metadataId, slot + 1),
      table: intersect,
      schemaName,
      slot,
      custom,
      visibleAt,
      solution,
      primaryId: slot === 0,
      displayName: { [language]: schemaName },
      description: {},
    });
    columns.set(column.logicalName, column);
  });
  return {
    metadataId: following(metadataId, 0),
    logicalName: intersect,
    schemaName: custom ? relationship.schemaName : intersect,
    entitySetName: set,
    objectTypeCode: 0,
    ownership: 'None',
    primaryId: key.toLowerCase(),
    primaryName: null,
    primaryImage: null,
    custom,
    activity: false,
    intersect: true,
    serverKept: true,
    hasNotes: false,
    hasActivities: false,
    connections: false,
    optimistic: false,
    changeTracking: false,
    searched: false,
    customizable: false,
    canCreateAttributes: false,
    messages: new Set(),
    columns,
    keys: [],
    members: {},
    width: specs.length,
    displayName: label,
    displayCollectionName: label,
    description: {},
    visibleAt,
    solution,
    properties: null,
  };
}
