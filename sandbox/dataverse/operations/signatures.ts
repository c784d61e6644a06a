import type { BoundAction, PlainAction } from '../routes/actions.js';
import type { PlainFunction } from '../routes/functions.js';

/** Type of a parameter or a member as `$metadata` writes it; a `!` at its end: never null. */
export type TypeName = string;

/** What an action or a function takes and answers, as `$metadata` declares it. */
export interface Signature {
  /** Table of the row that it is bound to. */
  readonly bound?: string;
  readonly parameters: Readonly<Record<string, TypeName>>;
  readonly returns?: TypeName;
}

const label = 'mscrm.Label!';
const component = { ObjectId: 'Edm.Guid!', ComponentType: 'Edm.Int32!' };
const row = 'mscrm.crmbaseentity!';
const token = 'Edm.String!';

const exported = {
  SolutionName: 'Edm.String!',
  Managed: 'Edm.Boolean!',
  TargetVersion: 'Edm.String',
  ExportAutoNumberingSettings: 'Edm.Boolean',
  ExportCalendarSettings: 'Edm.Boolean',
  ExportCustomizationSettings: 'Edm.Boolean',
  ExportEmailTrackingSettings: 'Edm.Boolean',
  ExportGeneralSettings: 'Edm.Boolean',
  ExportMarketingSettings: 'Edm.Boolean',
  ExportOutlookSynchronizationSettings: 'Edm.Boolean',
  ExportRelationshipRoles: 'Edm.Boolean',
  ExportIsvConfig: 'Edm.Boolean',
  ExportSales: 'Edm.Boolean',
  ExportExternalApplications: 'Edm.Boolean',
} as const;
const imported = {
  OverwriteUnmanagedCustomizations: 'Edm.Boolean!',
  PublishWorkflows: 'Edm.Boolean!',
  ConvertToManaged: 'Edm.Boolean',
  SkipProductUpdateDependencies: 'Edm.Boolean',
  SkipQueueRibbonJob: 'Edm.Boolean',
  AsyncRibbonProcessing: 'Edm.Boolean',
} as const;
const cloned = { ParentSolutionUniqueName: 'Edm.String!', DisplayName: 'Edm.String!', VersionNumber: 'Edm.String!' } as const;

