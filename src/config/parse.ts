import { parseDocument } from 'yaml';
import { z } from 'zod';
import { MigrationFileError, type MigrationFileProblem } from './errors.js';
import { type MigrationFile, migrationFile } from './migration-file.js';

/**
 * A migration file from its text (YAML, so JSON too). No file is read here: `mapping`, `catalogue`, `caFile` and `reports.dir` stay as written.
 * Throws `MigrationFileError` that names every wrong setting and what to do about it.
 */
export function parseMigrationFile(yaml: string): MigrationFile {
  const document = parseDocument(yaml);
  const [broken] = document.errors;
  if (broken)
    throw new MigrationFileError([
      {
        path: 'the migration file',
        problem: `is not YAML: ${(broken.message.split('\n')[0] ?? '').replace(/:$/, '')}`,
        next: 'Put that line right. Texts with a colon or a # need quotation marks.',
      },
    ]);
  const result = migrationFile.safeParse(withoutNothing(document.toJS() ?? {}), { reportInput: true });
  if (result.success) return result.data;
  throw new MigrationFileError(result.error.issues.flatMap(problemsOf));
}

/** A setting whose value was left away (`catalogue:` and nothing behind it) is a setting that is not there. */
function withoutNothing(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, withoutNothing(inner)]])));
}

/** JSON Schema of the file as people write it, published as schema/migration.schema.json. */
export const migrationJsonSchema = (): object => z.toJSONSchema(migrationFile, { io: 'input', unrepresentable: 'any', override: asText });

/** A duration is checked by code that JSON Schema cannot express; an editor should at least know that it is a text. */
function asText({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (zodSchema._zod.def.type === 'custom') {
    jsonSchema.type = 'string';
    jsonSchema.examples = ['30 seconds', '6 hours', '2 days'];
  }
}

function problemsOf(issue: z.core.$ZodIssue): MigrationFileProblem[] {
  const path = issue.path.map(String).join('.');
  const within = path === '' ? '' : `${path}.`;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: `${within}${key}`,
      problem: 'is not a setting',
      next: `Remove ${within}${key} or correct its name; schema/migration.schema.json lists all settings.`,
    }));
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  const [problem = '', ...rest] = missing ? ['is missing'] : sentenceOf(issue).split('. ');
  return [
    {
      path: path || 'the migration file',
      problem,
      next: rest.length > 0 ? `${rest.join('. ')}.` : 'schema/migration.schema.json describes each setting.',
    },
  ];
}

/** Our own texts are written to follow the setting's name; zod's are turned so that they do. */
const sentenceOf = (issue: z.core.$ZodIssue): string =>
  /^(is|must|names) /.test(issue.message) ? issue.message : `is wrong: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`;
