import { stringmap } from '../../string-maps/table.js';
import type { TableSpec } from '../define.js';
import { account } from './account.js';
import { appointment, email, phonecall, task } from './activities.js';
import { activityparty, activitypointer } from './activity-parties.js';
import * as bulkDelete from './bulk-delete.js';
import * as cases from './cases.js';
import { connection, connectionrole, connectionroleobjecttypecode } from './connections.js';
import { contact } from './contact.js';
import * as customApis from './custom-apis.js';
import { customeraddress } from './customer-address.js';
import * as duplicates from './duplicates.js';
import { attributeimageconfig, entityimageconfig, fileattachment, imagedescriptor } from './files.js';
import { fax, letter, recurringappointmentmaster, serviceappointment } from './further-activities.js';
import * as further from './further-tables.js';
import { lead } from './lead.js';
import { activitymimeattachment, annotation } from './notes.js';
import * as organisation from './organisation.js';
import * as organization from './organization.js';
import { opportunity, opportunityclose } from './sales.js';
import { invoice, quote, salesorder } from './sales-documents.js';
import * as secured from './secured.js';
import * as solutions from './solutions.js';
import * as users from './users.js';
import { savedquery, userquery } from './views.js';

/** Tables that are there before anybody customizes. */
export const standardTables: readonly TableSpec[] = [
  fileattachment,
  imagedescriptor,
  attributeimageconfig,
  entityimageconfig,
  ...Object.values(organization),
  ...Object.values(users),
  ...Object.values(organisation),
  ...Object.values(solutions),
  ...Object.values(bulkDelete),
  ...Object.values(secured),
  ...Object.values(duplicates),
  ...Object.values(further),
  account,
  contact,
  customeraddress,
  lead,
  opportunity,
  opportunityclose,
  quote,
  salesorder,
  invoice,
  task,
  phonecall,
  email,
  appointment,
  letter,
  fax,
  recurringappointmentmaster,
  serviceappointment,
  ...Object.values(cases),
  annotation,
  activitypointer,
  activityparty,
  activitymimeattachment,
  connection,
  connectionrole,
  connectionroleobjecttypecode,
  savedquery,
  userquery,
  ...Object.values(customApis),
  stringmap,
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
    'opportunitycompetitors_association',
    'opportunity',
    'competitor',
    'opportunitycompetitors',
    'opportunitycompetitors_association',
    'opportunitycompetitors_association',
  ],
  [
    'connectionroleassociation_association',
    'connectionrole',
    'connectionrole',
    'connectionroleassociation',
    'connectionroleassociation_association',
    'connectionroleassociation_association_referenced',
  ],
];
