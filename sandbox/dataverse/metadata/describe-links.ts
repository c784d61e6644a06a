import type { World } from '../core/world.js';
import { isManaged } from '../solutions/components.js';
import { crm, type Json, managed } from './describe.js';
import { isHierarchical } from './hierarchy.js';
import { labelBody } from './labels.js';
import type { Key, ManyToMany, Menu, Relationship } from './types.js';

export function keyMetadata(world: World, key: Key): Json {
  return {
    MetadataId: key.metadataId,
    LogicalName: key.logicalName,
    SchemaName: key.schemaName,
    EntityLogicalName: key.table,
    KeyAttributes: key.columns.map((column) => column.logicalName),
    EntityKeyIndexStatus: key.status,
    IsManaged: isManaged(world, key),
    IsCustomizable: managed(true, 'iscustomizable'),
    DisplayName: labelBody(world, key.displayName),
  };
}

function menuBody(world: World, menu: Menu | undefined): Json {
  return {
    Behavior: menu?.behavior ?? 'UseCollectionName',
    Group: menu?.group ?? 'Details',
    Order: menu === undefined ? 10_000 : menu.order,
    IsCustomizable: true,
    Icon: null,
    ViewId: '00000000-0000-0000-0000-000000000000',
    AvailableOffline: true,
    MenuId: null,
    QueryApi: null,
    Label: labelBody(world, menu?.label ?? {}),
  };
}

export function relationshipMetadata(world: World, relationship: Relationship): Json {
  return {
    '@odata.type': crm('OneToManyRelationshipMetadata'),
    MetadataId: relationship.metadataId,
    SchemaName: relationship.schemaName,
    RelationshipType: 'OneToManyRelationship',
    IsCustomRelationship: relationship.custom,
    IsManaged: isManaged(world, relationship),
    IsHierarchical: isHierarchical(relationship),
    ReferencedEntity: relationship.referencedEntity,
    ReferencedAttribute: relationship.referencedAttribute,
    ReferencingEntity: relationship.referencingEntity,
    ReferencingAttribute: relationship.referencingAttribute,
    ReferencedEntityNavigationPropertyName: relationship.collectionNav,
    ReferencingEntityNavigationPropertyName: relationship.nav,
    CascadeConfiguration: { ...relationship.cascade, RollupView: 'NoCascade' },
    AssociatedMenuConfiguration: menuBody(world, relationship.menu),
    SecurityTypes: 'Append',
  };
}

export function manyToManyMetadata(world: World, relationship: ManyToMany): Json {
  return {
    '@odata.type': crm('ManyToManyRelationshipMetadata'),
    MetadataId: relationship.metadataId,
    SchemaName: relationship.schemaName,
    RelationshipType: 'ManyToManyRelationship',
    IsCustomRelationship: relationship.custom,
    IsManaged: isManaged(world, relationship),
    Entity1LogicalName: relationship.entity1,
    Entity2LogicalName: relationship.entity2,
    Entity1IntersectAttribute: relationship.attribute1,
    Entity2IntersectAttribute: relationship.attribute2,
    Entity1NavigationPropertyName: relationship.nav1,
    Entity2NavigationPropertyName: relationship.nav2,
    IntersectEntityName: relationship.intersect,
  };
}
