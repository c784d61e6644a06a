import type { World } from '../core/world.js';
import type { Element } from '../core/xml.js';
import type { OptionSet } from '../metadata/metadata.js';
import type { Column, Key, Labels, ManyToMany, Option, Relationship, Table } from '../metadata/types.js';
import { columnTypes, flagText, requirements } from './xml-words.js';

/** What of a table goes into a package: all of it, or some of its columns and keys. */
export interface PackedTable {
  readonly table: Table;
  readonly whole: boolean;
  readonly columns: readonly Column[];
  readonly keys: readonly Key[];
}

export interface Packed {
  readonly tables: readonly PackedTable[];
  readonly choices: readonly OptionSet[];
  readonly relationships: readonly (Relationship | ManyToMany)[];
}

const labels = (outer: string, inner: string, texts: Labels): Element => ({
  [outer]: {
    [inner]: Object.entries(texts).map(([language, text]) => ({ '@description': text, '@languagecode': language })),
  },
});

/** `customizations.xml`: definitions in the words of packages (SAMPLES `MetadataOperations`, section 8). */
export function customizations(world: World, packed: Packed): Element {
  return {
    ImportExportXml: {
      '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      Entities: { Entity: packed.tables.map((one) => entity(world, one)) },
      Roles: {},
      Workflows: {},
      FieldSecurityProfiles: {},
      Templates: {},
      EntityMaps: {},
      EntityRelationships: { EntityRelationship: packed.relationships.map(relationshipElement) },
      OrganizationSettings: {},
      optionsets: { optionset: packed.choices.map((set) => choiceElement(set)) },
      CustomControls: {},
      EntityDataProviders: {},
      Languages: { Language: world.settings.provisionedLanguages.map(String) as unknown as Element[] },
    },
  };
}

function entity(world: World, { table, whole, columns, keys }: PackedTable): Element {
  const name = table.displayName[world.settings.baseLanguage] ?? table.schemaName;
  return {
    Name: { '@LocalizedName': name, '@OriginalName': name, '#text': table.custom ? table.logicalName : table.schemaName },
    EntityInfo: {
      entity: {
        '@Name': table.schemaName,
        ...(whole ? { '@unmodified': '0' } : { '@unmodified': '1' }),
        ...labels('LocalizedNames', 'LocalizedName', table.displayName),
        ...labels('LocalizedCollectionNames', 'LocalizedCollectionName', table.displayCollectionName),
        ...labels('Descriptions', 'Description', table.description),
        attributes: { attribute: columns.map(attribute) },
        EntitySetName: table.entitySetName,
        IsCustomEntity: flagText(table.custom),
        IsActivity: flagText(table.activity),
        HasRelatedNotes: flagText(table.hasNotes),
        HasRelatedActivities: flagText(table.hasActivities),
        IsConnectionsEnabled: flagText(table.connections),
        ChangeTrackingEnabled: flagText(table.changeTracking),
        OwnershipTypeMask: table.ownership === 'OrganizationOwned' ? 'OrgOwned' : 'UserOwned',
        ...(keys.length === 0 ? {} : { EntityKeys: { EntityKey: keys.map(key) } }),
      },
    },
  };
}

function attribute(column: Column): Element {
  const text = column.type === 'String' || column.type === 'Memo';
  const number = ['Integer', 'BigInt', 'Decimal', 'Double', 'Money'].includes(column.type);
  return {
    '@PhysicalName': column.schemaName,
    Type: columnTypes[column.type],
    Name: column.logicalName,
    LogicalName: column.logicalName,
    RequiredLevel: requirements[column.required],
    DisplayMask: column.primaryName
      ? 'PrimaryName|ValidForAdvancedFind|ValidForForm|ValidForGrid'
      : 'ValidForAdvancedFind|ValidForForm|ValidForGrid',
    ValidForCreateApi: flagText(column.create),
    ValidForUpdateApi: flagText(column.update),
    ValidForReadApi: flagText(column.read),
    IsCustomField: flagText(column.custom),
    IsSecured: flagText(column.secured),
    ...(column.format === null ? {} : { Format: column.format.toLowerCase() }),
    ...(text ? { MaxLength: column.maxLength, Length: column.maxLength * 2 } : {}),
    ...(number ? { MinValue: column.min, MaxValue: column.max } : {}),
    ...(number && column.type !== 'Integer' && column.type !== 'BigInt' ? { Accuracy: column.precision } : {}),
    ...(column.behavior === null ? {} : { Behavior: { UserLocal: 1, DateOnly: 2, TimeZoneIndependent: 3 }[column.behavior] }),
    ...(column.defaultValue === null || column.options === null ? {} : { AppDefaultValue: Number(column.defaultValue) }),
    ...(column.options === null
      ? {}
      : column.globalOptionSet
        ? { OptionSetName: column.optionSetName ?? '' }
        : { optionset: optionSet(column.optionSetName ?? '', column, column.options) }),
    ...labels('displaynames', 'displayname', column.displayName),
    ...labels('Descriptions', 'Description', column.description),
  };
}

const optionSet = (name: string, column: Column, options: readonly Option[]): Element => ({
  '@Name': name,
  OptionSetType: columnTypes[column.type],
  IsGlobal: '0',
  ...optionList(options),
});

const optionList = (options: readonly Option[]): Element => ({
  options: { option: options.map((option) => ({ '@value': option.value, ...labels('labels', 'label', option.label) })) },
});

const choiceElement = (set: OptionSet): Element => ({
  '@Name': set.name,
  OptionSetType: 'picklist',
  IsGlobal: '1',
  ...labels('displaynames', 'displayname', set.displayName),
  ...labels('Descriptions', 'Description', set.description),
  ...optionList(set.options),
});

const key = (one: Key): Element => ({
  Name: one.schemaName,
  LogicalName: one.logicalName,
  EntityKeyAttributes: { AttributeName: one.columns.map((column) => column.logicalName) as unknown as Element[] },
  ...labels('displaynames', 'displayname', one.displayName),
});

function relationshipElement(relationship: Relationship | ManyToMany): Element {
  if (!('referencedEntity' in relationship)) {
    return {
      '@Name': relationship.schemaName,
      EntityRelationshipType: 'ManyToMany',
      FirstEntityName: relationship.entity1,
      SecondEntityName: relationship.entity2,
      IntersectEntityName: relationship.intersect,
    };
  }
  const { cascade } = relationship;
  return {
    '@Name': relationship.schemaName,
    EntityRelationshipType: 'OneToMany',
    ReferencingEntityName: relationship.referencingEntity,
    ReferencedEntityName: relationship.referencedEntity,
    CascadeAssign: cascade.Assign,
    CascadeDelete: cascade.Delete,
    CascadeMerge: cascade.Merge,
    CascadeReparent: cascade.Reparent,
    CascadeShare: cascade.Share,
    CascadeUnshare: cascade.Unshare,
    ReferencingAttributeName: relationship.referencingAttribute,
    NavigationPropertyName: relationship.nav,
  };
}
