import { z } from 'zod';
import { propertyTypeSchema } from './property-type.js';

const prefixPattern = /^(?!mscrm)[a-z][a-z0-9]{1,7}$/;

const publisher = z
  .strictObject({
    uniqueName: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
      .max(256)
      .default('actimotodynamics')
      .describe('Unique name of the publisher in Dataverse.'),
    friendlyName: z.string().min(1).max(256).default('Actimo to Dynamics').describe('Name of the publisher as people see it.'),
    prefix: z
      .string()
      .regex(prefixPattern)
      .default('a2d')
      .describe('Prefix of everything that is made in Dataverse: 2 to 8 lower-case letters and digits, a letter first, not `mscrm`.'),
    optionValuePrefix: z
      .int()
      .min(10_000)
      .max(99_999)
      .default(72_700)
      .describe('Option values are this number × 10,000 + n, so that they do not meet those of others.'),
  })
  .prefault({})
  .describe('The publisher of the columns, tables and choices that the migration makes.');

const solution = z
  .strictObject({
    uniqueName: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
      .max(65)
      .default('ActimoToDynamics')
      .describe('Unique name of the unmanaged solution.'),
    friendlyName: z.string().min(1).max(256).default('Actimo to Dynamics').describe('Name of the solution as people see it.'),
    version: z
      .string()
      .regex(/^\d+(\.\d+){1,3}$/)
      .default('1.0.0.0')
      .describe('Version of the solution.'),
  })
  .prefault({})
  .describe('The unmanaged solution that holds what the migration makes.');

const matchKeys = ['actimoId', 'employeeNumber', 'email', 'mobileAndLastName'] as const;

const contact = z
  .strictObject({
    existing: z
      .enum(['fillBlanks', 'overwrite', 'leave', 'hold'])
      .default('fillBlanks')
      .describe(
        'What happens to a Contact that was there and matched. `fillBlanks`: columns that are empty are filled, others stay, and the value of Actimo is kept in the column for values without a place. `overwrite`: the value of Actimo wins where it has one. `leave`: only the columns of the migration and the consent are written. `hold`: a person decides. Consent always becomes the stricter of the two.',
      ),
    matchKeys: z
      .array(z.enum(matchKeys))
      .refine((keys) => new Set(keys).size === keys.length, 'names a key twice')
      .default([...matchKeys])
      .describe(
        'How an existing Contact is recognised, first key first. Keys that lead to different Contacts, or one that leads to two, hold the person. Empty: never match.',
      ),
    noEmail: z
      .enum(['hold', 'loadFlagged'])
      .default('hold')
      .describe('A person without an e-mail address: a person decides, or is loaded and marked for review.'),
    invalidEmail: z
      .enum(['hold', 'loadFlagged'])
      .default('hold')
      .describe('An e-mail address that cannot be one: a person decides, or it is loaded as written and marked for review.'),
    invalidPhone: z
      .enum(['hold', 'keepOriginal'])
      .default('hold')
      .describe(
        'A phone number that cannot be written as E.164: a person decides, or it is kept only as written, in the column for the original, and marked for review.',
      ),
    sharedMailbox: z
      .enum(['hold', 'separate'])
      .default('hold')
      .describe('One e-mail address with several names: a person decides, or each name becomes a Contact with that address.'),
    noSms: z
      .enum(['doNotPhone', 'recordOnly'])
      .default('doNotPhone')
      .describe(
        'What `allow_sms` = no becomes. Dataverse has no consent column for SMS; `doNotPhone` sets the one that is about the phone, which also forbids calls, so it is never laxer than Actimo. `recordOnly` keeps it in the column of the consent as Actimo says it.',
      ),
    owner: z
      .enum(['manager', 'workspaceAdmin', 'fallback'])
      .default('manager')
      .describe(
        "Whose e-mail address makes the owner of a new Contact: the person's manager, the first admin of the primary workspace, or nobody (the fallback owner). An address that is no enabled user who may own Contacts gives the fallback owner and is listed.",
      ),
  })
  .prefault({})
  .describe('Choices for people.');

const account = z
  .strictObject({
    admins: z
      .enum(['primaryContact', 'connections', 'owner'])
      .default('primaryContact')
      .describe(
        'What the admins of a workspace become: the first one the primary contact of the Account; or all of them connections to the Account, also those for whom it is the primary workspace; or the first one the owner of the Account (its manager), by e-mail address.',
      ),
    htmlDescription: z
      .enum(['text', 'keep'])
      .default('text')
      .describe(
        'A description with HTML tags: written as plain text, with the HTML kept in the column for values without a place; or written as it is.',
      ),
  })
  .prefault({})
  .describe('Choices for workspaces.');

