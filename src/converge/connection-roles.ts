import type { Dataverse } from '../dataverse/index.js';
import type { RowId } from '../domain/index.js';

/** Connection roles of the environment by name, without case: ours are there once the schema is in place. */
export async function readConnectionRoles(dataverse: Dataverse, signal: AbortSignal): Promise<(name: string) => RowId | null> {
  const byName = new Map<string, RowId>();
  for await (const page of dataverse.query('connectionrole', { select: ['name'], filter: 'statecode eq 0' }, { signal })) {
    for (const role of page) if (typeof role.columns.name === 'string') byName.set(role.columns.name.toLowerCase(), role.id);
  }
  return (name) => byName.get(name.toLowerCase()) ?? null;
}
