import { randomUUID } from 'node:crypto';
import type { ColumnDesign, KeyDesign, SchemaDesign, SchemaDifference, SchemaPart } from '../../domain/index.js';
import type { SchemaOptions } from '../dataverse.js';
import { DataverseError, SchemaError } from '../errors.js';
import type { Http } from '../http.js';
import { getJson } from '../json-answer.js';
import { path, textLiteral } from '../odata.js';
import type { EntityFacts } from '../read-metadata.js';
import { grantAccess } from './access.js';
import { columnBody, keyBody, label, lookupBody, tableBody } from './bodies.js';
import { comparePublisher, compareSolution, missing, missingOptions } from './compare.js';
import {
  entityPath,
  findConnectionRole,
  findKeys,
  findLookups,
  findPublisher,
  findSecurityRole,
  findSolution,
  findTable,
} from './found.js';
import { compareAll, type Inventory, takeInventory } from './inventory.js';
import { checkNames, columnPart, logicalName, spoken } from './names.js';
import { createParts, type Parts } from './parts.js';
import { makeUntilThere, poll } from './patience.js';
import type { MetadataWriter } from './write-metadata.js';

export interface SchemaDeps {
  readonly http: Http;
  readonly write: MetadataWriter;
  readonly language: number;
  readonly me: { readonly userId: string; readonly businessUnitId: string };
}

interface Deployment extends SchemaDeps {
  readonly design: SchemaDesign;
  readonly parts: Parts;
  readonly there: Inventory;
  readonly signal: AbortSignal | undefined;
  /** Puts what is made into our solution. */
  readonly inSolution: Readonly<Record<string, string>>;
}

