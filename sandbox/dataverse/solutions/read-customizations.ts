import { child, children, type Element, textOf } from '../core/xml.js';
import type { Json } from '../metadata/describe.js';
import { columnTypes, requirements, wordFor } from './xml-words.js';

/** Definitions as requests to the metadata API would carry them. */
export interface ReadTable {
  readonly logicalName: string;
  /** To make the table; null: it is one that every environment has. */
  readonly body: Json | null;
  readonly columns: readonly Json[];
  readonly keys: readonly Json[];
}

export interface Definitions {
  readonly choices: readonly Json[];
  readonly tables: readonly ReadTable[];
  readonly relationships: readonly Json[];
}

const crm = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;

function label(parent: Element | undefined, outer: string, inner: string): Json {
  return {
    LocalizedLabels: children(child(parent, outer), inner).map((one) => ({
      Label: textOf(one, '@description') ?? '',
      LanguageCode: Number(textOf(one, '@languagecode')),
    })),
  };
}

/** Reads `customizations.xml`. */
export function definitionsIn(root: Element): Definitions {
  const document = child(root, 'ImportExportXml');
  const tables = children(child(document, 'Entities'), 'Entity').map((entity) => child(child(entity, 'EntityInfo'), 'entity'));
  const lookups = new Map<string, Json>();
  const read = tables.flatMap((table) => (table === undefined ? [] : [tableIn(table, lookups)]));
  return {
    choices: children(child(document, 'optionsets'), 'optionset').map((set) => ({
      '@odata.type': crm('OptionSetMetadata'),
      Name: textOf(set, '@Name'),
      OptionSetType: 'Picklist',
      DisplayName: label(set, 'displaynames', 'displayname'),
      Description: label(set, 'Descriptions', 'Description'),
      Options: optionsIn(set),
    })),
    tables: read,
    relationships: relationshipsIn(children(child(document, 'EntityRelationships'), 'EntityRelationship'), lookups),
  };
}

const optionsIn = (set: Element | undefined): Json[] =>
  children(child(set, 'options'), 'option').map((option) => ({
    Value: Number(textOf(option, '@value')),
    Label: label(option, 'labels', 'label'),
  }));

function tableIn(table: Element, lookups: Map<string, Json>): ReadTable {
  const schemaName = textOf(table, '@Name') ?? '';
  const logicalName = schemaName.toLowerCase();
  const attributes = children(child(table, 'attributes'), 'attribute');
  const isPrimaryName = (one: Element): boolean => (textOf(one, 'DisplayMask') ?? '').split('|').includes('PrimaryName');
  const own = attributes.filter(
    (one) => textOf(one, 'IsCustomField') === '1' && !isPrimaryName(one) && textOf(one, 'Type') !== 'primarykey',
  );
  for (const one of own) {
    if (textOf(one, 'Type') === 'lookup' || textOf(one, 'Type') === 'customer')
      lookups.set(`${logicalName}.${textOf(one, 'LogicalName') ?? ''}`, {
        '@odata.type': crm('LookupAttributeMetadata'),
        SchemaName: textOf(one, '@PhysicalName'),
        DisplayName: label(one, 'displaynames', 'displayname'),
        Description: label(one, 'Descriptions', 'Description'),
        customer: textOf(one, 'Type') === 'customer',
      });
  }
  const flag = (name: string): boolean => textOf(table, name) === '1';
  const primary = attributes.find(isPrimaryName);
  const activity = flag('IsActivity');
  return {
    logicalName,
    body: !flag('IsCustomEntity')
      ? null
      : {
          '@odata.type': crm('EntityMetadata'),
          SchemaName: schemaName,
          DisplayName: label(table, 'LocalizedNames', 'LocalizedName'),
          DisplayCollectionName: label(table, 'LocalizedCollectionNames', 'LocalizedCollectionName'),
          Description: label(table, 'Descriptions', 'Description'),
          OwnershipType: textOf(table, 'OwnershipTypeMask') === 'OrgOwned' ? 'OrganizationOwned' : 'UserOwned',
          IsActivity: activity,
          HasNotes: flag('HasRelatedNotes'),
          HasActivities: flag('HasRelatedActivities'),
          IsConnectionsEnabled: { Value: flag('IsConnectionsEnabled') },
          ...(activity ? { IsAvailableOffline: true } : {}),
          Attributes: primary === undefined ? [] : [{ ...columnIn(primary), IsPrimaryName: true }],
        },
    columns: own.filter((one) => !['lookup', 'customer'].includes(textOf(one, 'Type') ?? '')).map(columnIn),
    keys: children(child(table, 'EntityKeys'), 'EntityKey').map((one) => ({
      SchemaName: textOf(one, 'Name'),
      DisplayName: label(one, 'displaynames', 'displayname'),
      KeyAttributes: [child(one, 'EntityKeyAttributes')?.AttributeName ?? []].flat().map(String),
    })),
  };
}