/** Actions that are bound to nothing. Each one that is played is here, or the types do not fit. */
export const actionSignatures: Readonly<Record<PlainAction, Signature>> = {
  PublishXml: { parameters: { ParameterXml: 'Edm.String!' } },
  PublishAllXml: { parameters: {} },
  CreateEntities: {
    parameters: { Entities: 'Collection(mscrm.ComplexEntityMetadata)!' },
    returns: 'mscrm.CreateEntitiesResponse!',
  },
  InsertOptionValue: {
    parameters: {
      OptionSetName: 'Edm.String',
      AttributeLogicalName: 'Edm.String',
      EntityLogicalName: 'Edm.String',
      Value: 'Edm.Int32',
      Label: label,
      Description: 'mscrm.Label',
      SolutionUniqueName: 'Edm.String',
    },
    returns: 'mscrm.InsertOptionValueResponse!',
  },
  UpdateOptionValue: {
    parameters: {
      OptionSetName: 'Edm.String',
      AttributeLogicalName: 'Edm.String',
      EntityLogicalName: 'Edm.String',
      Value: 'Edm.Int32!',
      Label: label,
      Description: 'mscrm.Label',
      MergeLabels: 'Edm.Boolean!',
      SolutionUniqueName: 'Edm.String',
    },
  },
  DeleteOptionValue: {
    parameters: {
      OptionSetName: 'Edm.String',
      AttributeLogicalName: 'Edm.String',
      EntityLogicalName: 'Edm.String',
      Value: 'Edm.Int32!',
      SolutionUniqueName: 'Edm.String',
    },
  },
  OrderOption: {
    parameters: {
      OptionSetName: 'Edm.String',
      AttributeLogicalName: 'Edm.String',
      EntityLogicalName: 'Edm.String',
      Values: 'Collection(Edm.Int32)!',
      SolutionUniqueName: 'Edm.String',
    },
  },
  CreateCustomerRelationships: {
    parameters: {
      Lookup: 'mscrm.ComplexLookupAttributeMetadata!',
      OneToManyRelationships: 'Collection(mscrm.ComplexOneToManyRelationshipMetadata)!',
      SolutionUniqueName: 'Edm.String',
    },
    returns: 'mscrm.CreateCustomerRelationshipsResponse!',
  },
  CreatePolymorphicLookupAttribute: {
    parameters: {
      Lookup: 'mscrm.ComplexLookupAttributeMetadata!',
      OneToManyRelationships: 'Collection(mscrm.ComplexOneToManyRelationshipMetadata)!',
      SolutionUniqueName: 'Edm.String',
    },
    returns: 'mscrm.CreatePolymorphicLookupAttributeResponse!',
  },
  ReactivateEntityKey: { parameters: { EntityKeyLogicalName: 'Edm.String!', EntityLogicalName: 'Edm.String!' } },
  AddSolutionComponent: {
    parameters: {
      ComponentId: 'Edm.Guid!',
      ComponentType: 'Edm.Int32!',
      SolutionUniqueName: 'Edm.String!',
      AddRequiredComponents: 'Edm.Boolean!',
      DoNotIncludeSubcomponents: 'Edm.Boolean',
      IncludedComponentSettingsValues: 'Collection(Edm.String)',
    },
    returns: 'mscrm.AddSolutionComponentResponse!',
  },
  RemoveSolutionComponent: {
    parameters: { SolutionComponent: 'mscrm.solutioncomponent!', ComponentType: 'Edm.Int32!', SolutionUniqueName: 'Edm.String!' },
  },
  ExportSolution: { parameters: exported, returns: 'mscrm.ExportSolutionResponse!' },
  ExportSolutionAsync: { parameters: exported, returns: 'mscrm.ExportSolutionAsyncResponse!' },
  DownloadSolutionExportData: { parameters: { ExportJobId: 'Edm.Guid!' }, returns: 'mscrm.DownloadSolutionExportDataResponse!' },
  ImportSolution: { parameters: { ...imported, CustomizationFile: 'Edm.Binary!', ImportJobId: 'Edm.Guid!' } },
  ImportSolutionAsync: {
    parameters: {
      ...imported,
      CustomizationFile: 'Edm.Binary',
      HoldingSolution: 'Edm.Boolean',
      ComponentParameters: 'Collection(mscrm.crmbaseentity)',
      SolutionParameters: 'mscrm.SolutionParameters',
    },
    returns: 'mscrm.ImportSolutionAsyncResponse!',
  },
  StageSolution: { parameters: { CustomizationFile: 'Edm.Binary!' }, returns: 'mscrm.StageSolutionResponse!' },
  CloneAsPatch: { parameters: cloned, returns: 'mscrm.CloneAsPatchResponse!' },
  CloneAsSolution: { parameters: cloned, returns: 'mscrm.CloneAsSolutionResponse!' },
  CanBeReferenced: { parameters: { EntityName: 'Edm.String!' }, returns: 'mscrm.CanBeReferencedResponse!' },
  CanBeReferencing: { parameters: { EntityName: 'Edm.String!' }, returns: 'mscrm.CanBeReferencingResponse!' },
  CanManyToMany: { parameters: { EntityName: 'Edm.String!' }, returns: 'mscrm.CanManyToManyResponse!' },
  InsertStatusValue: {
    parameters: {
      EntityLogicalName: 'Edm.String!',
      AttributeLogicalName: 'Edm.String!',
      Value: 'Edm.Int32',
      Label: label,
      Description: 'mscrm.Label',
      StateCode: 'Edm.Int32!',
      SolutionUniqueName: 'Edm.String',
    },
    returns: 'mscrm.InsertStatusValueResponse!',
  },
  UpdateStateValue: {
    parameters: {
      EntityLogicalName: 'Edm.String!',
      AttributeLogicalName: 'Edm.String!',
      Value: 'Edm.Int32!',
      Label: label,
      Description: 'mscrm.Label',
      MergeLabels: 'Edm.Boolean!',
      DefaultStatusCode: 'Edm.Int32',
    },
  },
  UnpublishDuplicateRule: { parameters: { DuplicateRuleId: 'Edm.Guid!' } },
  GrantAccess: { parameters: { Target: 'mscrm.crmbaseentity!', PrincipalAccess: 'mscrm.PrincipalAccess!' } },
  ModifyAccess: { parameters: { Target: 'mscrm.crmbaseentity!', PrincipalAccess: 'mscrm.PrincipalAccess!' } },
  RevokeAccess: { parameters: { Target: 'mscrm.crmbaseentity!', Revokee: 'mscrm.principal!' } },
  BulkDelete: {
    parameters: {
      QuerySet: 'Collection(mscrm.QueryExpression)!',
      JobName: 'Edm.String!',
      SendEmailNotification: 'Edm.Boolean!',
      ToRecipients: 'Collection(mscrm.activityparty)!',
      CCRecipients: 'Collection(mscrm.activityparty)!',
      RecurrencePattern: 'Edm.String!',
      StartDateTime: 'Edm.DateTimeOffset!',
      SourceImportId: 'Edm.Guid',
      RunNow: 'Edm.Boolean',
      Options: 'mscrm.BulkDeleteOptions',
    },
    returns: 'mscrm.BulkDeleteResponse!',
  },
  Merge: {
    parameters: {
      Target: 'mscrm.crmbaseentity!',
      Subordinate: 'mscrm.crmbaseentity!',
      UpdateContent: 'mscrm.crmbaseentity',
      PerformParentingChecks: 'Edm.Boolean!',
    },
  },
  CloseIncident: { parameters: { IncidentResolution: 'mscrm.incidentresolution!', Status: 'Edm.Int32!' } },
  WinOpportunity: { parameters: { OpportunityClose: 'mscrm.opportunityclose!', Status: 'Edm.Int32!' } },
  LoseOpportunity: { parameters: { OpportunityClose: 'mscrm.opportunityclose!', Status: 'Edm.Int32!' } },
  searchquery: {
    parameters: {
      search: 'Edm.String!',
      count: 'Edm.Boolean',
      entities: 'Edm.String',
      facets: 'Edm.String',
      filter: 'Edm.String',
      options: 'Edm.String',
      orderby: 'Edm.String',
      propertybag: 'Edm.String',
      skip: 'Edm.Int32',
      top: 'Edm.Int32',
    },
    returns: 'mscrm.searchqueryResponse!',
  },
  searchsuggest: {
    parameters: {
      search: 'Edm.String!',
      entities: 'Edm.String',
      filter: 'Edm.String',
      fuzzy: 'Edm.Boolean',
      options: 'Edm.String',
      orderby: 'Edm.String',
      propertybag: 'Edm.String',
      top: 'Edm.Int32',
    },
    returns: 'mscrm.searchsuggestResponse!',
  },
  searchautocomplete: {
    parameters: {
      search: 'Edm.String!',
      entities: 'Edm.String',
      filter: 'Edm.String',
      fuzzy: 'Edm.Boolean',
      propertybag: 'Edm.String',
    },
    returns: 'mscrm.searchautocompleteResponse!',
  },
  InitializeFileBlocksUpload: {
    parameters: { Target: row, FileAttributeName: 'Edm.String!', FileName: 'Edm.String!' },
    returns: 'mscrm.InitializeFileBlocksUploadResponse!',
  },
  UploadBlock: { parameters: { BlockId: 'Edm.String!', BlockData: 'Edm.Binary!', FileContinuationToken: token } },
  CommitFileBlocksUpload: {
    parameters: { FileName: 'Edm.String!', MimeType: 'Edm.String!', BlockList: 'Collection(Edm.String)!', FileContinuationToken: token },
    returns: 'mscrm.CommitFileBlocksUploadResponse!',
  },
  InitializeFileBlocksDownload: {
    parameters: { Target: row, FileAttributeName: 'Edm.String!' },
    returns: 'mscrm.InitializeFileBlocksDownloadResponse!',
  },
  DownloadBlock: {
    parameters: { Offset: 'Edm.Int64!', BlockLength: 'Edm.Int64!', FileContinuationToken: token },
    returns: 'mscrm.DownloadBlockResponse!',
  },
  DeleteFile: { parameters: { FileId: 'Edm.Guid!' } },
  InitializeAnnotationBlocksUpload: { parameters: { Target: row }, returns: 'mscrm.InitializeAnnotationBlocksUploadResponse!' },
  CommitAnnotationBlocksUpload: {
    parameters: { Target: row, BlockList: 'Collection(Edm.String)!', FileContinuationToken: token },
    returns: 'mscrm.CommitAnnotationBlocksUploadResponse!',
  },
  InitializeAnnotationBlocksDownload: { parameters: { Target: row }, returns: 'mscrm.InitializeAnnotationBlocksDownloadResponse!' },
  InitializeAttachmentBlocksUpload: { parameters: { Target: row }, returns: 'mscrm.InitializeAttachmentBlocksUploadResponse!' },
  CommitAttachmentBlocksUpload: {
    parameters: { Target: row, BlockList: 'Collection(Edm.String)!', FileContinuationToken: token },
    returns: 'mscrm.CommitAttachmentBlocksUploadResponse!',
  },
  InitializeAttachmentBlocksDownload: { parameters: { Target: row }, returns: 'mscrm.InitializeAttachmentBlocksDownloadResponse!' },
};

