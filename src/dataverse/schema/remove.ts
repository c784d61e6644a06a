import type { SchemaPart } from '../../domain/index.js';
import type { SchemaOptions } from '../dataverse.js';
import { DataverseError, SchemaError } from '../errors.js';
import { pause } from '../http.js';
import { getJson } from '../json-answer.js';
import { textLiteral } from '../odata.js';
import type { SchemaDeps } from './deployment.js';
import { entityPath, findConnectionRole, findKeys, findPublisher, findSecurityRole, findSolution } from './found.js';
import { spoken } from './names.js';

/** What hangs on others goes first (docs/facts/dataverse.md §6). */
const order: readonly SchemaPart['kind'][] = [
  'securityRole',
  'connectionRole',
  'lookup',
  'key',
  'column',
  'table',
  'solution',
  'publisher',
];

/** `<table>.<name>` */
function split(name: string): [table: string, own: string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

/** Where the part is deleted; undefined when it is not there. Names, not ids: a part that was announced and never seen has no id. */
async function addressOf({ http, me }: SchemaDeps, part: SchemaPart, signal: AbortSignal | undefined): Promise<string | undefined> {
  const row = (set: string, id: unknown) => (id === undefined ? undefined : `${set}(${String(id)})`);
  switch (part.kind) {
    case 'publisher':
      return row('publishers', (await findPublisher(http, part.name, signal))?.publisherid);
    case 'solution':
      return row('solutions', (await findSolution(http, part.name, signal))?.solutionid);
    case 'connectionRole':
      return row('connectionroles', (await findConnectionRole(http, part.name, signal))?.connectionroleid);
    case 'securityRole':
      return row('roles', (await findSecurityRole(http, part.name, me.businessUnitId, signal))?.roleid);
    case 'table':
      return entityPath(part.name);
    case 'column': {
      const [table, column] = split(part.name);
      return `${entityPath(table)}/Attributes(LogicalName=${textLiteral(column)})`;
    }
    case 'key': {
      const [table, key] = split(part.name);
      const found = (await findKeys(http, table, signal)).find(({ name }) => name === key);
      return found && `${entityPath(table)}/Keys(${found.id})`;
    }
    case 'lookup':
      return `RelationshipDefinitions(SchemaName=${textLiteral(part.name)})`;
  }
}

const inUse = new Set(['0x8004f01f', '0x80040227', '0x80048417', '0x80048418']);
const passing = new Set(['not-executed', 'in-doubt']);
const tries = 10;

async function removeOne(deps: SchemaDeps, part: SchemaPart, signal: AbortSignal | undefined): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const path = await addressOf(deps, part, signal);
      if (path === undefined) return false;
      await deps.write({ method: 'DELETE', path, what: `remove ${spoken(part.kind, part.name)}` }, signal);
      return true;
    } catch (error) {
      if (!(error instanceof DataverseError)) throw error;
      // A table that is gone took its columns and keys along; a lost answer may have been a success.
      if (error.kind === 'missing') return attempt > 1;
      if (inUse.has(error.code)) {
        throw new SchemaError(
          'schema-in-use',
          part.name,
          `${spoken(part.kind, part.name)} cannot be removed: something else in the environment uses it (${error.code})`,
          'see its dependencies in the maker portal, remove them there and run it again',
        );
      }
      if (!passing.has(error.kind) || attempt === tries) throw error;
      await pause(Math.min(15_000, 2 ** attempt * 50), signal);
    }
  }
}

export async function removeSchema(
  deps: SchemaDeps,
  parts: readonly SchemaPart[],
  { signal, progress }: SchemaOptions,
): Promise<readonly SchemaPart[]> {
  const ours = order.flatMap((kind) => parts.filter((part) => part.madeByUs && part.kind === kind));
  const removed: SchemaPart[] = [];
  for (const [at, part] of ours.entries()) {
    if (await removeOne(deps, part, signal)) removed.push(part);
    progress?.(at + 1, ours.length, spoken(part.kind, part.name));
  }
  return removed;
}

/** Unmanaged custom tables that people made: what Sales Professional counts (docs/facts/dataverse.md §13). */
export async function countCustomTables(deps: Pick<SchemaDeps, 'http'>, signal: AbortSignal | undefined): Promise<number> {
  const answer = await getJson(deps.http, {
    path: `EntityDefinitions?$select=LogicalName,IsManaged,IsIntersect&$filter=${encodeURIComponent('IsCustomEntity eq true')}`,
    context: { what: 'count the custom tables' },
    signal,
  });
  const tables = (answer.value as { IsManaged?: boolean; IsIntersect?: boolean }[] | undefined) ?? [];
  return tables.filter((table) => table.IsManaged !== true && table.IsIntersect !== true).length;
}
