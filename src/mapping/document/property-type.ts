import { z } from 'zod';

/** How the values of a custom property are stored. Each kind says what a value must look like; one that does not is held, never bent. */
export const propertyTypeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('text').describe('One line or more of text, kept as written.'),
      maxLength: z.int().min(1).max(4000).describe('Longest text that the column takes, in UTF-16 units.'),
    }),
    z.strictObject({
      kind: z.literal('memo').describe('Long text, kept as written.'),
      maxLength: z.int().min(1).max(1_048_576).describe('Longest text that the column takes, in UTF-16 units.'),
    }),
    z.strictObject({
      kind: z.literal('integer').describe('A whole number without leading zeros.'),
      min: z.int().min(-2_147_483_648).max(2_147_483_647).describe('Smallest value of the column.'),
      max: z.int().min(-2_147_483_648).max(2_147_483_647).describe('Largest value of the column.'),
    }),
    z.strictObject({
      kind: z.literal('decimal').describe('A number with decimals.'),
      precision: z.int().min(0).max(10).describe('Decimals of the column; a value with more is held.'),
      separator: z.enum(['.', ',']).describe('The sign before the decimals as the values have it.'),
    }),
    z.strictObject({
      kind: z.literal('boolean').describe('Yes or no, in the words that the values use.'),
      yes: z.string().min(1).describe('The word for yes, compared without case, e.g. `Ja`.'),
      no: z.string().min(1).describe('The word for no, compared without case, e.g. `Nej`.'),
    }),
    z.strictObject({
      kind: z.literal('date').describe('A day without a time.'),
      order: z
        .enum(['iso', 'dayFirst', 'monthFirst'])
        .describe('`iso` is 2024-12-31, `dayFirst` 31-12-2024, `monthFirst` 12-31-2024; `-`, `/` and `.` are taken as separators.'),
    }),
    z.strictObject({ kind: z.literal('datetime').describe('A moment. A value without a time zone is UTC.') }),
    z.strictObject({ kind: z.literal('phone').describe('A phone number, kept as written.') }),
    z.strictObject({ kind: z.literal('email').describe('An e-mail address, kept as written.') }),
    z.strictObject({
      kind: z.literal('choice').describe('One of a list of options. A value that is none of them is held.'),
      options: z
        .array(
          z.strictObject({
            value: z.int().min(0).describe('The number of the option in Dataverse: option value prefix × 10,000 + n. Never reuse one.'),
            label: z.string().min(1).max(200).describe('The option as Actimo has it, emojis included.'),
          }),
        )
        .min(1)
        .describe('All options. New ones go to the end with the next number.'),
    }),
  ])
  .describe('How the values are stored in Dynamics.');

export type PropertyType = z.infer<typeof propertyTypeSchema>;