const formats: Readonly<Record<string, string>> = {
  text: 'Text',
  email: 'Email',
  url: 'Url',
  phone: 'Phone',
  textarea: 'TextArea',
  tickersymbol: 'TickerSymbol',
  json: 'Json',
  richtext: 'RichText',
  dateonly: 'DateOnly',
  dateandtime: 'DateAndTime',
};

function columnIn(attribute: Element): Json {
  const type = wordFor(columnTypes, textOf(attribute, 'Type')) ?? 'Virtual';
  const number = (name: string): Json => {
    const text = textOf(attribute, name);
    return text === undefined ? {} : { [name]: Number(text) };
  };
  const accuracy = textOf(attribute, 'Accuracy');
  const format = formats[textOf(attribute, 'Format') ?? ''];
  const behavior = { '1': 'UserLocal', '2': 'DateOnly', '3': 'TimeZoneIndependent' }[textOf(attribute, 'Behavior') ?? ''];
  const choiceName = textOf(attribute, 'OptionSetName');
  const preset = textOf(attribute, 'AppDefaultValue');
  const options = optionsIn(child(attribute, 'optionset'));
  const [no, yes] = [...options].sort((a, b) => Number(a.Value) - Number(b.Value));
  return {
    '@odata.type': crm(`${type}AttributeMetadata`),
    SchemaName: textOf(attribute, '@PhysicalName'),
    DisplayName: label(attribute, 'displaynames', 'displayname'),
    Description: label(attribute, 'Descriptions', 'Description'),
    IsSecured: textOf(attribute, 'IsSecured') === '1',
    RequiredLevel: { Value: wordFor(requirements, textOf(attribute, 'RequiredLevel')) ?? 'None' },
    ...number('MaxLength'),
    ...(type === 'BigInt' ? {} : { ...number('MinValue'), ...number('MaxValue') }),
    ...(accuracy === undefined ? {} : { Precision: Number(accuracy) }),
    ...(format === undefined ? {} : type === 'String' ? { FormatName: { Value: format } } : { Format: format }),
    ...(behavior === undefined ? {} : { DateTimeBehavior: { Value: behavior } }),
    ...(preset === undefined ? {} : type === 'Boolean' ? { DefaultValue: preset === '1' } : { DefaultFormValue: Number(preset) }),
    ...(choiceName === undefined ? {} : { 'GlobalOptionSet@odata.bind': `/GlobalOptionSetDefinitions(Name='${choiceName}')` }),
    ...(options.length === 0
      ? {}
      : type === 'Boolean'
        ? { OptionSet: { FalseOption: no, TrueOption: yes } }
        : { OptionSet: { Options: options } }),
  };
}

/** Relationships with the look-ups that they come with; the legs of a look-up to several tables are one definition. */
function relationshipsIn(elements: readonly Element[], lookups: ReadonlyMap<string, Json>): Json[] {
  const bodies: Json[] = [];
  const legsOf = new Map<string, Json[]>();
  const column = (element: Element): string =>
    `${textOf(element, 'ReferencingEntityName') ?? ''}.${textOf(element, 'ReferencingAttributeName') ?? ''}`;
  const multiple = new Set(elements.map(column).filter((name, at, all) => name !== '.' && all.indexOf(name) < at));
  for (const element of elements) {
    const schemaName = textOf(element, '@Name');
    if (textOf(element, 'EntityRelationshipType') === 'ManyToMany') {
      bodies.push({
        '@odata.type': crm('ManyToManyRelationshipMetadata'),
        SchemaName: schemaName,
        Entity1LogicalName: textOf(element, 'FirstEntityName'),
        Entity2LogicalName: textOf(element, 'SecondEntityName'),
        IntersectEntityName: textOf(element, 'IntersectEntityName'),
      });
      continue;
    }
    const referencing = textOf(element, 'ReferencingEntityName') ?? '';
    const lookup = lookups.get(column(element));
    const leg = {
      SchemaName: schemaName,
      ReferencedEntity: textOf(element, 'ReferencedEntityName'),
      ReferencingEntity: referencing,
      CascadeConfiguration: Object.fromEntries(
        ['Assign', 'Delete', 'Merge', 'Reparent', 'Share', 'Unshare'].map((name) => [name, textOf(element, `Cascade${name}`)]),
      ),
    };
    if (lookup?.customer === true || multiple.has(column(element))) {
      const legs = legsOf.get(column(element)) ?? [];
      if (legs.length === 0) {
        legsOf.set(column(element), legs);
        bodies.push({ Lookup: lookup, OneToManyRelationships: legs });
      }
      legs.push(leg);
      continue;
    }
    bodies.push({
      '@odata.type': crm('OneToManyRelationshipMetadata'),
      ...leg,
      Lookup: lookup,
      ReferencingEntityNavigationPropertyName: textOf(element, 'NavigationPropertyName'),
    });
  }
  return bodies;
}
