import { stringify } from 'yaml';
import type { MigrationFileInput } from './migration-file.js';
import { migrationJsonSchema } from './parse.js';

/** What `init` knows; everything else stands at its default. */
export type ExampleValues = MigrationFileInput;

interface Setting {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Setting>>;
}

/**
 * A migration file to begin with, in YAML: every setting with its meaning as a comment and its value, those without a value commented out.
 * `parseMigrationFile` takes it as it is.
 */
export function exampleMigrationFile(values: ExampleValues): string {
  const intro = [
    '# Migration from Actimo to Dynamics 365. Times are a number and a unit: 30 seconds, 6 hours, 2 days.',
    '# Secrets are not kept here: they come from the environment (ACTIMO_API_KEYS, DATAVERSE_CLIENT_SECRET, DATABASE_URL).',
  ];
  return `${[...intro, ...linesOf(migrationJsonSchema() as Setting, values, '')].join('\n')}\n`;
}

function linesOf(setting: Setting, values: Readonly<Record<string, unknown>>, indent: string): string[] {
  // A blank line parts the groups, and what follows a group from it.
  let afterGroup = false;
  return Object.entries(setting.properties ?? {}).flatMap(([name, inner]) => {
    const gap = afterGroup || inner.properties ? [''] : [];
    afterGroup = inner.properties !== undefined;
    const choices = inner.enum ? ` One of: ${inner.enum.join(', ')}.` : '';
    const comment = inner.description ? [`${indent}# ${inner.description}${choices}`] : [];
    if (inner.properties) {
      const lines = linesOf(inner, (values[name] ?? {}) as Record<string, unknown>, `${indent}  `);
      return [...gap, ...comment, `${indent}${name}:`, ...lines];
    }
    const value = values[name] ?? inner.default;
    if (value === undefined) return [...gap, ...comment, `${indent}# ${name}:`];
    return [
      ...gap,
      ...comment,
      ...stringify({ [name]: value }, { lineWidth: 0 })
        .trimEnd()
        .split('\n')
        .map((line) => indent + line),
    ];
  });
}
