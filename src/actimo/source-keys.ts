import { type SourceKey, sourceKey } from '../domain/index.js';
import type { CatalogueEntry } from './catalogue.js';
import type { SourceBody } from './source.js';

/** The stable key of a record as the catalogue makes it, or null when a part of it is missing. */
export function keyOf(entry: CatalogueEntry, body: SourceBody, parent: string | undefined): SourceKey | null {
  const parts: string[] = [];
  for (const name of entry.key) {
    const value = name === '{parent}' ? parent : body[name];
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    const part = String(value).trim();
    if (part === '') return null;
    parts.push(part);
  }
  return sourceKey(parts.join(':'));
}
