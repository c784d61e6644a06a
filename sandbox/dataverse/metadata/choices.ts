import { demandNamed } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { jsonAnswer, noContent } from '../routes/answers.js';
import { putComponent, solutionOf } from '../solutions/components.js';
import { firstOption, readOptions } from './column-body.js';
import { checkName, firstOptionOf, notUnique, originOf } from './customize.js';
import type { Json } from './describe.js';
import { readLabel } from './labels.js';
import type { OptionSet } from './metadata.js';
import type { Column, ColumnType, Option } from './types.js';

/** `POST GlobalOptionSetDefinitions` (docs/facts/dataverse.md §6 "Global choices"). */
export function createChoice(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateCustomization', 'optionset');
  const body = jsonBody(request, 'GlobalOptionSetDefinitions') as Json;
  const { Name: name } = body;
  checkName(world, name, 50, request);
  if (world.metadata.optionSets.has(name)) throw notUnique('choice', name);
  const origin = originOf(world, request);
  const set: OptionSet = {
    metadataId: world.metadata.newId(),
    name,
    displayName: readLabel(world, body.DisplayName, 'DisplayName', true),
    description: readLabel(world, body.Description, 'Description'),
    options: readOptions(world, body.Options, 'OptionSet', firstOptionOf(world, request)),
    ...origin,
  };
  world.metadata.optionSets.set(name, set);
  world.metadata.version += 1;
  putComponent(world, origin.solution, 'choice', set.metadataId);
  return noContent({ 'OData-EntityId': `${request.root}/GlobalOptionSetDefinitions(${set.metadataId})` });
}

/** What the option actions work on: a global choice, or a column's own, of one of the types. */
function optionsOf(world: World, body: Json, types: ReadonlySet<ColumnType>): { options: Option[]; column: Column | null } {
  if (typeof body.OptionSetName === 'string' && body.OptionSetName !== '') {
    const set = world.metadata.optionSets.get(body.OptionSetName);
    if (set === undefined) throw faults.noMetadata('OptionSet', body.OptionSetName);
    return { options: set.options, column: null };
  }
  const table = tableOf(world, String(body.EntityLogicalName));
  const column = table.columns.get(String(body.AttributeLogicalName));
  if (column === undefined) throw faults.noColumn(table.logicalName, String(body.AttributeLogicalName));
  if (column.options === null || !types.has(column.type)) throw faults.argument(`${column.logicalName} is no choice.`);
  return { options: column.options, column };
}

const choices: ReadonlySet<ColumnType> = new Set(['Picklist', 'MultiSelectPicklist']);
/** Reasons of a state may be ordered and go; only `InsertStatusValue` says which state a new one belongs to. */
const withReasons: ReadonlySet<ColumnType> = new Set([...choices, 'Status']);
/** Yes and no can be called otherwise. */
const labelled: ReadonlySet<ColumnType> = new Set([...withReasons, 'Boolean']);

const numberIn = (body: Json, name: string): number => {
  const value = body[name];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw faults.argument(`${name} must be a whole number.`);
  return value;
};

export function insertOption(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvWriteAttribute', 'attribute');
  const body = jsonBody(request, '') as Json;
  const first = solutionOf(world, body.SolutionUniqueName)?.firstOption ?? firstOption;
  const { options } = optionsOf(world, body, choices);
  const value = newValue(body, options, first);
  options.push({ value, label: readLabel(world, body.Label, 'Label', true) });
  world.metadata.version += 1;
  return jsonAnswer({
    '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.InsertOptionValueResponse`,
    NewOptionValue: value,
  });
}

/** The value that a new option is to have, or the next one of its publisher's that is free (docs/facts/dataverse.md §6 "Publish, solutions, publishers"). */
function newValue(body: Json, options: readonly Option[], first: number): number {
  const own = options.map(({ value }) => value).filter((value) => value >= first && value < first + 10_000);
  const value = body.Value === undefined || body.Value === null ? Math.max(first - 1, ...own) + 1 : numberIn(body, 'Value');
  if (options.some((option) => option.value === value))
    throw new DataverseFault(400, '0x80048403', `The option value ${value} is already in use.`);
  return value;
}

