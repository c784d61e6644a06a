import { join } from 'node:path';
import { type DocumentJson, documentJson } from './canonical.js';
import type { Document } from './document.js';
import { type RenderOptions, renderHtml } from './html/render.js';
import { writePrivateFile } from './private-file.js';

/** Where a document went, and its canonical JSON with hash and code. */
export interface WrittenDocument extends DocumentJson {
  readonly htmlFile: string;
  readonly jsonFile: string;
}

/**
 * Writes `<kind>.html` and `<kind>.document.json` into `folder`, replacing those of an earlier opening of the gate. The JSON file is the canonical text
 * itself, so that `sha256sum` of it is the document's hash. (`summary.json` without `.document` is the file of figures: see `summaryJson`.)
 */
export async function writeDocument(folder: string, document: Document, options: RenderOptions = {}): Promise<WrittenDocument> {
  const canonical = documentJson(document);
  const htmlFile = join(folder, `${document.kind}.html`);
  const jsonFile = join(folder, `${document.kind}.document.json`);
  await writePrivateFile(jsonFile, canonical.json);
  await writePrivateFile(htmlFile, renderHtml(document, options));
  return { ...canonical, htmlFile, jsonFile };
}
