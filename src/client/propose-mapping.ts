import type { MigrationFile } from '../config/index.js';
import type { ObjectName } from '../domain/index.js';
import type { Context } from './context.js';
import { actimoOf, selfContained } from './start-migration.js';

type Body = Readonly<Record<string, unknown>>;

/** Reads all of Actimo once and proposes a mapping: every choice at its default, which is the one that loses nothing. Takes as long as an audit. */
export async function proposedMapping(
  context: Context,
  file: MigrationFile,
  folder: string,
): Promise<{ readonly yaml: string; readonly open: number }> {
  const { mappingToYaml, openFields, proposeMapping } = await import('../mapping/index.js');
  const source = await actimoOf(context, await selfContained(file, folder));
  try {
    const { id } = await source.client();
    const bodies = async (object: ObjectName): Promise<Body[]> => {
      const all: Body[] = [];
      for await (const { rows } of source.read(object)) for (const { body } of rows) all.push(body);
      return all;
    };
    const doc = proposeMapping({
      client: id,
      users: await bodies('user'),
      workspaces: await bodies('workspace'),
      memberships: await bodies('membership'),
      fieldDefinitions: await source.fieldDefinitions(),
    });
    return { yaml: mappingToYaml(doc), open: openFields(doc).length };
  } finally {
    source.close();
  }
}