function refuse(differences: readonly SchemaDifference[]): void {
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

/** Options that we may add to a choice of ours; undefined when the column is not such a choice. */
function optionsToAdd(column: ColumnDesign, there: Inventory, parts: Parts) {
  const found = there.columns.get(column.table)?.get(logicalName(column.schemaName));
  if (found === undefined || !parts.ours('column', columnPart(column.table, column.schemaName))) return undefined;
  return missingOptions(column.type, found);
}

/** What cannot be mended by making something: everything that is there and is not as designed. */
function hardDifferences({ design, there, parts }: Deployment): SchemaDifference[] {
  const growing = new Set(
    design.columns
      .filter((column) => (optionsToAdd(column, there, parts)?.length ?? 0) > 0)
      .map((column) => spoken('column', columnPart(column.table, column.schemaName))),
  );
  const waiting = new Set(design.keys.map((key) => spoken('key', columnPart(key.table, key.schemaName))));
  return compareAll(design, there).filter(
    ({ part, found, wanted }) => found !== missing && !growing.has(part) && !(waiting.has(part) && wanted.endsWith(', active')),
  );
}

/** A row of the environment that describes schema, made with an id of ours so that it is known before it is there. */
async function row(
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

async function publisherAndSolution(to: Deployment): Promise<void> {
  const { http, design, signal } = to;
  const { publisher, solution } = design;
  const publisherThere = await findPublisher(http, publisher.uniqueName, signal);
  if (publisherThere !== undefined) refuse([comparePublisher(design, publisherThere)].filter((difference) => difference !== undefined));
  const publisherId = await row(
    to,
    { kind: 'publisher', name: publisher.uniqueName, idColumn: 'publisherid', set: 'publishers' },
    () => findPublisher(http, publisher.uniqueName, signal),
    {
      uniquename: publisher.uniqueName,
      friendlyname: publisher.friendlyName,
      customizationprefix: publisher.prefix,
      customizationoptionvalueprefix: publisher.optionValuePrefix,
    },
  );
  const solutionThere = await findSolution(http, solution.uniqueName, signal);
  if (solutionThere !== undefined)
    refuse([compareSolution(design, solutionThere, publisherId)].filter((difference) => difference !== undefined));
  await row(
    to,
    { kind: 'solution', name: solution.uniqueName, idColumn: 'solutionid', set: 'solutions' },
    () => findSolution(http, solution.uniqueName, signal),
    {
      uniquename: solution.uniqueName,
      friendlyname: solution.friendlyName,
      version: solution.version,
      'publisherid@odata.bind': `/publishers(${publisherId})`,
    },
  );
}

/** Waits until rows of the table can be asked for these columns: then every server knows them. */
async function untilUsable({ http, signal }: Deployment, table: EntityFacts, wireNames: readonly string[]): Promise<void> {
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

async function tables(to: Deployment): Promise<Map<string, EntityFacts>> {
  const { design, there, parts, http, write, signal, language, inSolution } = to;
  const all = new Map(there.tables);
  const made: EntityFacts[] = [];
  for (const table of design.tables) {
    const name = logicalName(table.schemaName);
    const found = there.tables.get(name);
    if (found !== undefined) {
      await parts.found('table', name, found.metadataId);
      continue;
    }
    await parts.making('table', name);
    const facts = await makeUntilThere(
      spoken('table', name),
      signal,
      () => findTable(http, name, signal),
      () =>
        write(
          { method: 'POST', path: 'EntityDefinitions', body: tableBody(table, language), headers: inSolution, what: `make table ${name}` },
          signal,
        ),
    );
    await parts.made('table', name, facts.metadataId);
    all.set(name, facts);
    made.push(facts);
  }
  for (const table of made) await untilUsable(to, table, []);
  return all;
}

/** The table of a part; the design may also name standard tables, which have to be there. */
function tableOf(all: ReadonlyMap<string, EntityFacts>, table: string, part: string): EntityFacts {
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

async function addOptions(
  { http, write, language, design, signal }: Deployment,
  column: ColumnDesign,
  options: readonly { value: number; label: string }[],
) {
  const attribute = logicalName(column.schemaName);
  const what = `add an option to ${column.table}.${attribute}`;
  for (const option of options) {
    const body = {
      EntityLogicalName: column.table,
      AttributeLogicalName: attribute,
      Value: option.value,
      Label: label(option.label, language),
      SolutionUniqueName: design.solution.uniqueName,
    };
    const find = async () => {
      const answer = await getJson(http, {
        path: `${entityPath(column.table)}/Attributes(LogicalName=${textLiteral(attribute)})/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet`,
        headers: { Consistency: 'Strong' },
        context: { what },
        signal,
      });
      const { Options = [] } = (answer.OptionSet ?? {}) as { Options?: { Value: number }[] };
      return Options.some(({ Value }) => Value === option.value) ? true : undefined;
    };
    await makeUntilThere(spoken('column', columnPart(column.table, column.schemaName)), signal, find, () =>
      write({ method: 'POST', path: 'InsertOptionValue', body, what }, signal),
    );
  }
  const ParameterXml = `<importexportxml><entities><entity>${column.table}</entity></entities></importexportxml>`;
  await write({ method: 'POST', path: 'PublishXml', body: { ParameterXml }, what: `publish table ${column.table}` }, signal);
}

async function columns(to: Deployment, all: ReadonlyMap<string, EntityFacts>): Promise<void> {
  const { design, there, parts, http, write, signal, language, inSolution } = to;
  const made = new Map<string, string[]>();
  for (const column of design.columns) {
    const part = columnPart(column.table, column.schemaName);
    const name = logicalName(column.schemaName);
    const found = there.columns.get(column.table)?.get(name);
    if (found !== undefined) {
      const options = optionsToAdd(column, there, parts) ?? [];
      if (options.length > 0) await addOptions(to, column, options);
      await parts.found('column', part, found.metadataId);
      continue;
    }
    tableOf(all, column.table, spoken('column', part));
    await parts.making('column', part);
    const find = async () => {
      try {
        const answer = await getJson(http, {
          path: `${entityPath(column.table)}/Attributes(LogicalName=${textLiteral(name)})?$select=MetadataId`,
          headers: { Consistency: 'Strong' },
          context: { what: `look for column ${part}` },
          signal,
        });
        return String(answer.MetadataId);
      } catch (error) {
        if (error instanceof DataverseError && error.kind === 'missing') return undefined;
        throw error;
      }
    };
    const id = await makeUntilThere(spoken('column', part), signal, find, () =>
      write(
        {
          method: 'POST',
          path: `${entityPath(column.table)}/Attributes`,
          body: columnBody(column, language),
          headers: inSolution,
          what: `make column ${part}`,
        },
        signal,
      ),
    );
    await parts.made('column', part, id);
    made.set(column.table, [...(made.get(column.table) ?? []), name]);
  }
  for (const [table, names] of made) await untilUsable(to, tableOf(all, table, table), names);
}

async function activeKey({ http, signal }: Deployment, key: KeyDesign): Promise<string> {
  const part = spoken('key', columnPart(key.table, key.schemaName));
  const found = await poll(part, 'becoming active', signal, async () => {
    const one = (await findKeys(http, key.table, signal)).find(({ name }) => name === logicalName(key.schemaName));
    return one?.status === 'Active' || one?.status === 'Failed' ? one : undefined;
  });
  if (found.status === 'Failed') {
    throw new SchemaError(
      'schema-key-failed',
      part,
      `${part} could not be built: rows of ${key.table} have the same value in ${key.columns.join(', ')}`,
      'remove the duplicates in Dataverse and run it again',
    );
  }
  return found.id;
}

async function keys(to: Deployment): Promise<void> {
  const { design, there, parts, http, write, signal, language, inSolution } = to;
  const made: KeyDesign[] = [];
  for (const key of design.keys) {
    const part = columnPart(key.table, key.schemaName);
    const name = logicalName(key.schemaName);
    const found = there.keys.get(key.table)?.find((one) => one.name === name);
    if (found !== undefined) {
      if (found.status === 'Failed') {
        const body = { EntityLogicalName: key.table, EntityKeyLogicalName: name };
        await write({ method: 'POST', path: 'ReactivateEntityKey', body, what: `build key ${part} again` }, signal);
      }
      await parts.found('key', part, await activeKey(to, key));
      continue;
    }
    await parts.making('key', part);
    await makeUntilThere(
      spoken('key', part),
      signal,
      async () => (await findKeys(http, key.table, signal)).find((one) => one.name === name),
      () =>
        write(
          {
            method: 'POST',
            path: `${entityPath(key.table)}/Keys`,
            body: keyBody(key, language),
            headers: inSolution,
            what: `make key ${part}`,
          },
          signal,
        ),
    );
    made.push(key);
  }
  // The indexes are built side by side; each is waited for once.
  for (const key of made) await parts.made('key', columnPart(key.table, key.schemaName), await activeKey(to, key));
}

async function lookups(to: Deployment, all: ReadonlyMap<string, EntityFacts>): Promise<void> {
  const { design, there, parts, http, write, signal, language, inSolution } = to;
  const made = new Map<string, string[]>();
  for (const lookup of design.lookups) {
    const name = lookup.schemaName;
    const found = there.lookups.get(lookup.referencingTable)?.find((one) => one.name === name);
    if (found !== undefined) {
      await parts.found('lookup', name, found.id);
      continue;
    }
    const referenced = tableOf(all, lookup.referencedTable, spoken('lookup', name));
    tableOf(all, lookup.referencingTable, spoken('lookup', name));
    await parts.making('lookup', name);
    const one = await makeUntilThere(
      spoken('lookup', name),
      signal,
      async () => (await findLookups(http, lookup.referencingTable, signal)).find((candidate) => candidate.name === name),
      () =>
        write(
          {
            method: 'POST',
            path: 'RelationshipDefinitions',
            body: lookupBody(lookup, referenced.primaryId, language),
            headers: inSolution,
            what: `make look-up ${name}`,
          },
          signal,
        ),
    );
    await parts.made('lookup', name, one.id);
    made.set(lookup.referencingTable, [...(made.get(lookup.referencingTable) ?? []), `_${one.column}_value`]);
  }
  for (const [table, names] of made) await untilUsable(to, tableOf(all, table, table), names);
}

async function roles(to: Deployment): Promise<void> {
  const { design, http, signal, me, inSolution } = to;
  for (const { name, category, description } of design.connectionRoles) {
    await row(
      to,
      { kind: 'connectionRole', name, idColumn: 'connectionroleid', set: 'connectionroles' },
      () => findConnectionRole(http, name, signal),
      { name, category, description },
    );
  }
  if (design.securityRole === undefined) return;
  const { name, tables: granted } = design.securityRole;
  const id = await row(
    to,
    { kind: 'securityRole', name, idColumn: 'roleid', set: 'roles' },
    () => findSecurityRole(http, name, me.businessUnitId, signal),
    { name, 'businessunitid@odata.bind': `/businessunits(${me.businessUnitId})` },
    inSolution,
  );
  // A role that somebody else made under this name is theirs to fill.
  if (to.parts.ours('securityRole', name)) await grantAccess(to, id, granted, signal);
}

/** Number of parts in a design, for a progress bar. */
const countParts = (design: SchemaDesign): number =>
  2 +
  design.tables.length +
  design.columns.length +
  design.keys.length +
  design.lookups.length +
  design.connectionRoles.length +
  (design.securityRole === undefined ? 0 : 1);

/**
 * Order and waits as Dataverse needs them (docs/facts/dataverse.md §6): all tables, then all columns, then keys until they are active, then look-ups, each
 * stage seen by every server before the next begins; one operation at a time.
 */
export async function deploySchema(deps: SchemaDeps, design: SchemaDesign, options: SchemaOptions): Promise<readonly SchemaPart[]> {
  checkNames(design);
  const { signal } = options;
  const parts = createParts(countParts(design), options);
  const there = await takeInventory(design, { ...deps, businessUnit: deps.me.businessUnitId, signal });
  const to: Deployment = { ...deps, design, parts, there, signal, inSolution: { 'MSCRM.SolutionUniqueName': design.solution.uniqueName } };
  refuse(hardDifferences(to));
  await publisherAndSolution(to);
  const all = await tables(to);
  await columns(to, all);
  await keys(to);
  await lookups(to, all);
  await roles(to);
  return parts.all();
}