const membership = z
  .strictObject({
    as: z
      .enum(['connection', 'table'])
      .default('connection')
      .describe(
        'What a membership becomes that is not the primary one of its person: a connection between Contact and Account, or a row of a table of its own (which counts against the custom tables of the licence).',
      ),
    ended: z
      .enum(['keep', 'drop'])
      .default('keep')
      .describe('A membership that has ended (`removed_at`) and is not the primary one: kept with its end date, or not migrated.'),
    roles: z
      .record(z.string().min(1), z.string().min(1).max(100))
      .default({ member: 'Actimo Member', manager: 'Actimo Manager', editor: 'Actimo Editor', admin: 'Actimo Admin' })
      .describe('Role in Actimo to the name of the connection role in Dynamics. A role that is not listed holds the membership.'),
  })
  .prefault({})
  .describe('Choices for memberships of workspaces.');

const fieldDecision = z
  .union([
    z.strictObject({ rules: z.array(z.string().min(1)).min(1).describe('The rules that carry the field; docs/mapping.md lists them.') }),
    z.strictObject({ property: z.string().min(1).describe('The label of the custom property, in `properties`, that carries the field.') }),
    z.strictObject({ drop: z.string().min(5).describe('Why the field is not migrated. Shown at the gate.') }),
    z.strictObject({
      open: z.string().describe('Nobody has decided yet; this blocks the mapping gate. The text says where the field came from.'),
    }),
  ])
  .describe('What becomes of one field of Actimo.');

const fieldDecisions = z.record(z.string().min(1), fieldDecision);

const evidence = z
  .strictObject({
    definition: z.string().nullable().describe("The type in Actimo's own field definition, null when it gave none."),
    values: z.int().min(0).describe('How many records had a value.'),
    blanks: z.int().min(0).describe('How many had none.'),
    distinct: z.int().min(0).describe('How many different values; counted up to 500.'),
    longest: z.int().min(0).describe('Length of the longest value, in UTF-16 units.'),
    says: z.string().describe('The reason for the type in a sentence.'),
  })
  .describe('What the type was inferred from. Counts only, no values.');

const property = z
  .strictObject({
    slot: z.string().min(1).describe('The field in Actimo, `data1` to `data20`, or a field that came up later.'),
    label: z
      .string()
      .min(1)
      .describe(
        'What the field is called in Actimo. A slot with another label is another property: (client, slot, label) is its identity.',
      ),
    schemaName: z
      .string()
      .max(50)
      .regex(/^[a-z][a-z0-9]{1,7}_[A-Za-z][A-Za-z0-9_]*$/)
      .describe('Schema name of the column on Contact: prefix, underscore, letters and digits, at most 50 characters, not ending in `Id`.'),
    type: propertyTypeSchema,
    retired: z
      .boolean()
      .default(false)
      .describe('True when the slot has got another meaning: the column stays, nothing more is written to it.'),
    evidence: evidence.optional(),
  })
  .describe('A custom property of people.');

/** The mapping document: YAML for people, published as JSON Schema in schema/mapping.schema.json. */
export const mappingSchema = z
  .strictObject({
    version: z.literal(1).describe('Version of this format.'),
    client: z.string().min(1).describe('Id of the client in Actimo. Custom properties are keyed by it.'),
    publisher,
    solution,
    defaultCountry: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .default('DK')
      .describe(
        "Country of phone numbers that do not say theirs, ISO 3166 in two letters. The country of the person's address goes first.",
      ),
    tooLong: z
      .enum(['hold', 'cut'])
      .default('hold')
      .describe(
        'A text that is longer than its column: a person decides; or it is cut, marked for review, and kept in full in the column for values without a place.',
      ),
    contact,
    account,
    membership,
    fields: z
      .strictObject({
        workspace: fieldDecisions.default({}).describe('Every field of a workspace.'),
        user: fieldDecisions.default({}).describe('Every field of a user.'),
        membership: fieldDecisions.default({}).describe('Every field of a membership.'),
      })
      .describe('What becomes of every field of Actimo: carried by rules or a property, dropped with a reason, or open.'),
    properties: z.array(property).default([]).describe('Custom properties of people and the columns that they become.'),
  })
  .describe('How records of Actimo become rows of Dynamics 365.');

export type MappingDocument = z.infer<typeof mappingSchema>;
export type FieldDecision = z.infer<typeof fieldDecision>;
export type Property = z.infer<typeof property>;
