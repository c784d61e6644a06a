import { type ColumnSpec, choice, dateTime, flag, integer, locked, memo, money, text } from '../define.js';
import { freightTerms, shippingMethods } from './shipping.js';

/** What is asked before anything is sold, of leads and of opportunities. */
export const decisionColumns: Record<string, ColumnSpec> = {
  BudgetAmount: money(),
  BudgetStatus: choice({ 0: 'No Committed Budget', 1: 'May Buy', 2: 'Can Buy', 3: 'Will Buy' }),
  ConfirmInterest: flag(false),
  DecisionMaker: flag(false, 'mark complete', 'completed'),
  EvaluateFit: flag(false),
  InitialCommunication: choice({ 0: 'Contacted', 1: 'Not Contacted' }),
  Need: choice({ 0: 'Must have', 1: 'Should have', 2: 'Good to have', 3: 'No need' }),
  ParticipatesInWorkflow: flag(false),
  PriorityCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
  PurchaseProcess: choice({ 0: 'Individual', 1: 'Committee', 2: 'Unknown' }),
  PurchaseTimeFrame: choice({ 0: 'Immediate', 1: 'This Quarter', 2: 'Next Quarter', 3: 'This Year', 4: 'Unknown' }),
  QualificationComments: memo(2000),
  SalesStageCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
  TeamsFollowed: integer(-2_147_483_648, 2_147_483_647, locked),
  TimeSpentByMeOnEmailAndMeetings: text(1250, locked),
};

const amount = (): ColumnSpec => money(-922_337_203_685_477);
const counted = (): ColumnSpec => ({ ...amount(), ...locked });

/** What something that is sold comes to. */
export const totals: Record<string, ColumnSpec> = {
  DiscountAmount: amount(),
  FreightAmount: amount(),
  TotalAmount: amount(),
  TotalAmountLessFreight: counted(),
  TotalDiscountAmount: counted(),
  TotalLineItemAmount: amount(),
  TotalLineItemDiscountAmount: counted(),
  TotalTax: amount(),
  PricingErrorCode: choice(
    {
      0: 'None',
      1: 'Detail Error',
      2: 'Missing Price Level',
      3: 'Inactive Price Level',
      4: 'Missing Quantity',
      5: 'Missing Unit Price',
      6: 'Missing Product',
      7: 'Invalid Product',
      8: 'Missing Pricing Code',
      9: 'Invalid Pricing Code',
      10: 'Missing UOM',
      11: 'Product Not In Price Level',
      12: 'Missing Price Level Amount',
      13: 'Missing Price Level Percentage',
      14: 'Missing Price',
      15: 'Missing Current Cost',
      16: 'Missing Standard Cost',
      17: 'Invalid Price Level Amount',
      18: 'Invalid Price Level Percentage',
      19: 'Invalid Price',
      20: 'Invalid Current Cost',
      21: 'Invalid Standard Cost',
      22: 'Invalid Rounding Policy',
      23: 'Invalid Rounding Option',
      24: 'Invalid Rounding Amount',
      25: 'Price Calculation Error',
      26: 'Invalid Discount Type',
      27: 'Discount Type Invalid State',
      28: 'Invalid Discount',
      29: 'Invalid Quantity',
      30: 'Invalid Pricing Precision',
      31: 'Missing Product Default UOM',
      32: 'Missing Product UOM Schedule ',
      33: 'Inactive Discount Type',
      34: 'Invalid Price Level Currency',
      35: 'Price Attribute Out Of Range',
      36: 'Base Currency Attribute Overflow',
      37: 'Base Currency Attribute Underflow',
      38: 'Transaction currency is not set for the product price list item',
    },
    { defaultValue: 0 },
  ),
};

/** Where goods and bills go. */
export function destination(side: 'BillTo' | 'ShipTo'): Record<string, ColumnSpec> {
  return {
    [`${side}_Name`]: text(200),
    [`${side}_Line1`]: text(250),
    [`${side}_Line2`]: text(250),
    [`${side}_Line3`]: text(250),
    [`${side}_City`]: text(80),
    [`${side}_StateOrProvince`]: text(50),
    [`${side}_PostalCode`]: text(20),
    [`${side}_Country`]: text(80),
    [`${side}_Telephone`]: text(50),
    [`${side}_Fax`]: text(50),
  };
}

/** How something that is sold is sent and paid. */
export const terms: Record<string, ColumnSpec> = {
  FreightTermsCode: choice(freightTerms),
  PaymentTermsCode: choice({ 1: 'Net 30', 2: '2% 10, Net 30', 3: 'Net 45', 4: 'Net 60' }),
  ShippingMethodCode: choice(shippingMethods),
  WillCall: flag(false, 'Address', 'Will Call'),
  DateFulfilled: dateTime(),
};
