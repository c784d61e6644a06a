import { faults } from '../core/errors.js';
import type { Json } from './describe.js';
import type { Table } from './types.js';

/** A yes or no that a solution may lock: name of the property behind it, and what it is unless a definition says otherwise. */
const managedMembers: Readonly<Record<string, readonly [otherwise: boolean, property: string]>> = {
  CanBeInCustomEntityAssociation: [true, 'canbeincustomentityassociation'],
  CanBeInManyToMany: [true, 'canbeinmanytomany'],
  CanBePrimaryEntityInRelationship: [true, 'canbeprimaryentityinrelationship'],
  CanBeRelatedEntityInRelationship: [true, 'canberelatedentityinrelationship'],
  CanChangeHierarchicalRelationship: [true, 'canchangehierarchicalrelationship'],
  CanCreateCharts: [true, 'cancreatecharts'],
  CanCreateForms: [true, 'cancreateforms'],
  CanCreateViews: [true, 'cancreateviews'],
  CanModifyAdditionalSettings: [true, 'canmodifyadditionalsettings'],
  IsAuditEnabled: [false, 'canmodifyauditsettings'],
  IsDuplicateDetectionEnabled: [false, 'canmodifyduplicatedetectionsettings'],
  IsMailMergeEnabled: [false, 'canmodifymailmergesettings'],
  IsMappable: [true, 'ismappable'],
  IsOfflineInMobileClient: [false, 'canmodifymobileclientoffline'],
  IsReadOnlyInMobileClient: [false, 'canmodifymobileclientreadonly'],
  IsRenameable: [true, 'isrenameable'],
  IsValidForQueue: [false, 'canmodifyqueuesettings'],
  IsVisibleInMobile: [false, 'canmodifymobilevisibility'],
  IsVisibleInMobileClient: [false, 'canmodifymobileclientvisibility'],
};

/** Plain members, with what they are unless a definition says otherwise. */
const plainMembers: Readonly<Record<string, unknown>> = {
  ActivityTypeMask: 0,
  AutoCreateAccessTeams: null,
  AutoRouteToOwnerQueue: false,
  CanTriggerWorkflow: true,
  DataProviderId: null,
  DataSourceId: null,
  DaysSinceRecordLastModified: 0,
  EnforceStateTransitions: false,
  EntityColor: null,
  EntityHelpUrl: null,
  EntityHelpUrlEnabled: false,
  ExternalCollectionName: null,
  ExternalName: null,
  HasChanged: null,
  HasEmailAddresses: false,
  HasFeedback: false,
  IconLargeName: null,
  IconMediumName: null,
  IconSmallName: null,
  IconVectorName: null,
  IntroducedVersion: '5.0.0.0',
  IsAIRUpdated: false,
  IsArchivalEnabled: false,
  IsAvailableOffline: false,
  IsBPFEntity: false,
  IsBusinessProcessEnabled: false,
  IsDocumentManagementEnabled: false,
  IsDocumentRecommendationsEnabled: false,
  IsEnabledForCharts: true,
  IsEnabledForExternalChannels: false,
  IsEnabledForTrace: false,
  IsImportable: true,
  IsInteractionCentricEnabled: false,
  IsKnowledgeManagementEnabled: false,
  IsMSTeamsIntegrationEnabled: false,
  IsOneNoteIntegrationEnabled: false,
  IsQuickCreateEnabled: false,
  IsReadingPaneEnabled: true,
  IsRetentionEnabled: false,
  IsSLAEnabled: false,
  IsSolutionAware: false,
  MobileOfflineFilters: null,
  OwnerId: null,
  OwnerIdType: null,
  OwningBusinessUnit: null,
  RecurrenceBaseEntityLogicalName: null,
  ReportViewName: null,
  SettingOf: null,
  UsesBusinessDataLabelTable: false,
};

/** Kept by the server, whatever a definition says. */
const kept = new Set([
  'CanTriggerWorkflow',
  'DaysSinceRecordLastModified',
  'EnforceStateTransitions',
  'HasChanged',
  'IntroducedVersion',
  'IsAIRUpdated',
  'IsBPFEntity',
  'IsEnabledForTrace',
  'IsSolutionAware',
  'OwnerId',
  'OwnerIdType',
  'OwningBusinessUnit',
  'ReportViewName',
]);

/** When everything was made that came with the platform. */
const beginning = '1900-01-01T00:00:00Z';

/** Once switched on, these stay on (docs/facts/dataverse.md §6 "Tables"). */
const oneWay = new Set(['HasFeedback', 'HasEmailAddresses', 'IsBusinessProcessEnabled']);

const valueIn = (member: unknown): unknown =>
  typeof member === 'object' && member !== null ? (member as { Value?: unknown }).Value : undefined;

/** Takes over what a definition says of the table beside what it is. */
export function readTableMembers(table: Table, body: Json, now: string): void {
  const said: Record<string, unknown> = { CreatedOn: now, ...table.members, ModifiedOn: now };
  for (const [name, [, property]] of Object.entries(managedMembers)) {
    if (body[name] === undefined || body[name] === null) continue;
    const value = valueIn(body[name]);
    if (typeof value !== 'boolean') throw faults.argument(`${name} must have a Value of true or false (${property}).`);
    said[name] = value;
  }
  for (const [name, otherwise] of Object.entries(plainMembers)) {
    const value = body[name];
    if (value === undefined || kept.has(name)) continue;
    if (typeof otherwise === 'boolean' && typeof value !== 'boolean') throw faults.argument(`${name} must be true or false.`);
    if (oneWay.has(name) && value === false && said[name] === true) throw faults.argument(`${name} cannot be switched off.`);
    if (name === 'ActivityTypeMask' && table.members[name] !== undefined && value !== table.members[name])
      throw faults.argument('ActivityTypeMask cannot be changed.');
    said[name] = value;
  }
  if (table.activity) said.ActivityTypeMask ??= 0;
  table.members = said;
}

/** Members that every table has beside what it is. */
export function tableMembers(table: Table): Json {
  const members: Json = {};
  for (const [name, [otherwise, ManagedPropertyLogicalName]] of Object.entries(managedMembers))
    members[name] = { Value: table.members[name] ?? otherwise, CanBeChanged: true, ManagedPropertyLogicalName };
  for (const [name, otherwise] of Object.entries(plainMembers)) members[name] = table.members[name] ?? otherwise;
  return {
    ...members,
    ReportViewName: table.ownership === 'None' ? null : `Filtered${table.schemaName}`,
    IsStateModelAware: table.columns.has('statecode'),
    IsEnabledForCharts: !table.intersect,
    CreatedOn: table.members.CreatedOn ?? beginning,
    ModifiedOn: table.members.ModifiedOn ?? beginning,
    Settings: [],
  };
}

/** Names that a definition of a table may have. */
export const tableMemberNames: ReadonlySet<string> = new Set([
  ...Object.keys(managedMembers),
  ...Object.keys(plainMembers),
  'IsStateModelAware',
  'CreatedOn',
  'ModifiedOn',
  'Settings',
  'Attributes',
  'Keys',
  'ManyToManyRelationships',
  'ManyToOneRelationships',
  'OneToManyRelationships',
  'EntityId',
]);
