/** What people read: documents as HTML over one canonical JSON, the list of held questions as a workbook, and the package to rebuild from. */
export { approvalCode, documentJson, groupedCode, parseDocument, readApprovalCode } from './canonical.js';
export { decisionCommands, documentRef } from './decision.js';
export {
  type Cell,
  type Document,
  type DocumentKind,
  documentKinds,
  type Finding,
  type Section,
  type TableSection,
} from './document.js';
export { buildMapping, type MappingInput } from './documents/mapping.js';
export { buildReconciliation, type ReconciliationInput, type TableCount } from './documents/reconciliation.js';
export { buildSample, type RowVerdicts, type SampleInput } from './documents/sample.js';
export { buildSchema, type SchemaInput, type SideEffect } from './documents/schema.js';
export { buildScope, type ScopeInput } from './documents/scope.js';
export { buildSummary, type SummaryInput } from './documents/summary.js';
export { buildUndo, type UndoInput } from './documents/undo.js';
export { ReportError } from './errors.js';
export { type GateName, gateTable, gateWords } from './gates.js';
export type { HeldAnswerInput, HeldLine } from './held/columns.js';
export { exportHeld } from './held/export.js';
export { importHeld } from './held/import.js';
export { renderHtml } from './html/render.js';
export { pageStyle } from './html/style.js';
export * from './inputs.js';
export { type EarlierValues, type IdMapLine, type RebuildInput, writeRebuildPackage } from './rebuild/package.js';
export { type SummaryJson, summaryJson } from './summary-json.js';
export { type WrittenDocument, writeDocument } from './write-document.js';
