import type { MigrationFile } from '../../config/index.js';

const rights = ['Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign'] as const;
const tables = ['Account', 'Contact', 'Connection'] as const;

/** For `schema: deploy` only. */
const customising = [
  'prvCreateEntity',
  'prvReadEntity',
  'prvWriteEntity',
  'prvCreateAttribute',
  'prvReadAttribute',
  'prvWriteAttribute',
  'prvCreateRelationship',
  'prvReadRelationship',
  'prvPublishCustomization',
] as const;

/** Privileges that the application user needs, each with what it is for (docs/facts/dataverse.md). Delete is for the undo. */
export function neededPrivileges({ dataverse }: Pick<MigrationFile, 'dataverse'>): ReadonlyMap<string, string> {
  const { schema, bypass } = dataverse;
  const needed = new Map<string, string>();
  for (const table of tables)
    for (const right of rights) needed.set(`prv${right}${table}`, right === 'Delete' ? 'taking rows back' : 'loading rows');
  needed.set('prvReadUser', 'finding owners');
  needed.set('prvOverrideCreatedOnCreatedBy', 'keeping the date of creation');
  if (schema === 'deploy') for (const name of customising) needed.set(name, 'making columns (schema: deploy)');
  if (bypass.customSync || bypass.customAsync) needed.set('prvBypassCustomBusinessLogic', 'bypassing plug-ins and workflows (bypass)');
  return needed;
}

/** The missing ones in words, grouped by what they are for. */
export function missingPrivileges(file: Pick<MigrationFile, 'dataverse'>, held: ReadonlySet<string>): readonly string[] {
  const missing = new Map<string, string[]>();
  for (const [name, purpose] of neededPrivileges(file)) if (!held.has(name)) missing.set(purpose, [...(missing.get(purpose) ?? []), name]);
  return [...missing].map(([purpose, names]) => `for ${purpose}: ${names.join(', ')}`);
}
