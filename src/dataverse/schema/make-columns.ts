import { DataverseError } from '../errors.js';
import { getJson } from '../json-answer.js';
import { textLiteral } from '../odata.js';
import type { EntityFacts } from '../read-metadata.js';
import { columnBody } from './bodies.js';
import { type Deployment, tableOf, untilUsable } from './deployment.js';
import { entityPath } from './found.js';
import { addOptions, optionsToAdd } from './grow-choice.js';
import { columnPart, logicalName, spoken } from './names.js';
import { makeUntilThere } from './patience.js';

/** All columns of all tables, then one look at each table with all its new columns. */
export async function makeColumns(to: Deployment, all: ReadonlyMap<string, EntityFacts>): Promise<void> {
  const { design, there, parts, http, write, signal, language, inSolution } = to;
  const made = new Map<string, string[]>();
  for (const column of design.columns) {
    const part = columnPart(column.table, column.schemaName);
    const name = logicalName(column.schemaName);
    const found = there.columns.get(column.table)?.get(name);
    if (found !== undefined) {
      const options = optionsToAdd(column, to) ?? [];
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
