import type { TableSpec } from '../define.js';
import { account } from './account.js';
import { activityparty, activitypointer } from './activity-parties.js';
import * as bulkDelete from './bulk-delete.js';
import { connection, connectionrole, connectionroleobjecttypecode } from './connections.js';
import { contact } from './contact.js';
import * as customApis from './custom-apis.js';
import * as duplicates from './duplicates.js';
import { attributeimageconfig, entityimageconfig, fileattachment, imagedescriptor } from './files.js';
import { activitymimeattachment, annotation, appointment, email, phonecall, task } from './notes-and-activities.js';
import * as organisation from './organisation.js';
import { invoice, lead, opportunity, opportunityclose, quote, salesorder } from './sales.js';
import * as secured from './secured.js';
import { savedquery, userquery } from './views.js';

/** Tables that are there before anybody customizes. */
export const standardTables: readonly TableSpec[] = [
  fileattachment,
  imagedescriptor,
  attributeimageconfig,
  entityimageconfig,
  ...Object.values(organisation),
  ...Object.values(bulkDelete),
  ...Object.values(secured),
  ...Object.values(duplicates),
  account,
  contact,
  lead,
  opportunity,
  opportunityclose,
  quote,
  salesorder,
  invoice,
  annotation,
  task,
  phonecall,
  email,
  appointment,
  activitypointer,
  activityparty,
  activitymimeattachment,
  connection,
  connectionrole,
  connectionroleobjecttypecode,
  savedquery,
  userquery,
  ...Object.values(customApis),
];

/** Relationships in which each side has many of the other: [name, table 1, table 2, intersect table, navigation on 1, navigation on 2]. */
export const standardManyToMany: readonly (readonly [string, string, string, string, string, string])[] = [
  ['systemuserroles_association', 'systemuser', 'role', 'systemuserroles', 'systemuserroles_association', 'systemuserroles_association'],
  ['teamroles_association', 'team', 'role', 'teamroles', 'teamroles_association', 'teamroles_association'],
  ['teammembership_association', 'team', 'systemuser', 'teammembership', 'teammembership_association', 'teammembership_association'],
  [
    'systemuserprofiles_association',
    'systemuser',
    'fieldsecurityprofile',
    'systemuserprofiles',
    'systemuserprofiles_association',
    'systemuserprofiles_association',
  ],
  ['teamprofiles_association', 'team', 'fieldsecurityprofile', 'teamprofiles', 'teamprofiles_association', 'teamprofiles_association'],
  ['roleprivileges_association', 'role', 'privilege', 'roleprivileges', 'roleprivileges_association', 'roleprivileges_association'],
  [
    'connectionroleassociation_association',
    'connectionrole',
    'connectionrole',
    'connectionroleassociation',
    'connectionroleassociation_association',
    'connectionroleassociation_association_referenced',
  ],
];
