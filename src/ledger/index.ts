/**
 * What the migration knows, in Postgres: source records, who is who, target rows with their facets, the chunk journal, documents and decisions, questions to
 * people, leases. One schema per migration; every function takes a Ledger first and works in batches.
 */
export { auditTrail } from './chunks/audit-trail.js';
export { beginChunk } from './chunks/begin-chunk.js';
export type {
  ChunkStart,
  OpenChunk,
  RowOutcome,
  RowOutcomeKind,
  UndoRow,
} from './chunks/chunk-types.js';
export { confirmSending } from './chunks/confirm-sending.js';
export { epoch, raiseEpoch } from './chunks/epoch.js';
export { openChunks } from './chunks/open-chunks.js';
export { settleChunk } from './chunks/settle-chunk.js';
export { countUndo, undoList } from './chunks/undo-list.js';
export { countByObject, countLinksToCome, countProgress, phaseCounts, recordsWith } from './counts.js';
export { listDifferences } from './differences.js';
export { type Artefact, getArtefact, putArtefact } from './documents/artefacts.js';
export { type Decision, listDecisions, recordDecision } from './documents/decisions.js';
export { forgetSchemaParts, listSchemaParts, recordSchemaParts } from './documents/schema-parts.js';
export { brake, loadState, saveState, setBrake } from './documents/workflow-state.js';
export { EpochRaisedError, LedgerError } from './errors.js';
export {
  identitiesOf,
  membersOf,
  type PersonMatch,
  personMatches,
  saveIdentities,
  savePersonMatches,
} from './identity.js';
export { releaseLease, takeLease } from './leases.js';
export type { Ledger } from './ledger.js';
export { createLedger, openLedger } from './open.js';
export { answerHeld } from './questions/answer-held.js';
export { holdRecords, releaseHeld } from './questions/hold-records.js';
export { countHeld, heldAnswers, listAnswers, listHeld } from './questions/list-held.js';
export type { Answer, AnsweredBy, HeldAnswer, HeldCount, HeldQuestion } from './questions/question-types.js';
export { listMigrations, type MigrationLine, purge, setRegistryState } from './registry.js';
export { countRowsByOrigin, countUndone, listKept, ownRows, recordKept, writtenRows } from './rows/kept-rows.js';
export { type FacetMark, markFacets } from './rows/mark-facets.js';
export { planRows } from './rows/plan-rows.js';
export { contributionsOf, countFacets, facetsForRows, facetsOfSources, facetsToWrite, writtenFacets } from './rows/read-rows.js';
export { idMap, refreshBefore, rowsBefore } from './rows/row-facts.js';
export type { FacetRow, PlannedRow } from './rows/row-types.js';
export { tryAgain } from './rows/try-again.js';
export { type DispositionChange, setDispositions } from './sources/dispositions.js';
export { type GoneCandidates, goneCandidates, markGone } from './sources/mark-gone.js';
export { finishReadPass, startReadPass } from './sources/read-passes.js';
export { countSources, membershipsOfUsers, readSources, sourcesByKeys } from './sources/read-sources.js';
export { clearSample, markSample } from './sources/sample.js';
export { fieldsSeen, seenInPass, sourceStandings, valuesSeen } from './sources/source-facts.js';
export { storePage } from './sources/store-page.js';
export { targetId } from './target-id.js';
