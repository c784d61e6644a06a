import { SchemaError } from '../dataverse/index.js';
import { getArtefact, listKept, listSchemaParts, putArtefact, recordSchemaParts } from '../ledger/index.js';
import { designSchema } from '../mapping/index.js';
import { beating } from './beating.js';
import type { Connections } from './connections.js';

interface Of {
  readonly migration: string;
}

/** Kind of the artefact that says which parts of the schema an undo removed and which stay. */
export const schemaUndoneKind = 'schema-undone';

/** The schema in Dynamics. */
export const schemaActivities = (connections: Connections) => ({
  /** Deploys what the design says, or, where the customer's own people do that, checks that it is there. May be run again at any time. */
  async deploySchema(input: Of): Promise<{ parts: number }> {
    return beating(async (signal) => {
      const { ledger, dataverse, file, mapping } = await connections.of(input.migration);
      const design = designSchema(await mapping());
      if (file.dataverse.schema === 'document') {
        const [first, ...more] = await dataverse.checkSchema(design, { signal });
        if (first) {
          throw new SchemaError(
            'schema-differs',
            first.part,
            `${first.part}: wanted ${first.wanted}, found ${first.found}; ${more.length} more differ.`,
            'Make the schema as the schema document says, then send retry.',
          );
        }
        return { parts: 0 };
      }
      const parts = await dataverse.deploySchema(design, {
        signal,
        known: await listSchemaParts(ledger),
        onPart: (part) => recordSchemaParts(ledger, [part]),
      });
      return { parts: parts.length };
    });
  },

  /** Removes the parts that this migration made, unless a row stays in Dynamics that needs them. */
  async removeSchema(input: Of): Promise<{ removed: number }> {
    return beating(async (signal) => {
      const { ledger, dataverse } = await connections.of(input.migration);
      const parts = await listSchemaParts(ledger);
      const rowsStay = (await listKept(ledger)).length > 0;
      const removed = rowsStay ? [] : await dataverse.removeSchema(parts, { signal });
      const names = new Set(removed.map(({ kind, name }) => `${kind} ${name}`));
      const before = await getArtefact(ledger, { kind: schemaUndoneKind });
      const removedBefore: readonly string[] = before === null ? [] : JSON.parse(before.body).removed;
      await putArtefact(ledger, {
        kind: schemaUndoneKind,
        body: JSON.stringify({
          removed: [...new Set([...removedBefore, ...names])],
          kept: parts
            .filter(({ kind, name, madeByUs }) => madeByUs && !names.has(`${kind} ${name}`) && !removedBefore.includes(`${kind} ${name}`))
            .map(({ kind, name }) => `${kind} ${name}`),
        }),
      });
      return { removed: removed.length };
    });
  },
});
