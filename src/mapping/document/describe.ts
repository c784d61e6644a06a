import { typeInWords } from '../rules/index.js';
import { type MappingDocument, mappingSchema } from './schema.js';

export interface Choice {
  readonly label: string;
  readonly value: string;
  readonly meaning?: string;
}

/** The choices that hold for all records, in the words of the schema. */
export function describeChoices(doc: MappingDocument): Choice[] {
  const { contact, account, membership } = mappingSchema.shape;
  const line = (label: string, value: unknown, field: { readonly description?: string | undefined }): Choice => ({
    label,
    value: Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value),
    ...(field.description !== undefined && { meaning: field.description }),
  });
  const group = (
    name: string,
    shape: Readonly<Record<string, { readonly description?: string | undefined }>>,
    values: Readonly<Record<string, unknown>>,
  ): Choice[] => Object.entries(shape).map(([key, field]) => line(`${name}.${key}`, values[key], field));
  return [
    line('defaultCountry', doc.defaultCountry, mappingSchema.shape.defaultCountry),
    line('tooLong', doc.tooLong, mappingSchema.shape.tooLong),
    ...group('contact', contact.unwrap().shape, doc.contact),
    ...group('account', account.unwrap().shape, doc.account),
    ...group('membership', membership.unwrap().shape, doc.membership),
  ];
}

export interface PropertyLine {
  readonly slot: string;
  readonly label: string;
  readonly column: string;
  readonly type: string;
  readonly evidence: string;
}

/** The custom properties and why they have the type that they have. */
export const describeProperties = (doc: MappingDocument): PropertyLine[] =>
  doc.properties.map(({ slot, label, schemaName, type, retired, evidence }) => ({
    slot,
    label,
    column: schemaName.toLowerCase(),
    type: retired ? `${typeInWords(type)}; retired` : typeInWords(type),
    evidence: evidence?.says ?? 'set by hand',
  }));
