/** A stand-in for Microsoft Dataverse's Web API over real HTTP, at least as strict as docs/facts/dataverse.md; it shares no code with src. */
export { createDataverse, type Dataverse } from './dataverse.js';
export { readEdits } from './edits/desk.js';
export { EditRefused } from './edits/edit-refused.js';
export { notPlayed } from './not-played.js';
export type { DataverseOptions } from './options.js';
