import type { ColumnDesign } from '../../domain/index.js';
import { getJson } from '../json-answer.js';
import { textLiteral } from '../odata.js';
import { label } from './bodies.js';
import { missingOptions } from './compare.js';
import type { Deployment } from './deployment.js';
import { entityPath } from './found.js';
import { columnPart, logicalName, spoken } from './names.js';
import { makeUntilThere } from './patience.js';

/** Options that we may add to a choice of ours; undefined when the column is not such a choice. */
export function optionsToAdd(column: ColumnDesign, { there, parts }: Pick<Deployment, 'there' | 'parts'>) {
  const found = there.columns.get(column.table)?.get(logicalName(column.schemaName));
  if (found === undefined || !parts.ours('column', columnPart(column.table, column.schemaName))) return undefined;
  return missingOptions(column.type, found);
}

/** A drop-down of ours that learned a new value: the option is added and published, the others stay as they are. */
export async function addOptions(
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
  await write(
    { method: 'POST', path: 'PublishXml', body: { ParameterXml }, what: `publish table ${column.table}`, repeatable: true },
    signal,
  );
}
