import { choice, dateTime, double, flag, guid, image, integer, locked, lookup, memo, type TableSpec, text, url } from '../define.js';
import { plain, pointer } from './common-columns.js';
import { address } from './party-columns.js';

export const publisher: TableSpec = {
  ...plain,
  logicalName: 'publisher',
  schemaName: 'Publisher',
  set: 'publishers',
  code: 7101,
  primaryName: 'friendlyname',
  columns: {
    FriendlyName: text(256, { required: 'SystemRequired', primaryName: true }),
    UniqueName: text(256, { required: 'SystemRequired', update: false }),
    Description: memo(2000),
    CustomizationPrefix: text(8, { required: 'SystemRequired' }),
    CustomizationOptionValuePrefix: integer(0, 2_147_483_647, { required: 'SystemRequired' }),
    EMailAddress: text(100),
    SupportingWebsiteUrl: url(500),
    EntityImage: image(),
    PinpointPublisherId: { type: 'BigInt', ...locked },
    PinpointPublisherDefaultLocale: text(16, locked),
    ...address(1, true),
    ...address(2, true),
    IsReadonly: flag(false, 'No', 'Yes', locked),
  },
};

export const solution: TableSpec = {
  ...plain,
  logicalName: 'solution',
  schemaName: 'Solution',
  set: 'solutions',
  code: 7100,
  primaryName: 'friendlyname',
  columns: {
    FriendlyName: text(256, { required: 'SystemRequired', primaryName: true }),
    UniqueName: text(65, { required: 'SystemRequired', update: false }),
    Version: text(256, { required: 'SystemRequired' }),
    Description: memo(2000),
    IsManaged: flag(false, 'Unmanaged', 'Managed', locked),
    InstalledOn: dateTime(locked),
    UpdatedOn: dateTime(locked),
    IsApiManaged: flag(false, 'No', 'Yes', locked),
    EnabledForSourceControlIntegration: flag(false),
    SolutionType: choice({ 0: 'None', 1: 'Snapshot', 2: 'Internal' }, { defaultValue: 0 }),
    SolutionPackageVersion: text(256, locked),
    TemplateSuffix: text(65, locked),
    Thumbprint: text(65, locked),
    UpgradeInfo: memo(2000, locked),
    PinpointSolutionId: { type: 'BigInt', ...locked },
    PinpointSolutionDefaultLocale: text(16, locked),
    PinpointAssetId: text(255, locked),
    ConfigurationPageId: pointer('webresource'),
    ParentSolutionId: lookup(
      [{ target: 'solution', relationship: 'solution_parent_solution', nav: 'parentsolutionid', onDelete: 'Restrict' }],
      locked,
    ),
    IsVisible: flag(true, 'No', 'Yes', locked),
    PublisherId: lookup([{ target: 'publisher', relationship: 'publisher_solution', nav: 'publisherid', onDelete: 'Restrict' }], {
      required: 'SystemRequired',
    }),
  },
};

export const solutioncomponent: TableSpec = {
  ...plain,
  logicalName: 'solutioncomponent',
  schemaName: 'SolutionComponent',
  set: 'solutioncomponents',
  code: 7103,
  ownership: 'None',
  columns: {
    ObjectId: guid(locked),
    ComponentType: choice(
      { 1: 'Entity', 2: 'Attribute', 9: 'Option Set', 10: 'Entity Relationship', 14: 'Entity Key', 20: 'Role' },
      locked,
    ),
    RootComponentBehavior: choice({ 0: 'Include Subcomponents', 1: 'Do not include subcomponents', 2: 'Include As Shell Only' }, locked),
    IsMetadata: flag(true, 'No', 'Yes', locked),
    SolutionId: lookup(
      [{ target: 'solution', relationship: 'solution_solutioncomponent', nav: 'solutionid', onDelete: 'Cascade' }],
      locked,
    ),
  },
};

/** What functions about dependencies answer; the books behind it are kept nowhere. */
export const dependency: TableSpec = {
  ...plain,
  logicalName: 'dependency',
  schemaName: 'Dependency',
  set: 'dependencies',
  code: 7105,
  ownership: 'None',
  columns: {
    DependencyType: choice({ 0: 'None', 1: 'Solution Internal', 2: 'Published', 4: 'Unpublished' }, locked),
    DependentComponentType: integer(0, 2_147_483_647, locked),
    DependentComponentObjectId: guid(locked),
    DependentComponentParentId: guid(locked),
    RequiredComponentType: integer(0, 2_147_483_647, locked),
    RequiredComponentObjectId: guid(locked),
    RequiredComponentParentId: guid(locked),
  },
};

export const importjob: TableSpec = {
  ...plain,
  logicalName: 'importjob',
  schemaName: 'ImportJob',
  set: 'importjobs',
  code: 9107,
  primaryName: 'name',
  columns: {
    Name: text(256, { ...locked, primaryName: true }),
    SolutionName: text(256, locked),
    SolutionId: guid(locked),
    Data: memo(1_073_741_823, locked),
    Progress: double(0, 100, 2, locked),
    StartedOn: dateTime(locked),
    CompletedOn: dateTime(locked),
  },
};
