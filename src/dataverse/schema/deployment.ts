import { randomUUID } from 'node:crypto';
import type { SchemaDesign, SchemaDifference } from '../../domain/index.js';
import { DataverseError, SchemaError } from '../errors.js';
import type { Http } from '../http.js';
import { getJson } from '../json-answer.js';
import { path } from '../odata.js';
import type { EntityFacts } from '../read-metadata.js';
import type { Inventory } from './inventory.js';
import { spoken } from './names.js';
import type { Parts } from './parts.js';
import { makeUntilThere, poll } from './patience.js';
import type { MetadataWriter } from './write-metadata.js';

/** What every step that changes the schema is handed. */
export interface SchemaDeps {
  readonly http: Http;
  readonly write: MetadataWriter;
  readonly language: number;
  readonly me: { readonly userId: string; readonly businessUnitId: string };
}

/** One run of a deployment. */
export interface Deployment extends SchemaDeps {
  readonly design: SchemaDesign;
  readonly parts: Parts;
  readonly there: Inventory;
  readonly signal: AbortSignal | undefined;
  /** Puts what is made into our solution. */
  readonly inSolution: Readonly<Record<string, string>>;
}

/** Refuses the first of the differences, if there is one. */
export function refuse(differences: readonly SchemaDifference[]): void {
  const [first] = differences;
  if (first === undefined) return;
  const others = differences.length === 1 ? '' : ` (and ${differences.length - 1} more parts differ)`;
  throw new SchemaError(
    'schema-differs',
    first.part,
    `${first.part} is there already, but not as designed: wanted ${first.wanted}, found ${first.found}${others}`,
    'change the part in Dataverse, or give it another name in the mapping document, and run it again',
  );
}

/** A row of the environment that describes schema, made with an id of ours so that it is known before it is there. */
export async function row(
  { parts, write, signal }: Deployment,
  part: { kind: 'publisher' | 'solution' | 'connectionRole' | 'securityRole'; name: string; idColumn: string; set: string },
  find: () => Promise<Readonly<Record<string, unknown>> | undefined>,
  body: Readonly<Record<string, unknown>>,
  headers?: Readonly<Record<string, string>>,
): Promise<string> {
  const idOf = (found: Readonly<Record<string, unknown>>) => String(found[part.idColumn]).toLowerCase();
  const found = await find();
  if (found !== undefined) {
    await parts.found(part.kind, part.name, idOf(found));
    return idOf(found);
  }
  const id = randomUUID();
  await parts.making(part.kind, part.name, id);
  const what = `make ${spoken(part.kind, part.name)}`;
  const made = await makeUntilThere(spoken(part.kind, part.name), signal, find, () =>
    write(
      { method: 'POST', path: part.set, body: { [part.idColumn]: id, ...body }, what, ...(headers === undefined ? {} : { headers }) },
      signal,
    ),
  );
  await parts.made(part.kind, part.name, idOf(made));
  return idOf(made);
}

/** Waits until rows of the table can be asked for these columns: then every server knows them. */
export async function untilUsable({ http, signal }: Deployment, table: EntityFacts, wireNames: readonly string[]): Promise<void> {
  const select = [table.primaryId, ...wireNames];
  await poll(spoken('table', table.name), 'becoming usable', signal, async () => {
    try {
      await getJson(http, {
        path: path(table.entitySet, { select, top: 1 }),
        headers: { Consistency: 'Strong' },
        context: { what: `see whether table ${table.name} is ready`, table: table.name },
        signal,
      });
      return true;
    } catch (error) {
      if (!(error instanceof DataverseError) || error.kind === 'auth' || error.kind === 'aborted') throw error;
      // We may make a table and still not be allowed to read its rows: the security role comes last.
      return error.status === 403 ? true : undefined;
    }
  });
}

/** The table of a part; the design may also name standard tables, which have to be there. */
export function tableOf(all: ReadonlyMap<string, EntityFacts>, table: string, part: string): EntityFacts {
  const facts = all.get(table);
  if (facts === undefined) {
    throw new SchemaError(
      'schema-differs',
      part,
      `${part}: there is no table ${table} in the environment`,
      'check that Dynamics 365 Sales is installed in it',
    );
  }
  return facts;
}
