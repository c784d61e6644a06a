/** What people read: documents as HTML over one canonical JSON, the list of held questions as a workbook, and the package to rebuild from. */
export { approvalCode, type DocumentJson, documentJson, groupedCode, parseDocument, readApprovalCode } from './canonical.js';
export { type DocumentReference, decisionCommands, documentRef, isClean } from './decision.js';
export {
  type Cell,
  type Column,
  type DecisionSheet,
  type Document,
  type DocumentKind,
  documentKinds,
  type Fact,
  type Finding,
  type Json,
  type Section,
  type TableSection,
  type Tone,
} from './document.js';
export { buildMapping, type CustomProperty, type MappedField, type MappingInput } from './documents/mapping.js';
export { buildReconciliation, type ReconciliationInput, type TableCount } from './documents/reconciliation.js';
export { buildSample, type RowVerdicts, type SampleInput } from './documents/sample.js';
export { buildSchema, type SchemaInput, type SideEffect } from './documents/schema.js';
export { buildScope, type Destination, type ScopeInput, type ScopeObject } from './documents/scope.js';
export { buildSummary, type DecisionLine, type PhaseCounts, type SummaryInput, type UndoInfo } from './documents/summary.js';
export { buildUndo, type UndoInput, type UndoneTable } from './documents/undo.js';
export { ReportError } from './errors.js';
export { type GateDurations, type GateName, type GateWords, gateTable, gateWords } from './gates.js';
export { decisionMeanings, type HeldAnswerInput, type HeldDecision, type HeldLine, heldDecisions } from './held/columns.js';
export { exportHeld } from './held/export.js';
export { type HeldImport, type HeldImportError, type ImportedAnswer, importHeld } from './held/import.js';
export { type RenderOptions, renderHtml } from './html/render.js';
export * from './inputs.js';
export { type EarlierValues, type IdMapLine, type RebuildInput, type RebuildPackage, writeRebuildPackage } from './rebuild/package.js';
export { type SummaryJson, summaryJson } from './summary-json.js';
export { type WrittenDocument, writeDocument } from './write-document.js';