export const functionSignatures: Readonly<Record<PlainFunction, Signature>> = {
  WhoAmI: { parameters: {}, returns: 'mscrm.WhoAmIResponse!' },
  RetrieveVersion: { parameters: {}, returns: 'mscrm.RetrieveVersionResponse!' },
  RetrieveCurrentOrganization: {
    parameters: { AccessType: 'mscrm.EndpointAccessType!' },
    returns: 'mscrm.RetrieveCurrentOrganizationResponse!',
  },
  RetrieveProvisionedLanguages: { parameters: {}, returns: 'mscrm.RetrieveProvisionedLanguagesResponse!' },
  RetrieveAvailableLanguages: { parameters: {}, returns: 'mscrm.RetrieveAvailableLanguagesResponse!' },
  RetrieveInstalledLanguagePacks: { parameters: {}, returns: 'mscrm.RetrieveInstalledLanguagePacksResponse!' },
  RetrieveDeprovisionedLanguages: { parameters: {}, returns: 'mscrm.RetrieveDeprovisionedLanguagesResponse!' },
  RetrieveTotalRecordCount: {
    parameters: { EntityNames: 'Collection(Edm.String)!' },
    returns: 'mscrm.RetrieveTotalRecordCountResponse!',
  },
  RetrieveRolePrivilegesRole: { parameters: { RoleId: 'Edm.Guid!' }, returns: 'mscrm.RetrieveRolePrivilegesRoleResponse!' },
  RetrieveSharedPrincipalsAndAccess: {
    parameters: { Target: 'mscrm.crmbaseentity!' },
    returns: 'mscrm.RetrieveSharedPrincipalsAndAccessResponse!',
  },
  RetrieveDuplicates: {
    parameters: { BusinessEntity: 'mscrm.crmbaseentity!', MatchingEntityName: 'Edm.String!', PagingInfo: 'mscrm.PagingInfo!' },
    returns: 'Collection(mscrm.crmbaseentity)!',
  },
  RetrieveDependenciesForDelete: { parameters: component, returns: 'Collection(mscrm.dependency)!' },
  RetrieveDependentComponents: { parameters: component, returns: 'Collection(mscrm.dependency)!' },
  RetrieveRequiredComponents: { parameters: component, returns: 'Collection(mscrm.dependency)!' },
  IsComponentCustomizable: {
    parameters: { ComponentId: 'Edm.Guid!', ComponentType: 'Edm.Int32!' },
    returns: 'mscrm.IsComponentCustomizableResponse!',
  },
  FormatAddress: {
    parameters: {
      Line1: 'Edm.String!',
      City: 'Edm.String!',
      StateOrProvince: 'Edm.String!',
      PostalCode: 'Edm.String!',
      Country: 'Edm.String!',
    },
    returns: 'mscrm.FormatAddressResponse!',
  },
  InitializeFrom: {
    parameters: { EntityMoniker: row, TargetEntityName: 'Edm.String!', TargetFieldType: 'mscrm.TargetFieldType!' },
    returns: row,
  },
  RetrieveMetadataChanges: {
    parameters: {
      Query: 'mscrm.EntityQueryExpression',
      DeletedMetadataFilters: 'mscrm.DeletedMetadataFilters',
      ClientVersionStamp: 'Edm.String',
      AppModuleId: 'Edm.Guid',
      RetrieveAllSettings: 'Edm.Boolean',
    },
    returns: 'mscrm.RetrieveMetadataChangesResponse!',
  },
  GetTimeZoneCodeByLocalizedName: {
    parameters: { LocalizedStandardName: 'Edm.String!', LocaleId: 'Edm.Int32!' },
    returns: 'mscrm.GetTimeZoneCodeByLocalizedNameResponse!',
  },
  LocalTimeFromUtcTime: {
    parameters: { TimeZoneCode: 'Edm.Int32!', UtcTime: 'Edm.DateTimeOffset!' },
    returns: 'mscrm.LocalTimeFromUtcTimeResponse!',
  },
  UtcTimeFromLocalTime: {
    parameters: { TimeZoneCode: 'Edm.Int32!', LocalTime: 'Edm.DateTimeOffset!' },
    returns: 'mscrm.UtcTimeFromLocalTimeResponse!',
  },
  searchstatus: { parameters: {}, returns: 'mscrm.searchstatusResponse!' },
  searchstatistics: { parameters: {}, returns: 'mscrm.searchstatisticsResponse!' },
  GetValidManyToMany: { parameters: {}, returns: 'mscrm.GetValidManyToManyResponse!' },
  GetValidReferencedEntities: { parameters: { ReferencingEntityName: 'Edm.String' }, returns: 'mscrm.GetValidReferencedEntitiesResponse!' },
  GetValidReferencingEntities: {
    parameters: { ReferencedEntityName: 'Edm.String' },
    returns: 'mscrm.GetValidReferencingEntitiesResponse!',
  },
};

