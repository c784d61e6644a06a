import { parseDocument } from 'yaml';
import { z } from 'zod';
import { objectNames } from '../domain/index.js';
import { ActimoError } from './errors.js';

/** Where and how each object is read, as data: what is unknown about Actimo's API can be put right without touching code (docs/facts/actimo.md §2). */

const total = z
  .string()
  .min(1)
  .default('meta.total')
  .describe('Where the answer tells the number of all rows, if it does. With it a list that is cut short is noticed.');

const paging = z.discriminatedUnion('style', [
  z.strictObject({ style: z.literal('none').describe('The whole list in one answer.'), total }),
  z.strictObject({
    style: z.literal('offset'),
    limitParam: z.string().min(1).default('limit'),
    offsetParam: z.string().min(1).default('offset'),
    pageSize: z.int().min(1).max(10_000).default(200),
    total,
  }),
  z.strictObject({
    style: z.literal('page'),
    pageParam: z.string().min(1).default('page'),
    sizeParam: z.string().min(1).default('per_page'),
    firstPage: z.int().min(0).max(1).default(1),
    pageSize: z.int().min(1).max(10_000).default(200),
    total,
  }),
]);

const endpointShape = {
  path: z
    .string()
    .regex(/^\/[^?#]*$/, 'must begin with / and hold neither ? nor #')
    .describe('Below the API root. {parent} stands for the key of the parent record, {key} for the key of the record to enrich.'),
  query: z.record(z.string(), z.string()).default({}),
  method: z.enum(['GET', 'POST']).default('GET'),
  readingPost: z
    .boolean()
    .default(false)
    .describe('This POST changes nothing. Without it a POST is refused; with it the scope document names the entry for approval.'),
  body: z.record(z.string(), z.unknown()).optional().describe('JSON body of a reading POST.'),
  rows: z
    .string()
    .default('data')
    .describe('Where the rows are in the answer, as names joined by dots; empty when the answer itself is the list.'),
  basis: z.enum(['documented', 'inferred']).describe('Whether Actimo or public code that calls it shows this endpoint, or it is a guess.'),
};

const onlyReadingPosts = (entry: { method: 'GET' | 'POST'; readingPost: boolean; body?: unknown }, context: z.RefinementCtx) => {
  if (entry.method === 'POST' && !entry.readingPost)
    context.addIssue({
      code: 'custom',
      path: ['method'],
      message: 'is POST: only reading is allowed, so set readingPost: true if it changes nothing',
    });
  if (entry.method === 'GET' && entry.body !== undefined)
    context.addIssue({ code: 'custom', path: ['body'], message: 'belongs to a reading POST only' });
};

const endpoint = z.strictObject(endpointShape).superRefine(onlyReadingPosts);

const enrichment = z
  .strictObject({
    ...endpointShape,
    field: z.string().min(1).describe('Name under which the value is added to the record.'),
    where: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .describe('Which of the rows counts.'),
    take: z.string().min(1).describe('Whose field of that row is the value; null when there is no such row.'),
  })
  .superRefine(onlyReadingPosts);

const secondCount = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('again').describe('Ask once more, in other words, and count different keys.'),
    query: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({
    kind: z.literal('sum').describe('Add up a number that each record of another object carries.'),
    object: z.enum(objectNames).describe('An object without a parent.'),
    field: z.string().min(1),
    covers: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .default({})
      .describe('Which of our rows that number counts, e.g. those whose removed_at is null. The others are taken as read.'),
  }),
]);