export function updateOption(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvWriteAttribute', 'attribute');
  const body = jsonBody(request, '') as Json;
  const { options } = optionsOf(world, body, labelled);
  const option = options.find((one) => one.value === numberIn(body, 'Value'));
  if (option === undefined) throw faults.noMetadata('Option', String(body.Value));
  const label = readLabel(world, body.Label, 'Label', true);
  option.label = body.MergeLabels === true ? { ...option.label, ...label } : label;
  world.metadata.version += 1;
  return noContent();
}

export function deleteOption(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvWriteAttribute', 'attribute');
  const body = jsonBody(request, '') as Json;
  const { options } = optionsOf(world, body, withReasons);
  const at = options.findIndex((one) => one.value === numberIn(body, 'Value'));
  if (at < 0) throw faults.noMetadata('Option', String(body.Value));
  options.splice(at, 1);
  world.metadata.version += 1;
  return noContent();
}

export function orderOptions(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvWriteAttribute', 'attribute');
  const body = jsonBody(request, '') as Json;
  const { options } = optionsOf(world, body, withReasons);
  const order = Array.isArray(body.Values) ? (body.Values as unknown[]) : [];
  if (order.length !== options.length || !options.every((option) => order.includes(option.value)))
    throw faults.argument('Values must name every option once.');
  options.sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value));
  return noContent();
}

/** The column of a table's states or statuses that an action names. */
function stateColumn(world: World, body: Json, type: 'State' | 'Status'): Column & { options: Option[] } {
  const table = tableOf(world, String(body.EntityLogicalName));
  const column = table.columns.get(String(body.AttributeLogicalName));
  if (column === undefined) throw faults.noColumn(table.logicalName, String(body.AttributeLogicalName));
  if (column.type !== type || column.options === null) throw faults.argument(`${column.logicalName} is no column of type ${type}.`);
  return column as Column & { options: Option[] };
}

/** Action `InsertStatusValue`: another reason for a state. */
export function insertStatus(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvWriteAttribute', 'attribute');
  const body = jsonBody(request, '') as Json;
  const first = solutionOf(world, body.SolutionUniqueName)?.firstOption ?? firstOption;
  const { options, table } = stateColumn(world, body, 'Status');
  const state = numberIn(body, 'StateCode');
  const states = tableOf(world, table).columns.get('statecode')?.options ?? [];
  if (!states.some((option) => option.value === state)) throw faults.argument(`${state} is no state of ${table}.`);
  const value = newValue(body, options, first);
  options.push({ value, label: readLabel(world, body.Label, 'Label', true), state });
  world.metadata.version += 1;
  return jsonAnswer({
    '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.InsertStatusValueResponse`,
    NewOptionValue: value,
  });
}

/** Action `UpdateStateValue`: how a state is called, and which status it takes by itself. */
export function updateState(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvWriteAttribute', 'attribute');
  const body = jsonBody(request, '') as Json;
  const { options, table } = stateColumn(world, body, 'State');
  const at = options.findIndex((option) => option.value === numberIn(body, 'Value'));
  const option = options[at];
  if (option === undefined) throw faults.noMetadata('Option', String(body.Value));
  const label = readLabel(world, body.Label, 'Label', true);
  const defaultStatus = body.DefaultStatusCode ?? option.defaultStatus;
  const statuses = tableOf(world, table).columns.get('statuscode')?.options ?? [];
  if (!statuses.some((status) => status.value === defaultStatus && status.state === option.value))
    throw faults.argument(`${String(defaultStatus)} is no status of that state.`);
  options[at] = {
    ...option,
    label: body.MergeLabels === true ? { ...option.label, ...label } : label,
    defaultStatus: defaultStatus as number,
  };
  world.metadata.version += 1;
  return noContent();
}
