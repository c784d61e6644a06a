import type { KeyDesign } from '../../domain/index.js';
import { SchemaError } from '../errors.js';
import { keyBody } from './bodies.js';
import type { Deployment } from './deployment.js';
import { entityPath, findKeys } from './found.js';
import { columnPart, logicalName, spoken } from './names.js';
import { makeUntilThere, poll } from './patience.js';

/** A key's index is built by a job of the environment; until it is active the key cannot be used. */
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

/** Alternate keys; a key whose job has failed before is given another try. */
export async function makeKeys(to: Deployment): Promise<void> {
  const { design, there, parts, http, write, signal, language, inSolution } = to;
  const made: KeyDesign[] = [];
  for (const key of design.keys) {
    const part = columnPart(key.table, key.schemaName);
    const name = logicalName(key.schemaName);
    const found = there.keys.get(key.table)?.find((one) => one.name === name);
    if (found !== undefined) {
      if (found.status === 'Failed') {
        const body = { EntityLogicalName: key.table, EntityKeyLogicalName: name };
        await write({ method: 'POST', path: 'ReactivateEntityKey', body, what: `build key ${part} again`, repeatable: true }, signal);
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
