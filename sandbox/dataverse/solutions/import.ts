import { strFromU8, unzipSync } from 'fflate';
import { demandNamed } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { child, children, type Element, fromXml, textOf } from '../core/xml.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import type { Jobs } from '../jobs/jobs.js';
import { createChoice } from '../metadata/choices.js';
import { createColumn } from '../metadata/create-column.js';
import { createRelationship } from '../metadata/create-relationship.js';
import { createTable } from '../metadata/create-table.js';
import type { Json } from '../metadata/describe.js';
import { createKey } from '../metadata/keys.js';
import { createCustomerRelationships, createPolymorphicLookup } from '../metadata/multi-table-lookups.js';
import type { ManyToMany, Relationship, Table } from '../metadata/types.js';
import { noContent } from '../routes/answers.js';
import { column, read } from '../rows/slots.js';
import { putRow } from '../seed.js';
import { componentsOf, putComponent } from './components.js';
import { type Definitions, definitionsIn } from './read-customizations.js';
import { dropWhere } from './uninstall.js';

const failed = (why: string): DataverseFault => new DataverseFault(400, '0x80048033', `Solution import failed: ${why}`);

interface Manifest {
  readonly uniqueName: string;
  readonly friendlyName: string;
  readonly description: string | null;
  readonly version: string;
  readonly managed: boolean;
  readonly publisher: {
    readonly uniqueName: string;
    readonly friendlyName: string;
    readonly prefix: string;
    readonly optionPrefix: number;
  };
  /** Tables that come without what is part of them. */
  readonly bare: ReadonlySet<string>;
  readonly tables: readonly string[];
  readonly choices: readonly string[];
}

/** Action `ImportSolution`: makes what is missing, leaves what is there, and puts both into the solution (docs/facts/dataverse.md §6 "Packages"). */
export function importSolution(world: World, jobs: Jobs, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvImportCustomization', 'solution');
  const body = jsonBody(request, '');
  const jobId = asGuid(body.ImportJobId);
  if (jobId === null) throw faults.argument('ImportJobId is no id.');
  const { manifest, definitions } = unpack(body.CustomizationFile);
  const before = idsOf(world);
  const rows = [
    ['solution', manifest.uniqueName],
    ['publisher', manifest.publisher.uniqueName],
  ] as const;
  const isNew = rows.map(([table, name]) => byUniqueName(world, table, name) === undefined);
  const solution = putSolution(world, manifest);
  const started = world.clock.text();
  const { propagationMs } = world.settings;
  // What an import makes is needed by the next thing that it makes, and is published when it answers.
  world.settings.propagationMs = 0;
  try {
    new Import(world, jobs, request, solution, manifest).run(definitions);
  } catch (error) {
    dropWhere(world, ({ metadataId }) => !before.has(metadataId));
    rows.forEach(([table, name], at) => {
      if (isNew[at] === true) removeRow(world, table, byUniqueName(world, table, name));
    });
    throw error instanceof DataverseFault ? failed(error.message) : error;
  } finally {
    world.settings.propagationMs = propagationMs;
  }
  putRow(world, 'importjob', {
    importjobid: jobId === '00000000-0000-0000-0000-000000000000' ? world.random.guid() : jobId,
    name: 'Customizations',
    solutionname: manifest.uniqueName,
    solutionid: solution,
    progress: 100,
    startedon: started,
    completedon: world.clock.text(),
    data: `<importexportxml succeeded="true" solutionName="${manifest.uniqueName}" />`,
  });
  return noContent();
}

/** All definitions that there are, so that a failed import can be taken back. */
function idsOf({ metadata }: World): ReadonlySet<string> {
  const tables = [...metadata.tables.values()];
  return new Set(
    [
      ...tables,
      ...tables.flatMap((table) => [...table.columns.values(), ...table.keys]),
      ...metadata.optionSets.values(),
      ...metadata.relationships.values(),
      ...metadata.manyToMany.values(),
    ].map(({ metadataId }) => metadataId),
  );
}

