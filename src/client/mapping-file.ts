import { readFile } from 'node:fs/promises';
import canonicalize from 'canonicalize';
import type { MappingDocument } from '../mapping/index.js';
import { usageError } from './errors.js';

/** A mapping file as the ledger stores it: canonical JSON. Throws MappingError, or ClientError `usage` when it is of another Actimo client. */
export async function readMapping(path: string, client: string): Promise<{ readonly doc: MappingDocument; readonly json: string }> {
  const { parseMapping } = await import('../mapping/index.js');
  const doc = parseMapping(await readFile(path, 'utf8'));
  if (doc.client !== client) {
    throw usageError(
      `The mapping ${path} is of Actimo client ${doc.client}, not of ${client}.`,
      'Slots of custom properties differ between clients: take the mapping that was made for this one.',
    );
  }
  return { doc, json: canonicalize(doc) ?? '' };
}
