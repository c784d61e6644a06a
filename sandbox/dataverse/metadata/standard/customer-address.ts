import { choice, double, entityName, integer, type LinkSpec, locked, lookup, memo, phone, type TableSpec, text } from '../define.js';
import { currency, exchangeRate } from './links.js';
import { freightTerms, shippingMethods } from './shipping.js';

const parent = (target: 'account' | 'contact', relationship: string): LinkSpec => ({
  target,
  relationship,
  nav: `parentid_${target}`,
  onDelete: 'Cascade',
  onMerge: 'Cascade',
});

/** Addresses of accounts and contacts, those in the columns of a customer among them (docs/facts/dataverse.md §9 "Addresses"). */
export const customeraddress: TableSpec = {
  logicalName: 'customeraddress',
  schemaName: 'CustomerAddress',
  set: 'customeraddresses',
  code: 1071,
  ownership: 'None',
  customizable: true,
  canCreateAttributes: true,
  primaryName: 'name',
  columns: {
    AddressNumber: integer(0, 1_000_000_000),
    AddressTypeCode: choice({ 1: 'Bill To', 2: 'Ship To', 3: 'Primary', 4: 'Other' }),
    Name: text(200, { required: 'ApplicationRequired', primaryName: true }),
    Line1: text(250, { required: 'ApplicationRequired' }),
    Line2: text(250),
    Line3: text(250),
    City: text(80),
    StateOrProvince: text(50),
    PostalCode: text(20),
    Country: text(80),
    County: text(50),
    PostOfficeBox: text(20),
    PrimaryContactName: text(150),
    Telephone1: phone(),
    Telephone2: phone(),
    Telephone3: phone(),
    Fax: text(50),
    Latitude: double(-90, 90, 5),
    Longitude: double(-180, 180, 5),
    UPSZone: text(4),
    UTCOffset: integer(-1500, 1500),
    FreightTermsCode: choice(freightTerms),
    ShippingMethodCode: choice(shippingMethods),
    Composite: memo(1000, locked),
    ParentId: lookup([parent('account', 'Account_CustomerAddress'), parent('contact', 'Contact_CustomerAddress')], {
      required: 'SystemRequired',
    }),
    ParentIdTypeCode: entityName(),
    ObjectTypeCode: entityName({ required: 'SystemRequired' }),
    OwnerId: { type: 'Owner', required: 'ApplicationRequired', ...locked },
    OwningUser: { type: 'Lookup', pointsTo: ['systemuser'], ...locked },
    OwningBusinessUnit: { type: 'Lookup', pointsTo: ['businessunit'], ...locked },
    TransactionCurrencyId: currency('customeraddress'),
    ExchangeRate: exchangeRate,
  },
};