function removeRow(world: World, table: 'solution' | 'publisher', id: string | undefined): void {
  const row = storeOf(world, table).rows.get(id ?? '');
  if (row === undefined) return;
  for (const { row: component } of componentsOf(world, row.id)) storeOf(world, 'solutioncomponent').remove(component);
  storeOf(world, table).remove(row);
}

/** What a package says of itself. Throws when it is none. */
export const manifestOf = (file: unknown): Manifest => unpack(file).manifest;

function unpack(file: unknown): { manifest: Manifest; definitions: Definitions } {
  let files: ReturnType<typeof unzipSync>;
  try {
    files = unzipSync(Buffer.from(String(file), 'base64'));
  } catch {
    throw failed('the file is no zip archive.');
  }
  const xml = (name: string): Element => {
    const bytes = files[name];
    const root = bytes === undefined ? null : fromXml(strFromU8(bytes));
    if (root === null) throw failed(`${name} is missing or is not well formed.`);
    return root;
  };
  xml('[Content_Types].xml');
  return { manifest: manifestIn(xml('solution.xml')), definitions: definitionsIn(xml('customizations.xml')) };
}

function manifestIn(root: Element): Manifest {
  const manifest = child(child(root, 'ImportExportXml'), 'SolutionManifest');
  const publisher = child(manifest, 'Publisher');
  const needed = (from: Element | undefined, name: string): string => {
    const text = textOf(from, name);
    if (text === undefined || text === '') throw failed(`solution.xml names no ${name}.`);
    return text;
  };
  const nameOf = (from: Element | undefined, otherwise: string): string =>
    textOf(child(child(from, 'LocalizedNames'), 'LocalizedName'), '@description') ?? otherwise;
  const roots = children(child(manifest, 'RootComponents'), 'RootComponent');
  const named = (type: string) => roots.filter((one) => textOf(one, '@type') === type).map((one) => textOf(one, '@schemaName') ?? '');
  const uniqueName = needed(manifest, 'UniqueName');
  const publisherName = needed(publisher, 'UniqueName');
  return {
    uniqueName,
    friendlyName: nameOf(manifest, uniqueName),
    description: textOf(child(child(manifest, 'Descriptions'), 'Description'), '@description') ?? null,
    version: needed(manifest, 'Version'),
    managed: textOf(manifest, 'Managed') === '1',
    publisher: {
      uniqueName: publisherName,
      friendlyName: nameOf(publisher, publisherName),
      prefix: needed(publisher, 'CustomizationPrefix'),
      optionPrefix: Number(needed(publisher, 'CustomizationOptionValuePrefix')),
    },
    bare: new Set(roots.filter((one) => textOf(one, '@behavior') !== '0').map((one) => textOf(one, '@schemaName') ?? '')),
    tables: named('1'),
    choices: named('9'),
  };
}

function byUniqueName(world: World, table: string, name: string): string | undefined {
  return storeOf(world, table).findByValue(column(tableOf(world, table), 'uniquename'), name)[0]?.id;
}

/** The solution and its publisher, made or brought to the version of the package. */
function putSolution(world: World, manifest: Manifest): string {
  const { publisher } = manifest;
  const publisherid =
    byUniqueName(world, 'publisher', publisher.uniqueName) ??
    putRow(world, 'publisher', {
      uniquename: publisher.uniqueName,
      friendlyname: publisher.friendlyName,
      customizationprefix: publisher.prefix,
      customizationoptionvalueprefix: publisher.optionPrefix,
    }).id;
  const known = byUniqueName(world, 'solution', manifest.uniqueName);
  if (known === undefined) {
    return putRow(world, 'solution', {
      uniquename: manifest.uniqueName,
      friendlyname: manifest.friendlyName,
      description: manifest.description,
      version: manifest.version,
      publisherid,
      ismanaged: manifest.managed,
    }).id;
  }
  const table = tableOf(world, 'solution');
  const store = storeOf(world, 'solution');
  const row = store.rows.get(known);
  if (row === undefined) return known;
  if ((read(table, row.values, 'ismanaged') === true) !== manifest.managed) {
    throw new DataverseFault(
      400,
      '0x80048038',
      `Solution '${manifest.uniqueName}' already exists in this system as ${manifest.managed ? 'unmanaged' : 'managed'} and cannot be upgraded.`,
    );
  }
  const values = row.values.slice();
  values[column(table, 'version').slot] = manifest.version;
  values[column(table, 'friendlyname').slot] = manifest.friendlyName;
  world.version += 1;
  store.replace(row, values, world.version);
  return known;
}

