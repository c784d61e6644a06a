import type { EntityFacts } from '../read-metadata.js';
import { lookupBody } from './bodies.js';
import { type Deployment, tableOf, untilUsable } from './deployment.js';
import { findLookups } from './found.js';
import { spoken } from './names.js';
import { makeUntilThere } from './patience.js';

/** Look-ups, with the relationships behind them. */
export async function makeLookups(to: Deployment, all: ReadonlyMap<string, EntityFacts>): Promise<void> {
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
