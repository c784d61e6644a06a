import type { DataverseErrorKind } from './errors.js';

interface KnownCode {
  readonly name: string;
  readonly kind: DataverseErrorKind;
  readonly next?: string;
}

const refused = (name: string, next?: string): KnownCode => ({ name, kind: 'refused', ...(next === undefined ? {} : { next }) });
const again = (name: string): KnownCode => ({ name, kind: 'not-executed' });

const userNext = 'check that the app registration is an enabled application user of the environment and has a security role';

/** Dataverse's codes that decide what to do (docs/facts/dataverse.md §10). Codes that are not here are judged by the HTTP status. */
export const knownCodes: Readonly<Record<string, KnownCode>> = {
  '0x80040217': { name: 'ObjectDoesNotExist', kind: 'missing' },
  '0x80060891': { name: 'RecordNotFoundByEntityKey', kind: 'missing' },
  '0x80060892': { name: 'DuplicateRecordEntityKey', kind: 'exists' },
  '0x80040237': { name: 'DuplicateRecord', kind: 'exists' },
  '0x80040333': refused('DuplicateRecordsFound', 'a published duplicate detection rule of the environment found another row; look at both'),
  '0x80060882': { name: 'ConcurrencyVersionMismatch', kind: 'conflict' },
  '0x8006088d': refused('OptimisticConcurrencyNotEnabled'),
  '0x80044331': refused('StringLengthTooLong', 'shorten the value, or widen the column in Dataverse'),
  '0x8004431a': refused('PicklistValueOutOfRange', 'add the option to the column in Dataverse, or map the value to another one'),
  '0x8004432f': refused('IntegerValueOutOfRange'),
  '0x80044330': refused('DecimalValueOutOfRange'),
  '0x80040239': refused('InvalidDateTime', 'dates before 1753-01-01 cannot be stored'),
  '0x80040220': refused('PrivilegeDenied', 'give the named user or the application user the missing privilege'),
  '0x80048306': refused('unManagedIdsAccessDenied', 'give the application user access to the row'),
  '0x80048d19': refused('InvalidPayload'),
  '0x0': refused('InvalidRequest'),
  '0x8006088a': refused('CrmHttpError'),
  '0x80060890': refused('EntityKeyNotDefined'),
  '0x8006089d': refused('MultipleRecordsFoundByEntityKey'),
  '0x80040216': again('UnExpected'),
  '0x80040265': refused(
    'IsvAborted',
    'a plug-in of the environment refused the row; ask whoever maintains it, or bypass it in the schema gate',
  ),
  '0x80040224': refused(
    'IsvUnExpected',
    'a plug-in of the environment failed on the row; ask whoever maintains it, or bypass it in the schema gate',
  ),
  '0x80040203': refused('InvalidArgument'),
  '0x80040315': refused('NotSupported'),
  '0x80040227': refused('CannotDeleteDueToAssociation', 'rows that forbid it hang on the row; remove them first'),
  '0x8004022e': refused('ReadOnlyRow'),
  '0x80040230': refused('InactiveRow'),
  '0x8004022b': refused('OwnerDisabled', 'choose another owner or enable the user'),
  '0x80040225': refused('UserDisabled', 'choose another owner or enable the user'),
  '0x80040229': refused('InvalidOwnerID'),
  '0x80048408': refused('InvalidStateCodeStatusCode'),
  '0x80048218': refused('ConnectionNeedsBothSides'),
  '0x80048208': { name: 'ConnectionExists', kind: 'exists' },
  '0x80048209': refused('ConnectionDatesInvalid'),
  '0x80048213': refused('ConnectionsNotEnabled', 'enable connections for the table in Dataverse'),
  '0x80048215': refused('ConnectionRoleNotValid', 'allow the connection role for the table in Dataverse'),
  '0x80040506': refused('HierarchyLoop'),
  '0x80040507': refused('HierarchyLoop'),
  '0x80044150': again('GenericSqlError'),
  '0x80044151': again('SqlTimeout'),
  '0x80044339': again('CouldNotObtainLockOnResource'),
  '0x80072321': { name: 'ExecutionTimeLimit', kind: 'throttled' },
  '0x80072322': { name: 'RequestLimit', kind: 'throttled' },
  '0x80072324': { name: 'SqlWorkerLimit', kind: 'throttled' },
  '0x80072326': { name: 'ConcurrencyLimit', kind: 'throttled' },
  '0x8004418a': { name: 'RequestLengthTooLarge', kind: 'too-large' },
  '0x80044a02': refused('AttachmentTooLarge', 'raise the attachment size limit of the organisation'),
  '0x80043e09': refused('AttachmentBlocked', 'allow the file extension in the organisation'),
  '0x8004f01f': refused('CannotDeleteInUseComponent', 'something in the environment uses the part; remove that first'),
  '0x80048417': refused('ChoiceInUse', 'something in the environment uses the choice; remove that first'),
  '0x80048418': refused('ColumnInDuplicateRule', 'a duplicate detection rule uses the column; change the rule first'),
  '0x80047013': { name: 'DuplicateAttributeSchemaName', kind: 'exists' },
  '0x80044361': { name: 'NameNotUnique', kind: 'exists' },
  '0x80044363': { name: 'NameNotUnique', kind: 'exists' },
  '0x80044366': refused('InvalidPrefix', 'the schema name must start with the prefix of a publisher of the environment'),
  '0x80060893': { name: 'KeyNameNotUnique', kind: 'exists' },
  '0x80060894': { name: 'KeyColumnsNotUnique', kind: 'exists' },
  '0x80071151': again('SolutionConcurrencyFailure'),
  '0x80048d3d': again('MetadataLock'),
  '0x80072560': { name: 'UserNotMemberOfOrg', kind: 'auth', next: userNext },
  '0x8004a112': { name: 'UserDisabled', kind: 'auth', next: userNext },
  '0x8004a110': { name: 'MayNotActOnBehalf', kind: 'auth', next: userNext },
  '0x80041103': refused('QueryBuilderNoAttribute'),
  '0x80040800': refused('SdkEntityDoesNotSupportMessage'),
};

/** Codes come as `0x80044331`, now and then as the signed number behind it. */
export function normaliseCode(code: unknown): string {
  if (typeof code === 'number' || (typeof code === 'string' && /^-?\d{5,}$/.test(code))) {
    return `0x${(Number(code) >>> 0).toString(16).padStart(8, '0')}`;
  }
  return typeof code === 'string' ? code.toLowerCase() : '';
}
