import { parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { MappingError } from '../errors.js';
import { checkMapping } from './check.js';
import { type MappingDocument, mappingSchema } from './schema.js';

/**
 * Reads a mapping document. Choices that are left out get their default, which is the one that loses nothing.
 * @throws {MappingError} naming the place and what is wrong there.
 */
export function parseMapping(yaml: string): MappingDocument {
  const document = parseDocument(yaml);
  const [problem] = document.errors;
  if (problem !== undefined) throw new MappingError('', `not YAML: ${problem.message.split('\n')[0]}`);
  return readMapping(document.toJS());
}

/** The same from plain JSON, as an artefact holds it. */
function readMapping(json: unknown): MappingDocument {
  const read = mappingSchema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new MappingError(pathOf(issue?.path ?? []), issue?.message ?? 'not a mapping document');
  }
  return checkMapping(read.data);
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`),
    '',
  );

/** The document as the YAML that people edit. */
export const mappingToYaml = (doc: MappingDocument): string =>
  `# Mapping of Actimo to Dynamics 365. Every setting is explained in docs/mapping.md; schema/mapping.schema.json is its JSON Schema.\n${stringify(doc, { lineWidth: 140 })}`;

/** JSON Schema (draft 2020-12) of the document as people write it; published as schema/mapping.schema.json. */
export function mappingJsonSchema(): Record<string, unknown> {
  return { title: 'Mapping of Actimo to Dynamics 365', ...z.toJSONSchema(mappingSchema, { io: 'input' }) };
}
