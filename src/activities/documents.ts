import { verifySample } from '../converge/index.js';
import type { RowId } from '../domain/index.js';
import {
  countByObject,
  countHeld,
  countLinksToCome,
  countRowsByOrigin,
  countUndone,
  getArtefact,
  idMap,
  type Ledger,
  listAnswers,
  listDecisions,
  listDifferences,
  listKept,
  phaseCounts,
  undoList,
} from '../ledger/index.js';
import {
  customTables,
  describeChoices,
  describeMapping,
  describeProperties,
  designSchema,
  mappingToYaml,
  openFields,
  targetTables,
} from '../mapping/index.js';
import {
  type AnswerLine,
  buildMapping,
  buildReconciliation,
  buildSample,
  buildSchema,
  buildScope,
  buildSummary,
  buildUndo,
  type CustomTables,
  type Document,
  type DocumentKind,
  type EarlierValues,
  type Finding,
  parseDocument,
  type SideEffect,
  type SummaryInput,
  summaryJson,
  type TableCount,
  writeRebuildPackage,
} from '../reports/index.js';
import type { DocumentRef } from '../workflows/gates.js';
import type { MigrationSnapshot } from '../workflows/migration-state.js';
import { beating } from './beating.js';
import type { Connection, Connections } from './connections.js';
import { flagFindings } from './flags.js';
import { goneToAsk } from './gone.js';
import { migrationFacts, publish, writeSummaryJson } from './publish.js';
import { schemaUndoneKind } from './schema.js';
import { unreadFindings } from './unread.js';
import { reconciledKind } from './writing.js';

interface Of {
  readonly migration: string;
}
type WithSnapshot = Of & { readonly snapshot: MigrationSnapshot };

/** Custom tables that Sales Professional may use (docs/facts/dataverse.md, licences). */
const tablesOfSalesProfessional = 15;
/** Differences that a document lists; all are in the ledger. */
const mostDifferences = 500;

