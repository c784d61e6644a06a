import type { Metadata } from './metadata.js';
import { inheritedNavigations, systemNavigation } from './system-relationships.js';
import type { Property, Table } from './types.js';

/**
 * What each name means in a body or a path of this table. Names of look-ups are those of their single-valued navigation properties,
 * spelt exactly (docs/facts/dataverse.md §3 "Lookups").
 */
export function buildProperties(metadata: Metadata, table: Table): Map<string, Property> {
  const properties = new Map<string, Property>();
  for (const column of table.columns.values()) {
    const hiddenUntil = Math.max(column.visibleAt, table.visibleAt);
    if (column.type === 'Owner') {
      setNavigation(properties, { name: 'ownerid', column, target: null, hiddenUntil });
      properties.set('_ownerid_value', { kind: 'value', column, hiddenUntil });
      // An activity has the owner that all activities have, and one of its own name.
      const own = systemNavigation(table, 'ownerid');
      if (own !== 'ownerid') setNavigation(properties, { name: own, column, target: null, hiddenUntil });
    } else if (column.targets.length > 0) {
      properties.set(`_${column.logicalName}_value`, { kind: 'value', column, hiddenUntil });
    } else {
      properties.set(column.logicalName, { kind: 'column', column, hiddenUntil });
    }
  }
  for (const relationship of metadata.manyToOne(table.logicalName)) {
    const column = table.columns.get(relationship.referencingAttribute);
    if (column === undefined || relationship.referencedEntity === 'owner') continue;
    const { nav: name, referencedEntity: target } = relationship;
    const hiddenUntil = Math.max(relationship.visibleAt, table.visibleAt);
    setNavigation(properties, { name, column, target, hiddenUntil });
    if (inheritedNavigations(table).includes(column.logicalName))
      setNavigation(properties, { name: column.logicalName, column, target, hiddenUntil });
  }
  for (const relationship of metadata.oneToMany(table.logicalName)) {
    const hiddenUntil = Math.max(relationship.visibleAt, table.visibleAt);
    if (!properties.has(relationship.collectionNav)) {
      properties.set(relationship.collectionNav, { kind: 'collection', name: relationship.collectionNav, relationship, hiddenUntil });
    }
  }
  for (const relationship of metadata.manyToMany.values()) {
    const { entity1, entity2, nav1, nav2, visibleAt: hiddenUntil } = relationship;
    if (entity1 === table.logicalName) properties.set(nav1, { kind: 'many', name: nav1, relationship, side: 1, hiddenUntil });
    if (entity2 === table.logicalName) properties.set(nav2, { kind: 'many', name: nav2, relationship, side: 2, hiddenUntil });
  }
  return properties;
}

type Navigation = Extract<Property, { kind: 'nav' }>;

/** A look-up is read and bound under the same name. */
function setNavigation(properties: Map<string, Property>, navigation: Omit<Navigation, 'kind'>): void {
  properties.set(navigation.name, { kind: 'nav', ...navigation });
  properties.set(`${navigation.name}@odata.bind`, { kind: 'bind', ...navigation });
}
