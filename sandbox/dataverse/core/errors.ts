/** An answer with an error status: what the Web API says when it refuses (docs/facts/dataverse.md §10). */
export class DataverseFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

const payloadPrefix = (set: string): string =>
  `Error identified in Payload provided by the user for Entity :'${set}', For more information on this error please follow this help link ` +
  'https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : Microsoft.OData.ODataException: ';

/** Every refusal by its name in docs/facts/dataverse.md §10; what each takes is what its sentence names. */
export const faults = {
  payload: (set: string, message: string) => new DataverseFault(400, '0x80048d19', payloadPrefix(set) + message),
  /** A number that is text, or the other way round, without its content type saying so. */
  numberFormat: (set: string, type: string) =>
    faults.payload(
      set,
      `Cannot convert a value to target type '${type}' because of conflict between input format string/number and parameter 'IEEE754Compatible' false/true.`,
    ),
  undeclaredAnnotated: (set: string, property: string) =>
    faults.payload(
      set,
      `An undeclared property '${property}' which only has property annotations in the payload but no property value was found in the payload. ` +
        'In OData, only declared navigation properties and declared named streams can be represented as properties without values.',
    ),
  invalidProperty: (property: string, type: string) =>
    validation(`Invalid property '${property}' was found in entity 'Microsoft.Dynamics.CRM.${type}'.`, 'Microsoft.Crm.CrmException'),
  noSuchSelect: (property: string, type: string) =>
    new DataverseFault(400, '0x0', `Could not find a property named '${property}' on type 'Microsoft.Dynamics.CRM.${type}'.`),
  mediaType: (type: string | undefined) =>
    new DataverseFault(
      415,
      '',
      type === undefined
        ? "The request contains an entity body but no Content-Type header. The inferred media type 'application/octet-stream' is not supported for this resource."
        : `The request entity's media type '${type}' is not supported for this resource.`,
    ),
  notAcceptable: (types: string) =>
    new DataverseFault(
      406,
      '',
      `A supported MIME type could not be found that matches the acceptable MIME types for the request. The supported type 'application/json' does not match any of the acceptable MIME types '${types}'.`,
    ),
  longAddress: () => new DataverseFault(400, '0x80060888', 'Invalid URI: The Uri string is too long.'),
  badQuery: (message: string) => new DataverseFault(400, '0x0', message),
  negatedFunction: () =>
    new DataverseFault(400, '0x80060888', 'Not operator along with the Custom Named Condition operators is not allowed'),
  skip: () => new DataverseFault(400, '0x80060888', 'Skip Clause is not supported in CRM'),
  unknownSegment: (segment: string) => new DataverseFault(404, '0x8006088a', `Resource not found for the segment '${segment}'.`),
  noResource: (url: string) => new DataverseFault(404, '', `No HTTP resource was found that matches the request URI '${url}'.`),
  methodNotAllowed: (method: string) =>
    new DataverseFault(405, '0x80060888', `The requested resource does not support http method '${method}'.`),
  noContentId: (reference: string) =>
    new DataverseFault(400, '0x80048d19', `Content-ID Reference: '${reference}' does not exist in the batch context.`),
  /** What OData has and Dataverse has not. */
  notImplemented: () => new DataverseFault(501, '0x80060888', 'The method or operation is not implemented.'),
  unknownFunction: (name: string) =>
    new DataverseFault(
      400,
      '0x0',
      `An unknown function with name '${name}' was found. This may also be a function import or a key lookup on a navigation property, which is not allowed.`,
    ),
  /** A function is found by its name and the names of its parameters together. */
  unknownOverload: (name: string) => new DataverseFault(404, '0x80060888', `Resource not found for the segment '${name}'.`),
  notPlayed: (what: string) => new DataverseFault(501, '0x80040800', `This stand-in does not play ${what}.`),
  missing: (table: string, id: string) => new DataverseFault(404, '0x80040217', `${table} With Id = ${id} Does Not Exist`),
  missingMany: (table: string, ids: readonly string[]) =>
    new DataverseFault(404, '0x80040217', `${titled(table)} With Ids = ${ids.join(', ')} Do Not Exist`),
  noRowForKey: () => new DataverseFault(404, '0x80060891', 'A record with the specified key values does not exist'),
  keyNotReady: (table: string) =>
    new DataverseFault(404, '0x80060891', `A record with the specified key values does not exist in ${table} entity`),
  keyNotDefined: (table: string) =>
    new DataverseFault(400, '0x80060890', `The key in the request URI is not valid for resource 'Microsoft.Dynamics.CRM.${table}'.`),
  duplicateKey: (key: string, columns: readonly string[]) =>
    new DataverseFault(
      412,
      '0x80060892',
      `Entity Key ${key} violated. A record with the same value for ${columns.join(', ')} already exists. A duplicate record cannot be created. Select one or more unique values and try again.`,
    ),
  duplicateRow: () => new DataverseFault(412, '0x80040237', 'Cannot insert duplicate key.'),
  matchingExists: () => new DataverseFault(412, '0x80040237', 'A record with matching key values already exists.'),
  duplicateFound: () =>
    new DataverseFault(412, '0x80040333', 'A record was not created or updated because a duplicate of the current record already exists.'),
  versionMismatch: () =>
    new DataverseFault(412, '0x80060882', "The version of the existing record doesn't match the RowVersion property provided."),
  noRowVersions: (table: string) =>
    new DataverseFault(
      400,
      '0x8006088d',
      `Optimistic concurrency isn't enabled for entity type ${table}. The IfVersionMatches value of ConcurrencyBehavior can only be used if optimistic concurrency is enabled.`,
    ),
  tooLong: (table: string, column: string, most: number) =>
    new DataverseFault(
      400,
      '0x80044331',
      `A validation error occurred.  The length of the '${column}' attribute of the '${table}' entity exceeded the maximum allowed length of '${most}'.`,
    ),
  invalidCharacters: (column: string) =>
    new DataverseFault(400, '0x80040278', `The field '${column}' contains one or more invalid characters.`),
  choice: (table: string, column: string, value: unknown, accepted: readonly number[]) =>
    new DataverseFault(
      400,
      '0x8004431a',
      `A validation error occurred. The value ${String(value)} of '${column}' on record of type '${table}' is outside the valid range. Accepted Values: ${accepted.join(',')}`,
    ),
  integerRange: (table: string, column: string) =>
    new DataverseFault(
      400,
      '0x8004432f',
      `A validation error occurred.  The value of '${column}' on record of type '${table}' is outside the valid range.`,
    ),
  decimalRange: (table: string, column: string) =>
    new DataverseFault(
      400,
      '0x80044330',
      `A validation error occurred.  The value of '${column}' on record of type '${table}' is outside the valid range.`,
    ),
  date: (message: string) => new DataverseFault(400, '0x80040239', message),
  privilege: (userId: string, privilege: string, table: string) =>
    new DataverseFault(
      403,
      '0x80040220',
      `Principal user (Id=${userId}, type=8, roleCount=0, privilegeCount=0, accessMode=0) is missing ${privilege} privilege (Id=00000000-0000-0000-0000-000000000000) on OTC=0 for entity '${table}'. context.Caller=${userId}`,
    ),
  access: (userId: string, right: string, table: string, id: string) =>
    new DataverseFault(
      403,
      '0x80048306',
      `Principal with id ${userId} does not have ${right}Access right(s) for record with id ${id} of entity ${table}.`,
    ),
  argument: (message: string) => new DataverseFault(400, '0x80040203', message),
  notSupported: (message: string) => new DataverseFault(405, '0x80040315', message),
  unsupportedMessage: (message: string, table: string) =>
    new DataverseFault(400, '0x80040800', `The entity type '${table}' does not support the message '${message}'.`),
  restricted: () =>
    new DataverseFault(405, '0x80040227', 'The object you tried to delete is associated with another object and cannot be deleted.'),
  readOnly: (table: string) => new DataverseFault(400, '0x8004022e', `The ${table} is read-only and cannot be updated.`),
  inactive: (table: string) => new DataverseFault(400, '0x80040230', `The ${table} cannot be updated because it is inactive.`),
  ownerDisabled: () => new DataverseFault(400, '0x8004022b', 'The specified owner has been disabled.'),
  badOwner: () => new DataverseFault(400, '0x80040229', 'The owner ID is invalid or missing.'),
  statePair: (table: string, id: string, status: unknown, state: string) =>
    new DataverseFault(
      400,
      '0x80048408',
      `${String(status)} is not a valid status code for state code ${titled(table)}State.${state} on ${table} with Id ${id}.`,
    ),
  loop: () => new DataverseFault(400, '0x80040507', 'Creating this parental association would create a loop in the hierarchy.'),
  ownParent: () => new DataverseFault(400, '0x80040506', 'A record cannot be its own parent.'),
  deadlock: () =>
    new DataverseFault(
      500,
      '0x80044150',
      'Sql error: Generic SQL error. CRM ErrorCode: -2147204784 Sql ErrorCode: -2146232060 Sql Number: 1205',
    ),
  sqlTimeout: () =>
    new DataverseFault(
      500,
      '0x80044151',
      'Sql error: SQL timeout expired. CRM ErrorCode: -2147204783 Sql ErrorCode: -2146232060 Sql Number: -2',
    ),
  noLock: () => new DataverseFault(500, '0x80044339', 'Database resource lock could not be obtained.'),
  noMetadataLock: () =>
    new DataverseFault(503, '0x80048d3d', 'Could not acquire Write lock in time 30000 milliseconds for SystemLabelDictionaryCache.'),
  tooManyWorkers: () => new DataverseFault(429, '0x80072324', 'Too many concurrent requests detected.', { 'Retry-After': '1' }),
  manyForKey: () => new DataverseFault(400, '0x8006089d', 'More than one record exists with the specified key values.'),
  unexpected: (message: string) => new DataverseFault(400, '0x80040216', message),
  notVisible: () => new DataverseFault(400, '0x80040216', 'An unexpected error occurred: the metadata cache does not know this yet.'),
  noTable: (name: string) =>
    new DataverseFault(
      404,
      '0x80041102',
      `The entity with a name = '${name}' with namemapping = 'Logical' was not found in the MetadataCache.`,
    ),
  /** A function that takes the name of a table answers so, where an address with it is not found. */
  noTableNamed: (name: string) => new DataverseFault(400, '0x80041102', faults.noTable(name).message),
  noColumn: (table: string, name: string) =>
    new DataverseFault(
      400,
      '0x80041103',
      `'${titled(table)}' entity doesn't contain attribute with Name = '${name}' and NameMapping = 'Logical'.`,
    ),
  noMetadata: (what: string, name: string) => new DataverseFault(404, '0x80040217', `${what} With Id = ${name} Does Not Exist`),
  customizing: () =>
    new DataverseFault(
      400,
      '0x80071151',
      'Cannot start the requested operation [EntityCustomization] because there is another [EntityCustomization] running at this moment. Use Solution History for more details.',
    ),
  noOperator: (name: string) => query('0x80041120', `Invalid condition operator: '${name}'.`),
  operatorOfColumn: (name: string, table: string, column: string) =>
    query('0x80041120', `The condition operator '${name}' is not valid for the attribute '${column}' of '${table}'.`),
  valuesOfOperator: (name: string, given: number) =>
    query('0x80041106', `The condition operator '${name}' does not take ${given} ${given === 1 ? 'value' : 'values'}.`),
  badCondition: (message: string) => query('0x80041106', message),
  conditionValue: (table: string, column: string, value: string, type: string) =>
    query('0x80041108', `The value '${value}' could not be converted for the attribute '${table}.${column}' of type '${type}'.`),
  aboveZero: (name: string) => query('0x8004110c', `The value of '${name}' must be a whole number greater than zero.`),
  /** Refusals of FetchXML by code of their own; the names are those of Microsoft's list. */
  fetch: (code: keyof typeof fetchCodes, message: string) => query(fetchCodes[code], message),
  sql: (message: string) => query('0x80040203', `The SQL query is not supported: ${message}`),
  invalidXml: () => query('0x80040201', 'Invalid XML.'),
  aggregateLimit: () => query('0x8004e023', 'The maximum record limit is exceeded. Reduce the number of records.'),
  tooManyLinks: (most: number) => query('0x8004430d', `Number of link entities in query exceeded maximum limit of ${most}.`),
  notTracked: (table: string) => query('0x80072491', `Entity ${table} isn't enabled for change tracking.`),
  expiredVersion: () => query('0x80044352', 'Version stamp associated with the client has expired. Please perform a full sync.'),
  tooManyConditions: (most: number) =>
    new DataverseFault(400, '0x8004430c', `Number of conditions in query exceeded maximum limit of ${most}.`),
  tooManyParameters: (most: number) =>
    new DataverseFault(400, '0x8004430e', `Number of parameters in a condition exceeded maximum limit of ${most}.`),
  inUse: (message: string) => new DataverseFault(400, '0x8004f01f', message),
} as const;

/** FetchXML that is not understood, by the names of Microsoft's list of error codes (QueryBuilder..). */
const fetchCodes = {
  attributeWithAggregate: '0x80041107',
  invalidAlias: '0x80041109',
  aliasDoesNotExist: '0x8004110a',
  noAlias: '0x8004110b',
  attributePairMismatch: '0x80041111',
  invalidDistinct: '0x80041115',
  invalidLinkType: '0x80041117',
  invalidDescending: '0x80041119',
  invalidAggregate: '0x8004111a',
  invalidNode: '0x8004111c',
  attributeNotFound: '0x8004111e',
  invalidFilterType: '0x80041122',
  elementNotFound: '0x80041123',
  emptyXml: '0x80041124',
  noDocument: '0x80041125',
  linkForOrderNotFound: '0x80041126',
  topAboveZero: '0x80041127',
  entitiesDoNotMatch: '0x80041128',
} as const;

const query = (code: string, message: string): DataverseFault => new DataverseFault(400, code, message);

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function validation(message: string, inner: string): DataverseFault {
  return new DataverseFault(
    400,
    '0x0',
    `An error occurred while validating input parameters: Microsoft.OData.ODataException: ${message} ---> ${inner}: ${message}`,
  );
}