/** Actions bound to a row of one table. */
export const boundActionSignatures: Readonly<Record<BoundAction, Signature>> = {
  AddMembersTeam: { bound: 'team', parameters: { Members: 'Collection(mscrm.systemuser)!' } },
  RemoveMembersTeam: { bound: 'team', parameters: { Members: 'Collection(mscrm.systemuser)!' } },
  PublishDuplicateRule: { bound: 'duplicaterule', parameters: {}, returns: 'mscrm.asyncoperation!' },
  QualifyLead: {
    bound: 'lead',
    parameters: {
      CreateAccount: 'Edm.Boolean!',
      CreateContact: 'Edm.Boolean!',
      CreateOpportunity: 'Edm.Boolean!',
      Status: 'Edm.Int32!',
    },
    returns: 'Collection(mscrm.crmbaseentity)!',
  },
  SendEmail: {
    bound: 'email',
    parameters: { IssueSend: 'Edm.Boolean!', TrackingToken: 'Edm.String' },
    returns: 'mscrm.SendEmailResponse!',
  },
  AddToQueue: {
    bound: 'queue',
    parameters: { Target: row, SourceQueue: 'mscrm.queue', QueueItemProperties: 'mscrm.queueitem' },
    returns: 'mscrm.AddToQueueResponse!',
  },
  AddPrivilegesRole: { bound: 'role', parameters: { Privileges: 'Collection(mscrm.RolePrivilege)!' } },
  ReplacePrivilegesRole: { bound: 'role', parameters: { Privileges: 'Collection(mscrm.RolePrivilege)!' } },
};

export const boundFunctionSignatures: Readonly<Record<string, Signature>> = {
  RetrieveUserPrivileges: { bound: 'systemuser', parameters: {}, returns: 'mscrm.RetrieveUserPrivilegesResponse!' },
  RetrievePrincipalAccess: {
    bound: 'systemuser',
    parameters: { Target: 'mscrm.crmbaseentity!' },
    returns: 'mscrm.RetrievePrincipalAccessResponse!',
  },
  CalculateTotalTimeIncident: { bound: 'incident', parameters: {}, returns: 'mscrm.CalculateTotalTimeIncidentResponse!' },
  RetrieveAllChildUsersSystemUser: { bound: 'systemuser', parameters: {}, returns: 'Collection(mscrm.systemuser)!' },
  RetrieveTeamPrivileges: { bound: 'team', parameters: {}, returns: 'mscrm.RetrieveTeamPrivilegesResponse!' },
};