/** The documents that people decide on. Each is built from the ledger, stored under its hash, and written to the reports folder. */
export const documentActivities = (connections: Connections) => ({
  async scopeDocument(input: Of): Promise<DocumentRef> {
    return beating(async (signal) => {
      const connection = await connections.of(input.migration);
      const { actimo, dataverse, file, ledger } = connection;
      const probes = await actimo.probe({ signal });
      const organisation = await dataverse.organisation({ signal });
      const who = await dataverse.whoAmI({ signal });
      const counts = await countByObject(ledger);
      const warnings = probes.flatMap(({ object, readable, unread, readingPost, basis }) => [
        ...(readable ? unread.map(({ what, why }) => `${object}: ${what} cannot be read (${why}).`) : []),
        ...(readingPost ? [`${object} is read with POST ${readingPost}; approving the scope approves that.`] : []),
        ...(readable && basis === 'inferred'
          ? [note(`${object} is read from an endpoint that Actimo does not document; it may change.`)]
          : []),
      ]);
      return publish(
        connection,
        buildScope({
          migration: await migrationFacts(connection),
          objects: probes.map(({ object, readable, why, requests, seconds }) => ({
            object,
            readable,
            records: counts[object].read,
            requests,
            seconds,
            ...(why === undefined ? {} : { why }),
          })),
          customTables: await tablesOf(connection, 0, signal),
          notReadable: notMigratedYet,
          destination: {
            url: file.dataverse.url,
            organisation: organisation.name,
            baseLanguage: organisation.baseLanguage,
            user: who.userId,
          },
          warnings,
        }),
      );
    });
  },

  async designDocuments(input: Of): Promise<{ mapping: DocumentRef; schema: DocumentRef }> {
    return beating(async (signal) => {
      const connection = await connections.of(input.migration);
      const doc = await connection.proposed();
      const facts = await migrationFacts(connection);
      const mapping = buildMapping({
        migration: facts,
        doc,
        yaml: mappingToYaml(doc),
        openFields: openFields(doc),
        fields: describeMapping(doc),
        choices: describeChoices(doc),
        customProperties: describeProperties(doc),
        flags: await flagFindings(connection.ledger),
      });
      const design = designSchema(doc);
      const schema = buildSchema({
        migration: facts,
        design,
        mode: connection.file.dataverse.schema,
        differences: await connection.dataverse.checkSchema(design, { signal }),
        customTables: await tablesOf(connection, customTables(doc), signal),
        sideEffects: sideEffectsOf(connection),
      });
      return { mapping: await publish(connection, mapping), schema: await publish(connection, schema) };
    });
  },

  async sampleDocument(input: Of): Promise<DocumentRef> {
    return beating(async (signal) => {
      const connection = await connections.of(input.migration);
      const { ledger } = connection;
      const document = await buildSample({
        migration: await migrationFacts(connection),
        counts: await countByObject(ledger, { sampleOnly: true }),
        verdicts: verifySample(await connection.scene(), signal),
        linksToCome: await countLinksToCome(ledger),
        held: await countHeld(ledger),
        warnings: await flagFindings(ledger),
      });
      return publish(connection, document);
    });
  },

  async reconciliationDocument(input: WithSnapshot): Promise<DocumentRef> {
    return beating(async () => {
      const connection = await connections.of(input.migration);
      const { ledger } = connection;
      const counts = await countByObject(ledger);
      const countsInDynamics = await tableCounts(connection);
      const differences = await listDifferences(ledger, mostDifferences);
      const gone = await goneToAsk(connection);
      const document = buildReconciliation({
        migration: await migrationFacts(connection),
        counts,
        countsInDynamics,
        differences,
        held: await countHeld(ledger),
        answers: await answersOf(ledger),
        delta: input.snapshot.delta,
        gone,
        clean: isClean(counts, countsInDynamics, gone),
        warnings: await unreadFindings(ledger),
        decides: input.snapshot.phase !== 'closing',
      });
      return publish(connection, document);
    });
  },

  /** The summary, summary.json and the rebuild package. */
  async summaryDocument(input: WithSnapshot): Promise<DocumentRef> {
    return beating(async () => {
      const connection = await connections.of(input.migration);
      const { ledger, file } = connection;
      const { snapshot } = input;
      const counts = await countByObject(ledger);
      const gone = await goneToAsk(connection);
      const clean = isClean(counts, await tableCounts(connection), gone);
      const differences = await listDifferences(ledger, mostDifferences);
      const timings = timingsOf(snapshot);
      const facts = await migrationFacts(connection);
      const summary = buildSummary({
        migration: facts,
        outcome: snapshot.phase === 'aborted' || snapshot.asked?.kind === 'abort' ? 'aborted' : 'completed',
        counts,
        phases: await phasesOf(connection),
        reconciliation: { clean, differences },
        delta: snapshot.delta,
        timings,
        held: await countHeld(ledger),
        answers: await answersOf(ledger),
        decisions: (await listDecisions(ledger))
          .filter(({ kind, decision }) => kind === 'gate' && (decision === 'approve' || decision === 'reject'))
          .map(({ about, decision, who, artefact, accepted, comment, at }) => ({
            gate: about,
            decision: decision as 'approve' | 'reject',
            approver: who,
            code: (artefact ?? '').slice(0, 10),
            accepted,
            at,
            ...(comment === null ? {} : { comment }),
          })),
        undo: {
          rows: await countRowsByOrigin(ledger),
          ...(snapshot.undoUntil === null ? {} : { until: new Date(snapshot.undoUntil).toISOString() }),
        },
        places: [{ label: 'Documents and rebuild package', where: file.reports.dir }],
        gone,
        warnings: [...(await unreadFindings(ledger)), ...(await flagFindings(ledger))],
      });
      await writeSummaryJson(connection, summaryJson({ counts, reconciliation: { clean, differences }, delta: snapshot.delta, timings }));
      if (await connection.hasMapping()) {
        const doc = await connection.mapping();
        await writeRebuildPackage(`${file.reports.dir}/rebuild`, {
          migration: facts,
          mappingYaml: mappingToYaml(doc),
          schema: designSchema(doc),
          ids: idMap(ledger),
          earlier: earlierValues(connection),
          documents: [...(await storedDocuments(connection, ['scope', 'mapping', 'schema', 'sample', 'reconciliation'])), summary],
        });
      }
      return publish(connection, summary);
    });
  },

  async undoDocument(input: WithSnapshot): Promise<DocumentRef> {
    return beating(async () => {
      const connection = await connections.of(input.migration);
      const { ledger } = connection;
      const schema = await getArtefact(ledger, { kind: schemaUndoneKind });
      return publish(
        connection,
        buildUndo({
          migration: await migrationFacts(connection),
          scope: 'all',
          tables: await countUndone(ledger),
          kept: await listKept(ledger),
          ...(schema === null ? {} : { schema: JSON.parse(schema.body) }),
        }),
      );
    });
  },
});

async function answersOf(ledger: Ledger): Promise<AnswerLine[]> {
  return (await listAnswers(ledger)).map(({ object, key, hold, answer: { kind, value, rowId, into, by, at, comment } }) => {
    const given = value ?? rowId ?? into;
    return {
      object,
      key,
      reason: hold.reason,
      decision: kind,
      by,
      at,
      ...(hold.field === undefined ? {} : { field: hold.field }),
      ...(given === undefined ? {} : { value: String(given) }),
      ...(comment === undefined ? {} : { comment }),
    };
  });
}

