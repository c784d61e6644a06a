import type { ColumnDesign, ColumnType, KeyDesign, LookupDesign, TableDesign } from '../../domain/index.js';

/**
 * Request bodies of the metadata API (docs/facts/dataverse.md §6). Labels are made in the organisation's base language only: one in a language that is not
 * provisioned is refused.
 */
const type = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;

type Body = Readonly<Record<string, unknown>>;

export function label(text: string, language: number): Body {
  return {
    '@odata.type': type('Label'),
    LocalizedLabels: [{ '@odata.type': type('LocalizedLabel'), Label: text, LanguageCode: language }],
  };
}

const notRequired = { Value: 'None', CanBeChanged: true, ManagedPropertyLogicalName: 'canmodifyrequirementlevelsettings' };

function common(schemaName: string, displayName: string, description: string, language: number): Body {
  return {
    SchemaName: schemaName,
    DisplayName: label(displayName, language),
    Description: label(description, language),
    RequiredLevel: notRequired,
  };
}

function typed(column: ColumnType, language: number): Body {
  const named = (attribute: string, name: string, typeName = `${name}Type`): Body => ({
    '@odata.type': type(attribute),
    AttributeType: name,
    AttributeTypeName: { Value: typeName },
  });
  switch (column.kind) {
    case 'string':
      return { ...named('StringAttributeMetadata', 'String'), MaxLength: column.maxLength, FormatName: { Value: column.format ?? 'Text' } };
    case 'memo':
      return { ...named('MemoAttributeMetadata', 'Memo'), MaxLength: column.maxLength, Format: 'TextArea' };
    case 'integer':
      return { ...named('IntegerAttributeMetadata', 'Integer'), MinValue: column.min, MaxValue: column.max, Format: 'None' };
    case 'decimal':
      return { ...named('DecimalAttributeMetadata', 'Decimal'), MinValue: column.min, MaxValue: column.max, Precision: column.precision };
    case 'boolean':
      return {
        ...named('BooleanAttributeMetadata', 'Boolean'),
        DefaultValue: column.default,
        OptionSet: {
          '@odata.type': type('BooleanOptionSetMetadata'),
          OptionSetType: 'Boolean',
          TrueOption: { Value: 1, Label: label(column.trueLabel, language) },
          FalseOption: { Value: 0, Label: label(column.falseLabel, language) },
        },
      };
    case 'dateOnly':
      return { ...named('DateTimeAttributeMetadata', 'DateTime'), Format: 'DateOnly', DateTimeBehavior: { Value: 'DateOnly' } };
    case 'dateTime':
      return { ...named('DateTimeAttributeMetadata', 'DateTime'), Format: 'DateAndTime', DateTimeBehavior: { Value: 'UserLocal' } };
    case 'choice':
      return {
        ...named('PicklistAttributeMetadata', 'Picklist'),
        OptionSet: {
          '@odata.type': type('OptionSetMetadata'),
          IsGlobal: false,
          OptionSetType: 'Picklist',
          Options: column.options.map((option) => ({ Value: option.value, Label: label(option.label, language) })),
        },
      };
  }
}

export function tableBody(table: TableDesign, language: number): Body {
  const { primaryName } = table;
  return {
    '@odata.type': type('EntityMetadata'),
    SchemaName: table.schemaName,
    DisplayName: label(table.label, language),
    DisplayCollectionName: label(table.pluralLabel, language),
    Description: label(table.description, language),
    OwnershipType: table.ownership,
    IsActivity: false,
    HasActivities: false,
    HasNotes: false,
    Attributes: [
      {
        ...typed({ kind: 'string', maxLength: primaryName.maxLength }, language),
        ...common(primaryName.schemaName, primaryName.label, primaryName.label, language),
        IsPrimaryName: true,
      },
    ],
  };
}

export function columnBody(column: ColumnDesign, language: number): Body {
  return { ...typed(column.type, language), ...common(column.schemaName, column.label, column.description, language) };
}

export function keyBody(key: KeyDesign, language: number): Body {
  return { SchemaName: key.schemaName, DisplayName: label(key.label, language), KeyAttributes: key.columns };
}

/** `referencedAttribute`: primary id of the referenced table. Nothing runs down the relationship but the link's own end: no owner, share or delete spreads. */
export function lookupBody(lookup: LookupDesign, referencedAttribute: string, language: number): Body {
  return {
    '@odata.type': type('OneToManyRelationshipMetadata'),
    SchemaName: lookup.schemaName,
    ReferencedEntity: lookup.referencedTable,
    ReferencedAttribute: referencedAttribute,
    ReferencingEntity: lookup.referencingTable,
    CascadeConfiguration: {
      Assign: 'NoCascade',
      Delete: 'RemoveLink',
      Merge: 'NoCascade',
      Reparent: 'NoCascade',
      Share: 'NoCascade',
      Unshare: 'NoCascade',
    },
    AssociatedMenuConfiguration: {
      Behavior: 'UseCollectionName',
      Group: 'Details',
      Label: label(lookup.lookup.label, language),
      Order: 10000,
    },
    Lookup: {
      '@odata.type': type('LookupAttributeMetadata'),
      AttributeType: 'Lookup',
      AttributeTypeName: { Value: 'LookupType' },
      ...common(lookup.lookup.schemaName, lookup.lookup.label, lookup.lookup.description, language),
    },
  };
}
