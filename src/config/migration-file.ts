import { z } from 'zod';
import { type Duration, durationMs } from './duration.js';

/** The shape of a migration file, its defaults, and what each setting means. Times are durations such as '48 hours', so that a rehearsal can take seconds. */

const duration = (fallback: Duration) =>
  z
    .custom<Duration>((value) => typeof value === 'string' && durationMs(value) !== null, {
      error: "is not a duration. Write a number and a unit, e.g. '30 seconds', '6 hours' or '2 days'",
    })
    .default(fallback);

const webAddress = z.url({
  protocol: /^https?$/,
  error: "is not a web address. Write it whole, e.g. 'https://contoso.crm4.dynamics.com'",
});
const whole = (min: number, max: number) =>
  z
    .int({ error: `must be a whole number from ${min} to ${max}` })
    .min(min)
    .max(max);
const share = z.number({ error: 'must be a number above 0 and at most 1' }).gt(0).max(1);
const text = z.string().trim().min(1, { error: 'must not be empty' });

const actimo = z.strictObject({
  url: webAddress.default('https://a.actimo.com/api/v1').describe('Root of the API, with its version.'),
  client: text.optional().describe('Id of the client, where GET /project does not tell it. A key of another client is refused.'),
  ratePerSecond: z
    .number()
    .gt(0)
    .max(100_000)
    .default(20)
    .describe('Requests a second that Actimo allows each key (20 is what Actimo documents).'),
  rateShare: share.default(0.8).describe("Our part of that; the rest stays for the customer's own integrations."),
  catalogue: text.optional().describe('File with an endpoint catalogue of your own. Default: the one of this program.'),
});

const dataverse = z.strictObject({
  url: webAddress.describe('Root of the environment, without /api/data.'),
  tenantId: text.describe('Directory (tenant) id.'),
  clientId: text.describe('Application (client) id; the application user of the environment.'),
  tokenUrl: webAddress.optional().describe('Token endpoint of a sovereign cloud or of the sandbox.'),
  caFile: text.optional().describe('PEM file with a certificate authority to trust besides the public ones.'),
  edition: z
    .enum(['sales-professional', 'sales-enterprise'])
    .default('sales-professional')
    .describe('Sales Professional may have 15 custom tables; Enterprise has no such limit.'),
  schema: z
    .enum(['deploy', 'document'])
    .default('deploy')
    .describe('deploy: this program makes missing columns and tables. document: it describes them and waits until you have made them.'),
  fallbackOwner: text
    .optional()
    .describe('E-mail or id of the user who owns rows whose own owner is not found. Default: the application user.'),
  bypass: z
    .strictObject({
      customSync: z.boolean().default(false).describe('Synchronous plug-ins and real-time workflows of your own do not run.'),
      customAsync: z.boolean().default(false).describe('Asynchronous plug-ins and workflows of your own do not run.'),
      flows: z.boolean().default(false).describe('Power Automate flows do not run.'),
    })
    .prefault({})
    .describe('Which of your own logic does not run on rows that the migration writes.'),
});

export const migrationFile = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/, {
      error: 'must be lower-case letters, digits and hyphens, begin with a letter, and have at most 41 characters',
    })
    .describe('Name of the migration; it names the workflow and the part of the database.'),
  actimo: actimo.prefault({}),
  dataverse,
  mapping: text.default('mapping.yaml').describe('The mapping document, relative to this file.'),
  sample: z
    .strictObject({ size: whole(1, 100_000).default(300).describe('People of the sample; all that hangs on them comes along.') })
    .prefault({}),
  delta: z
    .strictObject({
      every: duration('6 hours').describe('How often Actimo is read again. Never comes due faster than a read takes.'),
      window: duration('48 hours').describe('How long deltas run before the cut-over is asked for.'),
    })
    .prefault({}),
  rollbackWindow: duration('72 hours').describe('How long after the cut-over all can be taken back.'),
  reminders: duration('24 hours').describe('How often an open gate reminds.'),
  goneShare: share.default(0.02).describe('When more than this share of an object seems gone from Actimo, a person is asked.'),
  approvals: z
    .strictObject({
      claimedIsEnough: z
        .boolean()
        .default(true)
        .describe('A decision sent as a bare signal counts, though its approver is only claimed. false: decisions need proof.'),
      approvers: z.array(text).min(1).optional().describe('Who may decide. Default: anybody who can reach Temporal.'),
      twoPersons: z.boolean().default(false).describe('Two different approvers are needed for each gate.'),
    })
    .refine(({ approvers, twoPersons }) => !twoPersons || approvers === undefined || new Set(approvers).size > 1, {
      path: ['approvers'],
      error: 'names fewer than two people while twoPersons is true. Name a second one, or set twoPersons: false',
    })
    .prefault({}),
  load: z
    .strictObject({
      concurrency: whole(1, 200).default(8).describe('Most write requests under way at once, over all workers.'),
      chunk: whole(1, 1000).default(500).describe('Rows of one write request, at most.'),
      partitions: whole(1, 64).default(4).describe('Parts in which one table is loaded at the same time.'),
      rowsPerPartition: whole(1, 1_000_000)
        .default(2_000)
        .describe('Rows of one part, about: what one worker has in hand at a time. A table is cut into 64 parts at most.'),
      writeTimeout: duration('4 minutes').describe(
        'How long a write request may stay unanswered; a plug-in may take two minutes. A roll-back or an abort waits as long for requests that nobody answered.',
      ),
    })
    .prefault({}),
  reports: z.strictObject({ dir: text.default('reports').describe('Where documents are put, relative to this file.') }).prefault({}),
  historyLimit: whole(20, 50_000)
    .optional()
    .describe('For tests: a workflow continues as new after this many events. Default: when Temporal suggests it.'),
});

/** A migration file with every default filled in. Paths are as written: whoever reads the file resolves them against its folder. */
export type MigrationFile = z.output<typeof migrationFile>;
/** A migration file as people write it. */
export type MigrationFileInput = z.input<typeof migrationFile>;
