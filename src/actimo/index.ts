/** The source: endpoint catalogue and API reader of one Actimo client. */
export { type Catalogue, catalogueJsonSchema, parseCatalogue } from './catalogue.js';
export { connectActimo } from './connect.js';
export { defaultCatalogue } from './default-catalogue.js';
export { ActimoError, type ActimoErrorCode } from './errors.js';
export type { ActimoDeps, ActimoKey, ActimoSettings, Log, RateBudget, RateLease } from './settings.js';
export type {
  ActimoSource,
  ComparableRow,
  PassSummary,
  ProbeResult,
  ReadOptions,
  ReadPass,
  SourceBody,
  SourcePage,
  SourceRow,
  Unread,
} from './source.js';
