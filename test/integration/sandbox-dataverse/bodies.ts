/** Bodies of requests that make metadata, in the language of the environment. */

export const crm = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;
export const label = (text: string, LanguageCode = 1030) => ({
  '@odata.type': crm('Label'),
  LocalizedLabels: [{ '@odata.type': crm('LocalizedLabel'), Label: text, LanguageCode }],
});
export const table = (SchemaName: string, more: object = {}) => ({
  '@odata.type': crm('EntityMetadata'),
  SchemaName,
  DisplayName: label(SchemaName),
  DisplayCollectionName: label(`${SchemaName}er`),
  Description: label('x'),
  OwnershipType: 'UserOwned',
  IsActivity: false,
  HasActivities: false,
  HasNotes: false,
  Attributes: [
    {
      '@odata.type': crm('StringAttributeMetadata'),
      SchemaName: 'new_Name',
      MaxLength: 100,
      IsPrimaryName: true,
      DisplayName: label('Navn'),
    },
  ],
  ...more,
});
export const column = (type: string, SchemaName: string, more: object = {}) => ({
  '@odata.type': crm(`${type}AttributeMetadata`),
  SchemaName,
  DisplayName: label(SchemaName),
  ...more,
});
export const lookup = (SchemaName: string, from: string, to: string, columnName: string, more: object = {}) => ({
  '@odata.type': crm('OneToManyRelationshipMetadata'),
  SchemaName,
  ReferencedEntity: to,
  ReferencedAttribute: `${to}id`,
  ReferencingEntity: from,
  CascadeConfiguration: {
    Assign: 'NoCascade',
    Delete: 'RemoveLink',
    Merge: 'NoCascade',
    Reparent: 'NoCascade',
    Share: 'NoCascade',
    Unshare: 'NoCascade',
  },
  Lookup: { '@odata.type': crm('LookupAttributeMetadata'), SchemaName: columnName, DisplayName: label(columnName) },
  ...more,
});
export const entity = (name: string): string => `EntityDefinitions(LogicalName='${name}')`;
