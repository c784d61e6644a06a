import { strToU8, zipSync } from 'fflate';
import { demandNamed } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { type Element, toXml } from '../core/xml.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import type { OptionSet } from '../metadata/metadata.js';
import type { Column, Key, ManyToMany, Relationship, Table } from '../metadata/types.js';
import { serviceVersion } from '../operations/organization.js';
import { jsonAnswer } from '../routes/answers.js';
import { read } from '../rows/slots.js';
import { componentsOf, type Part, partOf, type SolutionFacts, solutionOf } from './components.js';
import { dependents } from './dependencies.js';
import { nameOf } from './names.js';
import { customizations, type Packed } from './write-customizations.js';

/** Action `ExportSolution`: a zip with what the solution is made of (docs/facts/dataverse.md §6 "Packages"). */
export function exportSolution(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvExportCustomization', 'solution');
  return jsonAnswer({
    '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.ExportSolutionResponse`,
    ExportSolutionFile: packageOf(world, jsonBody(request, '')),
  });
}

/** The package of the solution that a body names, as Base64 text. */
export function packageOf(world: World, body: Readonly<Record<string, unknown>>): string {
  const solution = solutionOf(world, body.SolutionName);
  if (solution === null) throw faults.argument('SolutionName is required.');
  if (solution.managed)
    throw new DataverseFault(400, '0x80048036', `The solution ${solution.uniqueName} is managed and cannot be exported.`);
  const parts = componentsOf(world, solution.id).flatMap(({ component, behavior }) => {
    const part = partOf(world, component);
    return part === null ? [] : [{ part, behavior: behavior === 1 ? (1 as const) : (0 as const) }];
  });
  const zip = zipSync({
    '[Content_Types].xml': strToU8(contentTypes),
    'solution.xml': strToU8(toXml(manifest(world, solution, body.Managed === true, parts))),
    'customizations.xml': strToU8(toXml(customizations(world, packed(world, parts)))),
  });
  return Buffer.from(zip).toString('base64');
}

const contentTypes = toXml({
  Types: {
    '@xmlns': 'http://schemas.openxmlformats.org/package/2006/content-types',
    Default: { '@Extension': 'xml', '@ContentType': 'application/octet-stream' },
  },
});

interface Root {
  readonly part: Part;
  readonly behavior: 0 | 1;
}

function manifest(world: World, { id, uniqueName }: SolutionFacts, managed: boolean, roots: readonly Root[]): Element {
  const solutions = tableOf(world, 'solution');
  const row = storeOf(world, 'solution').rows.get(id);
  const of = (name: string): string => String((row === undefined ? null : read(solutions, row.values, name)) ?? '');
  const publishers = tableOf(world, 'publisher');
  const publisher = storeOf(world, 'publisher').rows.get(of('publisherid'));
  const ofPublisher = (name: string): string => String((publisher === undefined ? null : read(publishers, publisher.values, name)) ?? '');
  const named = (text: string): Element => ({
    LocalizedName: { '@description': text, '@languagecode': world.settings.baseLanguage },
  });
  const described = (text: string): Element =>
    text === '' ? {} : { Description: { '@description': text, '@languagecode': world.settings.baseLanguage } };
  return {
    ImportExportXml: {
      '@version': serviceVersion,
      '@SolutionPackageVersion': '9.2',
      '@languagecode': world.settings.baseLanguage,
      '@generatedBy': 'CrmLive',
      '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      '@OrganizationVersion': serviceVersion,
      SolutionManifest: {
        UniqueName: uniqueName,
        LocalizedNames: named(of('friendlyname')),
        Descriptions: described(of('description')),
        Version: of('version'),
        Managed: managed ? '1' : '0',
        Publisher: {
          UniqueName: ofPublisher('uniquename'),
          LocalizedNames: named(ofPublisher('friendlyname')),
          Descriptions: described(ofPublisher('description')),
          CustomizationPrefix: ofPublisher('customizationprefix'),
          CustomizationOptionValuePrefix: ofPublisher('customizationoptionvalueprefix'),
        },
        RootComponents: { RootComponent: roots.filter(isRoot).map(rootElement) },
        MissingDependencies: {},
      },
    },
  };
}

/** Columns, keys and relationships travel inside of the table that they belong to. */
const isRoot = ({ part }: Root): boolean => part.kind === 'table' || part.kind === 'choice' || part.kind === 'role';

const rootElement = ({ part, behavior }: Root): Element => {
  const { schemaName } = nameOf(part);
  const type = part.kind === 'table' ? 1 : part.kind === 'choice' ? 9 : 20;
  return { '@type': type, ...(part.kind === 'role' ? { '@id': `{${schemaName}}` } : { '@schemaName': schemaName }), '@behavior': behavior };
};

/** Sorts components by the table under which they are written. */
function packed(world: World, roots: readonly Root[]): Packed {
  const tables = new Map<Table, { whole: boolean; columns: Set<Column>; keys: Set<Key> }>();
  const choices = new Set<OptionSet>();
  const relationships = new Set<Relationship | ManyToMany>();
  const under = (table: Table) => {
    const known = tables.get(table) ?? { whole: false, columns: new Set<Column>(), keys: new Set<Key>() };
    tables.set(table, known);
    return known;
  };
  const addRelationship = (relationship: Relationship | ManyToMany): void => {
    relationships.add(relationship);
    if (!('referencedEntity' in relationship)) return;
    const table = world.metadata.tables.get(relationship.referencingEntity);
    const column = table?.columns.get(relationship.referencingAttribute);
    if (table !== undefined && column !== undefined) under(table).columns.add(column);
  };
  for (const { part, behavior } of roots) {
    switch (part.kind) {
      case 'table': {
        const entry = under(part.table);
        if (behavior === 1) break;
        entry.whole = part.table.custom;
        for (const column of part.table.columns.values())
          if (column.attributeOf === null && (part.table.custom || column.custom)) entry.columns.add(column);
        for (const key of part.table.keys) entry.keys.add(key);
        for (const one of world.metadata.manyToOne(part.table.logicalName)) if (one.custom) addRelationship(one);
        break;
      }
      case 'column':
        under(part.table).columns.add(part.column);
        for (const one of dependents(world, part)) {
          const found = partOf(world, one);
          if (found?.kind === 'relationship') addRelationship(found.relationship);
        }
        break;
      case 'key':
        under(part.table).keys.add(part.key);
        break;
      case 'choice':
        choices.add(part.set);
        break;
      case 'relationship':
        addRelationship(part.relationship);
        break;
      case 'role':
        break;
    }
  }
  return {
    tables: [...tables].map(([table, { whole, columns, keys }]) => ({ table, whole, columns: [...columns], keys: [...keys] })),
    choices: [...choices],
    relationships: [...relationships],
  };
}
