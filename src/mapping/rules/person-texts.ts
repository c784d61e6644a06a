import { lengths } from '../schema/lengths.js';
import { ownLength } from '../schema/own-columns.js';
import { own } from './kit.js';
import { plainText } from './plain-text.js';
import type { PersonSource, Rule } from './rule.js';

const { contact, address } = lengths;
const standard = (name: string, field: string, column: string, maxLength: number): Rule<PersonSource> =>
  plainText({ name, table: 'contact', object: 'user', field, column, maxLength });

/** Texts of a person that have a column of Dynamics' own. */
export const jobTitle = standard('jobTitle', 'title', 'jobtitle', contact.jobtitle);
export const department = standard('department', 'department', 'department', contact.department);
export const employeeNumber = standard('employeeNumber', 'employee_id', 'employeeid', contact.employeeid);
export const addressLine1 = standard('addressLine1', 'addr_line_1', 'address1_line1', address.address1_line1);
export const addressLine2 = standard('addressLine2', 'addr_line_2', 'address1_line2', address.address1_line2);
export const addressCity = standard('addressCity', 'addr_city', 'address1_city', address.address1_city);
export const addressState = standard('addressState', 'addr_state', 'address1_stateorprovince', address.address1_stateorprovince);
export const addressZip = standard('addressZip', 'addr_zip', 'address1_postalcode', address.address1_postalcode);
export const addressCountry = standard('addressCountry', 'addr_country', 'address1_country', address.address1_country);

/** Contact's own `company` column is a telephone number (docs/mapping.md, facts), so the company's name gets a column of ours. */
export const company: Rule<PersonSource> = plainText({
  name: 'company',
  table: 'contact',
  object: 'user',
  field: 'company',
  column: (doc) => own(doc, 'Company'),
  maxLength: ownLength('Company'),
});

export const language: Rule<PersonSource> = plainText({
  name: 'language',
  table: 'contact',
  object: 'user',
  field: 'language',
  column: (doc) => own(doc, 'Language'),
  maxLength: ownLength('Language'),
});

export const timeZone: Rule<PersonSource> = plainText({
  name: 'timeZone',
  table: 'contact',
  object: 'user',
  field: 'timezone',
  column: (doc) => own(doc, 'TimeZone'),
  maxLength: ownLength('TimeZone'),
});

/** The status in Actimo's own word, beside Dynamics' active/inactive. */
export const statusText: Rule<PersonSource> = plainText({
  name: 'statusText',
  table: 'contact',
  object: 'user',
  field: 'status',
  column: (doc) => own(doc, 'Status'),
  maxLength: ownLength('Status'),
});

/** The manager's id in Actimo: kept also where the manager is not there (any more). */
export const managerKey: Rule<PersonSource> = plainText({
  name: 'managerKey',
  table: 'contact',
  object: 'user',
  field: 'manager_id',
  column: (doc) => own(doc, 'ManagerKey'),
  maxLength: ownLength('ManagerKey'),
});
