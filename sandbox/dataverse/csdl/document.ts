import { faults } from '../core/errors.js';
import { storeOf, type World } from '../core/world.js';
import { type Element, toXml } from '../core/xml.js';
import { type ApiAnswer, type ApiRequest, preferencesOf } from '../http/request.js';
import { seesAt } from '../metadata/visible.js';
import { abstractTypes, activityBase, entityType, isVisible, targetOf, type View } from './entity-types.js';
import { modelSets, modelTypeElements } from './model-types.js';
import { actionElements, complexTypeElements, enumTypeElements, functionElements, imports } from './operations.js';

/** `GET $metadata`: everything that can be asked of this environment as CSDL, customizations among it (docs/facts/dataverse.md §6 "Documents"). */
export function csdlDocument(world: World, request: ApiRequest): ApiAnswer {
  if (request.method !== 'GET') throw faults.methodNotAllowed(request.method);
  const annotated =
    /^true$/i.test(request.query.get('annotations') ?? '') || preferencesOf(request).annotations.some((pattern) => pattern === '*');
  const view: View = { world, seesAt: seesAt(world, request), annotated };
  const state = stateOf(view);
  let known = kept.get(world);
  if (known?.state !== state) {
    known = { state, body: written(view) };
    kept.set(world, known);
  }
  return { status: 200, headers: { 'Content-Type': 'application/xml', 'OData-Version': '4.0' }, body: known.body };
}

/** The document as it was written last: it is long, and seldom another one. */
const kept = new WeakMap<World, { readonly state: string; readonly body: string }>();

/** What the document depends on. Of what is hidden the number will do: what is seen later is what was made later. */
function stateOf({ world, seesAt: until, annotated }: View): string {
  let hidden = 0;
  for (const table of world.metadata.tables.values()) {
    if (table.visibleAt > until) hidden += 1;
    for (const property of world.metadata.properties(table).values()) if (property.hiddenUntil > until) hidden += 1;
  }
  const custom = ['customapi', 'customapirequestparameter', 'customapiresponseproperty'].map((name) => storeOf(world, name).changes);
  return [world.metadata.version, hidden, annotated, ...custom].join();
}

function written(view: View): string {
  const schema: Element = {
    '@Namespace': 'Microsoft.Dynamics.CRM',
    '@Alias': 'mscrm',
    '@xmlns': 'http://docs.oasis-open.org/odata/ns/edm',
    EntityType: [...abstractTypes, ...visibleTables(view).map((table) => entityType(view, table)), ...modelTypeElements()],
    ComplexType: complexTypeElements(view),
    EnumType: enumTypeElements(),
    Function: functionElements(view),
    Action: actionElements(view),
    EntityContainer: container(view),
  };
  return toXml({
    'edmx:Edmx': {
      '@Version': '4.0',
      '@xmlns:edmx': 'http://docs.oasis-open.org/odata/ns/edmx',
      'edmx:DataServices': { Schema: schema },
    },
  });
}

/** The base of activities comes first: generators of code write types down in the order in which they stand. */
const visibleTables = (view: View) =>
  [...view.world.metadata.tables.values(), ...view.world.metadata.intersects.values()]
    .filter((table) => isVisible(view, table))
    .sort((one, other) => Number(other.logicalName === activityBase) - Number(one.logicalName === activityBase));

/** The sets, where their navigation properties lead, and what can be called. */
function container(view: View): Element {
  const sets = visibleTables(view).map((table): Element => {
    const bindings: Element[] = [];
    for (const property of view.world.metadata.properties(table).values()) {
      if (property.hiddenUntil > view.seesAt) continue;
      if (property.kind !== 'nav' && property.kind !== 'collection' && property.kind !== 'many') continue;
      const target = targetOf(view, property);
      if (target !== null && isVisible(view, target)) bindings.push({ '@Path': property.name, '@Target': target.entitySetName });
    }
    return { '@Name': table.entitySetName, '@EntityType': `mscrm.${table.logicalName}`, NavigationPropertyBinding: bindings };
  });
  const ofModel = Object.entries(modelSets).map(([name, type]) => ({ '@Name': name, '@EntityType': `mscrm.${type}` }));
  return { '@Name': 'System', EntitySet: [...sets, ...ofModel], ...imports(view) };
}
