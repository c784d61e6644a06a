import type { World } from '../core/world.js';
import type { Element } from '../core/xml.js';
import { labelOf } from '../metadata/labels.js';
import { isPrincipal } from '../metadata/principals.js';
import type { Column, Property, Table } from '../metadata/types.js';
import { edmType } from '../rows/values.js';

/** How much of the schema a reader is shown. */
export interface View {
  readonly world: World;
  /** What every server has seen by then. */
  readonly seesAt: number;
  /** Descriptions, and what can only be read. */
  readonly annotated: boolean;
}

/** Common type of every activity. */
export const activityBase = 'activitypointer';

export const isVisible = ({ seesAt }: View, table: Table): boolean => table.visibleAt <= seesAt;

/** Types without keys of their own, and the one that users and teams share. */
export const abstractTypes: readonly Element[] = [
  { '@Name': 'crmbaseentity', '@Abstract': 'true' },
  { '@Name': 'expando', '@BaseType': 'mscrm.crmbaseentity', '@OpenType': 'true' },
  {
    '@Name': 'principal',
    '@BaseType': 'mscrm.crmbaseentity',
    Key: { PropertyRef: { '@Name': 'ownerid' } },
    Property: [{ '@Name': 'ownerid', '@Type': 'Edm.Guid' }],
  },
];

/** The type of a table's rows: its key, its columns, where its look-ups lead and what leads to it. */
export function entityType(view: View, table: Table): Element {
  const base = baseOf(view, table);
  const inherited = inheritedNames(view, table, base);
  const properties: Element[] = [];
  const navigations: Element[] = [];
  for (const [name, property] of view.world.metadata.properties(table)) {
    if (property.hiddenUntil > view.seesAt || inherited.has(name)) continue;
    if (property.kind === 'column') {
      if (property.column.read) properties.push(plain(view, name, property.column));
    } else if (property.kind === 'value') properties.push(lookUp(view, name, property.column));
    else if (property.kind !== 'bind') {
      const navigation = navigationOf(view, table, property);
      if (navigation !== null) navigations.push(navigation);
    }
  }
  return {
    '@Name': table.logicalName,
    '@BaseType': `mscrm.${base}`,
    ...(base === 'crmbaseentity' ? { Key: { PropertyRef: { '@Name': table.primaryId } } } : {}),
    Property: properties,
    NavigationProperty: navigations,
    Annotation: [...alternateKeys(table), ...described(view, labelOf(view.world, table.description))],
  };
}

function baseOf({ world }: View, table: Table): string {
  if (isPrincipal(table)) return 'principal';
  if (table.activity && table.logicalName !== activityBase && world.metadata.tables.has(activityBase)) return activityBase;
  return 'crmbaseentity';
}

/** What the common type declares already is not declared again. */
function inheritedNames({ world }: View, table: Table, base: string): ReadonlySet<string> {
  if (base === 'principal') return new Set(['ownerid']);
  const common = base === activityBase ? world.metadata.tables.get(activityBase) : undefined;
  if (common === undefined) return new Set();
  const names = new Set<string>();
  const own = world.metadata.properties(table);
  for (const [name, property] of world.metadata.properties(common)) if (own.get(name)?.kind === property.kind) names.add(name);
  return names;
}

function plain(view: View, name: string, column: Column): Element {
  const type = edmType(column);
  const facets = type === 'Edm.String' ? { '@Unicode': 'false' } : type === 'Edm.Decimal' ? { '@Scale': 'Variable' } : {};
  return {
    '@Name': name,
    '@Type': type,
    ...facets,
    ...annotations(view, column, !column.create && !column.update && !column.primaryId),
  };
}

const lookUp = (view: View, name: string, column: Column): Element => ({
  '@Name': name,
  '@Type': 'Edm.Guid',
  ...annotations(view, column, true),
});

function annotations(view: View, column: Column, readOnly: boolean): Element {
  if (!view.annotated) return {};
  const list: Element[] = [...described(view, labelOf(view.world, column.description))];
  if (readOnly) {
    list.push({ '@Term': 'Org.OData.Core.V1.Computed', '@Bool': 'true' });
    list.push({ '@Term': 'Org.OData.Core.V1.Permissions', EnumMember: 'Org.OData.Core.V1.PermissionType/Read' });
  }
  return { Annotation: list };
}

const described = ({ annotated }: View, text: string | null): Element[] =>
  annotated && text !== null ? [{ '@Term': 'Org.OData.Core.V1.Description', '@String': text }] : [];

/** What an alternate key is made of; one that is not built yet cannot be used and is not told of. */
function alternateKeys(table: Table): Element[] {
  const built = table.keys.filter((key) => key.status === 'Active');
  if (built.length === 0) return [];
  const part = (column: Column): Element => {
    const name = column.targets.length > 0 ? `_${column.logicalName}_value` : column.logicalName;
    return {
      '@Type': 'OData.Community.Keys.V1.PropertyRef',
      PropertyValue: [
        { '@Property': 'Alias', '@String': name },
        { '@Property': 'Name', '@PropertyPath': name },
      ],
    };
  };
  const records = built.map(
    (key): Element => ({
      '@Type': 'OData.Community.Keys.V1.AlternateKey',
      PropertyValue: { '@Property': 'Key', Collection: { Record: key.columns.map(part) } },
    }),
  );
  return [{ '@Term': 'OData.Community.Keys.V1.AlternateKeys', Collection: { Record: records } }];
}

type Navigation = Extract<Property, { kind: 'nav' | 'collection' | 'many' }>;

/** Table on the other side of a navigation property; null: users and teams alike, or a table that is not there. */
export function targetOf({ world }: Pick<View, 'world'>, property: Navigation): Table | null {
  const name =
    property.kind === 'nav'
      ? property.target
      : property.kind === 'collection'
        ? property.relationship.referencingEntity
        : property.side === 1
          ? property.relationship.entity2
          : property.relationship.entity1;
  return (name === null ? undefined : world.metadata.tables.get(name)) ?? null;
}

function navigationOf(view: View, table: Table, property: Navigation): Element | null {
  const { metadata } = view.world;
  if (property.kind === 'nav' && property.target === null) {
    return {
      '@Name': property.name,
      '@Type': 'mscrm.principal',
      '@Nullable': 'false',
      ReferentialConstraint: { '@Property': '_ownerid_value', '@ReferencedProperty': 'ownerid' },
    };
  }
  const target = targetOf(view, property);
  if (target === null || !isVisible(view, target)) return null;
  if (property.kind === 'nav') {
    const { column, name } = property;
    const relationship = metadata
      .manyToOne(table.logicalName)
      .find((one) => one.nav === name && one.referencingAttribute === column.logicalName && one.referencedEntity === target.logicalName);
    return {
      '@Name': name,
      '@Type': `mscrm.${target.logicalName}`,
      '@Nullable': 'false',
      ...(relationship === undefined ? {} : { '@Partner': relationship.collectionNav }),
      ReferentialConstraint: { '@Property': `_${column.logicalName}_value`, '@ReferencedProperty': target.primaryId },
    };
  }
  const partner =
    property.kind === 'collection'
      ? property.relationship.nav
      : property.side === 1
        ? property.relationship.nav2
        : property.relationship.nav1;
  return { '@Name': property.name, '@Type': `Collection(mscrm.${target.logicalName})`, '@Partner': partner };
}