const note = (text: string): Finding => ({ severity: 'note', text });

/** Objects of the mission that this version does not read yet: said on the scope document, so that nobody believes that they came along. */
const notMigratedYet = [
  'Training Enrollment',
  'Training Completion',
  'Learning Path',
  'Pulse Survey',
  'Engagement Score',
  'Message / News Post',
  'Group Chat / Social Post',
  'Training Custom Properties',
].map((name) => ({ name, why: 'This version of the program does not migrate it.' }));

async function tablesOf({ dataverse, file }: Connection, planned: number, signal: AbortSignal): Promise<CustomTables> {
  const there = await dataverse.countCustomTables({ signal });
  return { there, planned, allowed: file.dataverse.edition === 'sales-professional' ? tablesOfSalesProfessional : null };
}

const sideEffectsOf = ({ file }: Connection): SideEffect[] => {
  const { customSync, customAsync, flows } = file.dataverse.bypass;
  const choice = (bypassed: boolean) => (bypassed ? ('bypassed' as const) : ('runs' as const));
  return [
    {
      kind: 'plug-in',
      name: 'custom synchronous plug-ins and real-time workflows',
      table: 'every table of this migration',
      on: 'create, update and delete',
      choice: choice(customSync),
    },
    {
      kind: 'workflow',
      name: 'custom asynchronous plug-ins and workflows',
      table: 'every table of this migration',
      on: 'create, update and delete',
      choice: choice(customAsync),
    },
    {
      kind: 'flow',
      name: 'Power Automate flows',
      table: 'every table of this migration',
      on: 'create, update and delete',
      choice: choice(flows),
    },
  ];
};

async function tableCounts({ ledger }: Connection): Promise<TableCount[]> {
  const counted = await getArtefact(ledger, { kind: reconciledKind });
  return counted === null ? [] : JSON.parse(counted.body);
}

/** In order: everything is verified, or left out for a reason that somebody can read. A question that nobody answered is in the counts, and is no difference. */
function isClean(
  counts: Awaited<ReturnType<typeof countByObject>>,
  tables: readonly TableCount[],
  gone: Awaited<ReturnType<typeof goneToAsk>>,
): boolean {
  const wrong = Object.values(counts).reduce(
    (sum, { refused, conflicted, differs, pending }) => sum + refused + conflicted + differs + pending,
    0,
  );
  return wrong === 0 && Object.keys(gone).length === 0 && tables.every(({ expected, found }) => expected === found);
}

const timingsOf = ({ phaseMs }: MigrationSnapshot): Record<string, number> => {
  const seconds = Object.fromEntries(Object.entries(phaseMs).map(([phase, ms]) => [phase, Math.round(ms) / 1_000]));
  return { ...seconds, migration: Object.values(seconds).reduce((sum, value) => sum + value, 0) };
};

/** In which phase each record was first verified: passes are named after their phase. */
async function phasesOf({ ledger }: Connection): Promise<SummaryInput['phases']> {
  const passes = await phaseCounts(ledger);
  const phaseOf = (pass: string) => (pass.startsWith('sample') ? 'sample' : pass.startsWith('full') ? 'full' : 'delta');
  return Object.fromEntries(
    Object.entries(passes).map(([object, counts]) => {
      const phases = { sample: 0, full: 0, delta: 0 };
      for (const [pass, count] of Object.entries(counts)) phases[phaseOf(pass)] += count;
      return [object, phases];
    }),
  );
}

/** What rows that were there held before the first write, page by page: what somebody needs who must take back by hand. */
async function* earlierValues(connection: Connection): AsyncGenerator<readonly EarlierValues[]> {
  for (const { table } of targetTables(await connection.mapping())) {
    let afterId: RowId | undefined;
    for (;;) {
      const page = await undoList(connection.ledger, { table, scope: 'all', limit: 1_000, ...(afterId === undefined ? {} : { afterId }) });
      if (page.length === 0) break;
      afterId = page.at(-1)?.id;
      yield page.filter(({ origin }) => origin === 'existed').map(({ id, earlier }) => ({ table, id, columns: earlier }));
    }
  }
}

async function storedDocuments({ ledger }: Connection, kinds: readonly DocumentKind[]): Promise<Document[]> {
  const documents: Document[] = [];
  for (const kind of kinds) {
    const artefact = await getArtefact(ledger, { kind });
    if (artefact !== null) documents.push(parseDocument(artefact.body));
  }
  return documents;
}
