/** Choices of how goods are sent and who pays for that, the same wherever they stand. */
export const freightTerms = { 1: 'FOB', 2: 'No Charge' } as const;

export const shippingMethods = {
  1: 'Airborne',
  2: 'DHL',
  3: 'FedEx',
  4: 'UPS',
  5: 'Postal Mail',
  6: 'Full Load',
  7: 'Will Call',
} as const;
