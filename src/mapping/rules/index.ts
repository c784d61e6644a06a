/** Every rule, by the kind of source that it takes: the list that documents, plans, verdicts and the mutation test go through. */
import { accountCreatedAt, accountCreatedOn, accountLanguage, accountName, accountTags } from './account.js';
import { parentOfLocation, primaryContact } from './account-links.js';
import { accountActimoId, personActimoId, personActimoIds } from './actimo-id.js';
import { connectionDates, connectionDescription, connectionEnds, connectionRole } from './connection.js';
import { allowEmail, allowSms, optOut } from './consent.js';
import { consentText } from './consent-text.js';
import { description } from './description.js';
import { email } from './email.js';
import { location } from './location.js';
import { locationName } from './location-name.js';
import { manager } from './manager.js';
import { adminFlag, memberRole, memberSince, memberUntil } from './membership-on-contact.js';
import { personCreatedAt, personCreatedOn } from './moment.js';
import { firstName, lastName } from './names.js';
import { accountOwner, personOwner } from './owner.js';
import { parentAccount } from './parent-account.js';
import * as texts from './person-texts.js';
import { phone } from './phone.js';
import type { AccountSource, MembershipSource, PersonSource, Rule } from './rule.js';
import { status } from './status.js';
import { tags } from './tags.js';
import { website } from './website.js';

export { membershipTable, membershipTableRules } from './membership-table.js';
export { propertyRule, typeInWords } from './property.js';

export const personRules: readonly Rule<PersonSource>[] = [
  personActimoId,
  personActimoIds,
  firstName,
  lastName,
  email,
  phone,
  ...Object.values(texts),
  optOut,
  allowEmail,
  allowSms,
  consentText,
  tags('contact', 'user'),
  personCreatedOn,
  personCreatedAt,
  parentAccount,
  memberRole,
  memberSince,
  memberUntil,
  adminFlag,
  personOwner,
  manager,
  status,
];

/** A workspace, with its primary location. */
export const accountRules: readonly Rule<AccountSource>[] = [
  accountActimoId,
  accountName,
  website,
  location,
  description,
  accountLanguage,
  accountTags,
  accountCreatedOn,
  accountCreatedAt,
  accountOwner,
  primaryContact,
];

/** A further location of a workspace. */
export const locationRules: readonly Rule<AccountSource>[] = [accountActimoId, locationName, location, accountOwner, parentOfLocation];

export const connectionRules: readonly Rule<MembershipSource>[] = [connectionEnds, connectionRole, connectionDates, connectionDescription];
