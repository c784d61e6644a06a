import { type ColumnSpec, choice, dateTime, double, flag, guid, integer, locked, memo, money, phone, text, url } from '../define.js';

/** Address columns, numbered as accounts and contacts have them. */
export function address(n: 1 | 2): Record<string, ColumnSpec> {
  const p = `Address${n}_`;
  return {
    [`${p}AddressId`]: guid(),
    [`${p}Name`]: text(200),
    [`${p}Line1`]: text(250),
    [`${p}Line2`]: text(250),
    [`${p}Line3`]: text(250),
    [`${p}City`]: text(80),
    [`${p}StateOrProvince`]: text(50),
    [`${p}PostalCode`]: text(20),
    [`${p}Country`]: text(80),
    [`${p}County`]: text(50),
    [`${p}PostOfficeBox`]: text(20),
    [`${p}Telephone1`]: phone(),
    [`${p}Telephone2`]: phone(),
    [`${p}Fax`]: text(50),
    [`${p}Latitude`]: double(-90, 90, 5),
    [`${p}Longitude`]: double(-180, 180, 5),
    [`${p}UTCOffset`]: integer(-1500, 1500),
    [`${p}Composite`]: memo(1000, { create: false, update: false }),
    [`${p}AddressTypeCode`]: choice(n === 1 ? { 1: 'Bill To', 2: 'Ship To', 3: 'Primary', 4: 'Other' } : { 1: 'Default Value' }),
  };
}

/** What customers of either kind have in common. */
export const customerColumns: Record<string, ColumnSpec> = {
  Description: memo(2000),
  EMailAddress1: text(100, { format: 'Email' }),
  EMailAddress2: text(100, { format: 'Email' }),
  EMailAddress3: text(100, { format: 'Email' }),
  Telephone1: phone(),
  Telephone2: phone(),
  Telephone3: phone(),
  Fax: text(50),
  WebSiteUrl: url(200),
  FtpSiteUrl: url(200),
  DoNotBulkEMail: flag(false, 'Allow', 'Do Not Allow'),
  DoNotBulkPostalMail: flag(false, 'No', 'Yes'),
  DoNotEMail: flag(false, 'Allow', 'Do Not Allow'),
  DoNotFax: flag(false, 'Allow', 'Do Not Allow'),
  DoNotPhone: flag(false, 'Allow', 'Do Not Allow'),
  DoNotPostalMail: flag(false, 'Allow', 'Do Not Allow'),
  DoNotSendMM: flag(false, 'Send', 'Do Not Send'),
  FollowEmail: flag(true, 'Do Not Allow', 'Allow'),
  CreditOnHold: flag(false),
  CreditLimit: money(),
  LastOnHoldTime: dateTime(),
  OnHoldTime: integer(-2_147_483_648, 2_147_483_647, locked),
  Merged: flag(false, 'No', 'Yes', { create: false, update: false }),
  ParticipatesInWorkflow: flag(false),
  PreferredContactMethodCode: choice({ 1: 'Any', 2: 'Email', 3: 'Phone', 4: 'Fax', 5: 'Mail' }, { defaultValue: 1 }),
  PaymentTermsCode: choice({ 1: 'Net 30', 2: '2% 10, Net 30', 3: 'Net 45', 4: 'Net 60' }),
};