const entry = z
  .strictObject({
    ...endpointShape,
    key: z
      .array(z.string().min(1))
      .min(1)
      .describe('Fields that make the stable key, joined by a colon; {parent} is the key of the parent. Never a row number.'),
    one: z
      .string()
      .regex(/^\/[^?#]*\{key\}[^?#]*$/, 'must begin with / and hold {key}')
      .optional()
      .describe('Path of a single record: tells a record that is gone from an endpoint that is not there.'),
    parent: z.enum(objectNames).optional().describe('Read once for each record of this object.'),
    paging: paging.optional().describe("Instead of the catalogue's own."),
    fields: z.array(z.string().min(1)).describe('Fields that we know of; others are read too.'),
    enrich: z.array(enrichment).default([]),
    secondCounts: z
      .array(secondCount)
      .default([])
      .describe('Other questions that tell the number of records. A record may be called gone only where all agree.'),
  })
  .superRefine(onlyReadingPosts)
  .superRefine((value, context) => {
    if ((value.parent !== undefined) !== value.path.includes('{parent}'))
      context.addIssue({ code: 'custom', path: ['path'], message: 'holds {parent} exactly when there is a parent' });
    if (value.enrich.length > 0 && value.one === undefined)
      context.addIssue({ code: 'custom', path: ['one'], message: 'is needed where there is something to enrich' });
    value.enrich.forEach((one, index) => {
      if (!one.path.includes('{key}')) context.addIssue({ code: 'custom', path: ['enrich', index, 'path'], message: 'must hold {key}' });
    });
  });

const catalogue = z
  .strictObject({
    version: z.literal(1),
    signIn: z
      .strictObject({ kind: z.literal('header'), name: z.string().min(1) })
      .default({ kind: 'header', name: 'api-key' })
      .describe('The request header that carries the key.'),
    paging: paging.prefault({ style: 'none' }).describe('Of every entry that does not say otherwise.'),
    client: endpoint.describe('Tells which client a key belongs to: id and name of its first row.'),
    fieldDefinitions: endpoint.optional().describe('Labels and types of the custom fields.'),
    objects: z.partialRecord(z.enum(objectNames), entry),
  })
  .superRefine((value, context) => {
    for (const [name, one] of Object.entries(value.objects)) {
      const parent = one?.parent === undefined ? undefined : value.objects[one.parent];
      if (one?.parent !== undefined && (parent === undefined || parent.parent !== undefined))
        context.addIssue({
          code: 'custom',
          path: ['objects', name, 'parent'],
          message: 'must be an object of this catalogue that has no parent itself',
        });
      one?.secondCounts.forEach((question, index) => {
        const counter = question.kind === 'sum' ? value.objects[question.object] : undefined;
        if (question.kind === 'sum' && (counter === undefined || counter.parent !== undefined))
          context.addIssue({
            code: 'custom',
            path: ['objects', name, 'secondCounts', index, 'object'],
            message: 'must be an object of this catalogue that has no parent itself',
          });
      });
    }
  });

export type Catalogue = z.output<typeof catalogue>;
export type CatalogueEntry = z.output<typeof entry>;
export type Endpoint = z.output<typeof endpoint>;
export type Enrichment = z.output<typeof enrichment>;
export type SecondCount = z.output<typeof secondCount>;
export type Paging = z.output<typeof paging>;

/** A customer's own catalogue, from YAML or JSON text. Throws `ActimoError` code `actimo-catalogue` that names the place and what is wrong there. */
export function parseCatalogue(text: string): Catalogue {
  const document = parseDocument(text);
  const [broken] = document.errors;
  if (broken) throw wrong(`the catalogue is not YAML: ${broken.message.split('\n')[0]}`);
  return checkCatalogue(document.toJS());
}

/** The same for a value that is no text. */
export function checkCatalogue(value: unknown): Catalogue {
  const result = catalogue.safeParse(value);
  if (result.success) return result.data;
  const said = result.error.issues.map((issue) => `${issue.path.join('.') || 'the catalogue'}: ${issue.message}`);
  throw wrong(said.join('; '));
}

const wrong = (message: string) =>
  new ActimoError(
    'actimo-catalogue',
    `Actimo catalogue: ${message}`,
    'Put the named place right; schema/actimo-catalogue.schema.json describes each setting.',
  );

/** JSON Schema of a catalogue as people write it, published as schema/actimo-catalogue.schema.json. */
export const catalogueJsonSchema = (): object => z.toJSONSchema(catalogue, { io: 'input' });
