import type { EntityFacts } from '../read-metadata.js';
import { tableBody } from './bodies.js';
import { type Deployment, untilUsable } from './deployment.js';
import { findTable } from './found.js';
import { logicalName, spoken } from './names.js';
import { makeUntilThere } from './patience.js';

/** Answers every table that the design makes or adds to, by logical name. */
export async function makeTables(to: Deployment): Promise<Map<string, EntityFacts>> {
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
