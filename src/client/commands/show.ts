import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { mappingKind } from '../../domain/index.js';
import type { Artefact } from '../../ledger/index.js';
import { type Document, renderHtml } from '../../reports/index.js';
import { withLedger } from '../books.js';
import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { migrationName, type WhichMigration } from '../migration-name.js';
import { asDocument, findStored } from '../stored-documents.js';
import { documentLines } from '../text/document.js';
import { type MakeCommand, migrationCommand } from './kit.js';

interface ShowOptions extends WhichMigration {
  readonly html?: string;
  readonly json?: string;
  readonly all?: boolean;
}

/** Rows of a table that a terminal shows unless told. */
const rowsShown = 40;

export const showCommand: MakeCommand = (context) =>
  migrationCommand('show', 'print a document, or write it to a file', [
    'show scope',
    'show 3f2a91c07d --html sample.html',
    'show mapping-document > mapping.yaml',
  ])
    .argument(
      '<what>',
      'a gate, a kind (scope, mapping, schema, sample, reconciliation, summary, undo, mapping-document, migration-file), a code or a hash',
    )
    .option('--html <file>', 'write it as one HTML page')
    .option('--json <file>', 'write its canonical JSON, of which the hash is the SHA-256')
    .option('--all', 'print every row of every table')
    .action(async (what: string, options: ShowOptions) => {
      const migration = await migrationName(context, options);
      await withLedger(context, migration, async (ledger) => show(context, await findStored(ledger, what), options));
    });

async function show(context: Context, artefact: Artefact, { html, json, all }: ShowOptions): Promise<void> {
  const document = asDocument(artefact);
  if (json !== undefined) await save(context, json, artefact.body);
  if (html !== undefined) {
    if (document === null) throw usageError(`${artefact.kind} has no HTML page.`, 'Leave out --html.');
    await save(context, html, renderHtml(document));
  }
  if (json === undefined && html === undefined)
    for (const line of await linesOf(context, artefact, document, all ?? false)) context.out(line);
}

async function linesOf(context: Context, artefact: Artefact, document: Document | null, all: boolean): Promise<string[]> {
  if (document !== null) return documentLines(document, { width: context.width, rows: all ? Number.POSITIVE_INFINITY : rowsShown });
  if (artefact.kind === mappingKind) {
    const { mappingToYaml, parseMapping } = await import('../../mapping/index.js');
    return [mappingToYaml(parseMapping(artefact.body)).trimEnd()];
  }
  const { stringify } = await import('yaml');
  return [stringify(JSON.parse(artefact.body)).trimEnd()];
}

/** For its owner only: documents may hold values of people's records. */
async function save(context: Context, path: string, content: string): Promise<void> {
  await writeFile(resolve(context.cwd, path), content, { mode: 0o600 });
  context.err(`Written to ${path}.`);
}
