import type { MigrationFile } from '../config/index.js';
import { objectNames } from '../domain/index.js';
import type { Context } from './context.js';
import { actimoOf, selfContained } from './start-migration.js';

/** Reads all of Actimo once and proposes a mapping: every choice at its default, which is the one that loses nothing. Takes as long as an audit. */
export async function proposedMapping(
  context: Context,
  file: MigrationFile,
  folder: string,
): Promise<{ readonly yaml: string; readonly open: number }> {
  const { Evidence, mappingToYaml, openFields, proposeMapping } = await import('../mapping/index.js');
  const source = await actimoOf(context, await selfContained(file, folder));
  try {
    const { id } = await source.client();
    const evidence = new Evidence();
    for (const object of objectNames)
      for await (const { rows } of source.read(object))
        evidence.see(
          object,
          rows.map(({ body }) => body),
        );
    const doc = proposeMapping({ client: id, evidence, fieldDefinitions: await source.fieldDefinitions() });
    return { yaml: mappingToYaml(doc), open: openFields(doc).length };
  } finally {
    source.close();
  }
}
