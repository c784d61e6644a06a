import type { Table } from '../metadata/types.js';
import type { WriteContext } from './context.js';
import type { Row } from './row.js';
import { accountRules } from './rules/account.js';
import { activityRules } from './rules/activity.js';
import { activityPartyRules } from './rules/activity-party.js';
import { annotationRules } from './rules/annotation.js';
import { attachmentRules } from './rules/attachment.js';
import { caseRules } from './rules/case.js';
import { connectionRules } from './rules/connection.js';
import { contactRules } from './rules/contact.js';
import { backgroundOperationRules, customApiPartRules, customApiRules } from './rules/custom-api.js';
import { customerAddressRules } from './rules/customer-address.js';
import { duplicateConditionRules, duplicateRuleRules } from './rules/duplicate-rule.js';
import { fieldPermissionRules } from './rules/field-permission.js';
import { jobRules } from './rules/job.js';
import { leadRules } from './rules/lead.js';
import { businessUnitRules, organizationRules, roleRules, systemUserRules, teamRules } from './rules/organisation.js';
import { queueItemRules } from './rules/queue-item.js';
import { publisherRules, solutionRules } from './rules/solution.js';
import { viewRules } from './rules/view.js';

/** What the server does of itself when rows of one table are written. */
export interface TableRules {
  /** Columns that a row must have and that are filled here where the body does not. */
  readonly fills?: ReadonlySet<string>;
  /** May fill or refuse values before they are stored. */
  readonly beforeCreate?: (context: WriteContext, table: Table, id: string, values: unknown[]) => void;
  readonly afterCreate?: (context: WriteContext, table: Table, row: Row) => void;
  readonly beforeUpdate?: (context: WriteContext, table: Table, row: Row, values: unknown[]) => void;
  /** Stores an update itself where the row stands elsewhere; false: it does not. */
  readonly write?: (context: WriteContext, table: Table, row: Row, values: unknown[]) => boolean;
  readonly afterUpdate?: (context: WriteContext, table: Table, row: Row, before: readonly unknown[]) => void;
  readonly beforeDelete?: (context: WriteContext, table: Table, row: Row) => void;
  readonly afterDelete?: (context: WriteContext, table: Table, row: Row) => void;
}

const byTable: Readonly<Record<string, TableRules>> = {
  account: accountRules,
  contact: contactRules,
  customeraddress: customerAddressRules,
  lead: leadRules,
  incident: caseRules,
  queueitem: queueItemRules,
  asyncoperation: jobRules,
  backgroundoperation: backgroundOperationRules,
  customapi: customApiRules,
  customapirequestparameter: customApiPartRules,
  customapiresponseproperty: customApiPartRules,
  fieldpermission: fieldPermissionRules,
  duplicaterule: duplicateRuleRules,
  duplicaterulecondition: duplicateConditionRules,
  annotation: annotationRules,
  activitymimeattachment: attachmentRules,
  activityparty: activityPartyRules,
  connection: connectionRules,
  systemuser: systemUserRules,
  team: teamRules,
  role: roleRules,
  businessunit: businessUnitRules,
  organization: organizationRules,
  publisher: publisherRules,
  solution: solutionRules,
  savedquery: viewRules,
  userquery: viewRules,
};

const noRules: TableRules = {};

export function rulesOf(table: Table): TableRules {
  return byTable[table.logicalName] ?? (table.activity ? activityRules : noRules);
}