/** One package on its way in, in the order in which its parts need each other. */
class Import {
  readonly #world: World;
  readonly #jobs: Jobs;
  readonly #request: ApiRequest;
  readonly #solution: string;
  readonly #manifest: Manifest;

  constructor(world: World, jobs: Jobs, request: ApiRequest, solution: string, manifest: Manifest) {
    this.#world = world;
    this.#jobs = jobs;
    this.#request = request;
    this.#solution = solution;
    this.#manifest = manifest;
  }

  run({ choices, tables, relationships }: Definitions): void {
    const { metadata } = this.#world;
    for (const body of choices) {
      const known = metadata.optionSets.get(String(body.Name));
      if (known === undefined) createChoice(this.#world, this.#carrying(body));
      else putComponent(this.#world, this.#solution, 'choice', known.metadataId);
    }
    for (const { logicalName, body } of tables) {
      if (!metadata.tables.has(logicalName)) {
        if (body === null) throw failed(`the table ${logicalName} is missing here.`);
        createTable(this.#world, this.#carrying(body));
      }
    }
    for (const name of this.#manifest.tables) {
      const table = metadata.tables.get(name.toLowerCase());
      if (table === undefined) throw failed(`the component ${name} is not in the package.`);
      putComponent(this.#world, this.#solution, 'table', table.metadataId, this.#manifest.bare.has(name) ? 1 : 0);
    }
    for (const { logicalName, columns } of tables) for (const body of columns) this.#column(tableOf(this.#world, logicalName), body);
    for (const body of relationships) this.#relationship(body);
    for (const { logicalName, keys } of tables) {
      const table = tableOf(this.#world, logicalName);
      for (const body of keys) {
        const known = table.keys.find((key) => key.logicalName === String(body.SchemaName).toLowerCase());
        if (known === undefined) createKey(this.#world, this.#jobs, table, this.#carrying(body));
        else putComponent(this.#world, this.#solution, 'key', known.metadataId);
      }
    }
  }

  #column(table: Table, body: Json): void {
    const known = table.columns.get(String(body.SchemaName).toLowerCase());
    if (known === undefined) createColumn(this.#world, table, this.#carrying(body));
    else putComponent(this.#world, this.#solution, 'column', known.metadataId);
  }

  #relationship(body: Json): void {
    const legs = body.OneToManyRelationships as readonly Json[] | undefined;
    const [known] = (legs ?? [body]).flatMap((leg) => this.#known(String(leg.SchemaName)) ?? []);
    if (known !== undefined) putComponent(this.#world, this.#solution, 'relationship', known.metadataId);
    else if (legs !== undefined && (body.Lookup as Json).customer === true) createCustomerRelationships(this.#world, this.#carrying(body));
    else if (legs !== undefined) createPolymorphicLookup(this.#world, this.#carrying(body));
    else createRelationship(this.#world, this.#carrying(body));
  }

  #known(schemaName: string): Relationship | ManyToMany | undefined {
    return this.#world.metadata.relationshipBy((one) => one.schemaName === schemaName);
  }

  /** The request as it would be if somebody made this one definition in the solution; what the import itself has made is seen by it. */
  #carrying(body: Json): ApiRequest {
    return {
      ...this.#request,
      method: 'POST',
      headers: {
        ...this.#request.headers,
        'content-type': 'application/json',
        'mscrm.solutionuniquename': this.#manifest.uniqueName,
        consistency: 'Strong',
      },
      query: new Map(),
      body: JSON.stringify(body),
    };
  }
}
