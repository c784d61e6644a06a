import type { Columns, ColumnValue, Contribution, FacetName, ObjectName, SourceRef } from '../../domain/index.js';
import type { Outcome, Rule, RuleContext, RuleHold, Source, Unplaced } from '../rules/rule.js';
import { ownLength } from '../schema/own-columns.js';
import type { AppliedFacet, Flag, Hold } from '../types.js';
import { settle } from './existing.js';
import { valuesOf } from './lost.js';
import { reviewText, unplacedText } from './memo.js';

export interface Assembled {
  readonly facets: Partial<Record<FacetName, Columns>>;
  /** Which object's records feed which columns. */
  readonly fedBy: ReadonlyMap<string, ObjectName>;
  readonly holds: readonly Hold[];
  readonly flags: readonly Flag[];
  readonly waitFor: SourceRef | null;
}

interface AssembleOptions {
  readonly part: string;
  readonly applied: readonly AppliedFacet[];
  /** Which record a question, or a flag, about a field of an object is about. */
  refOf(object: ObjectName, field: string | undefined): SourceRef;
  /** Values that no rule carries and the row must keep. */
  readonly leftovers?: readonly Unplaced[];
  /** Questions that were answered before the rules were asked. */
  readonly answered?: readonly { readonly code: string; readonly field?: string }[];
  /** Whether the table has the columns for review and for values without a place. */
  readonly memos: boolean;
}

/** Asks every rule and puts one row together. */
export function assemble<S extends Source>(
  rules: readonly Rule<S>[],
  source: S,
  context: RuleContext,
  options: AssembleOptions,
): Assembled {
  const facets: Record<FacetName, Record<string, ColumnValue>> = { core: {}, links: {}, state: {} };
  const fedBy = new Map<string, ObjectName>();
  const holds: Hold[] = [];
  const flags: Flag[] = [];
  const accepted: { code: string; field?: string }[] = [...(options.answered ?? [])];
  const unplaced: Unplaced[] = [...(options.leftovers ?? [])];
  let waitFor: SourceRef | null = null;

  for (const rule of rules) {
    if (rule.createOnly === true && context.target.origin === 'existed') continue;
    const object = rule.reads[0]?.object ?? source.object;
    const outcome: Outcome = rule.write(source, context);
    waitFor ??= outcome.waitFor ?? null;
    let asks = false;
    for (const { causedBy, ...hold } of outcome.holds ?? []) {
      if (context.accepts(hold.code, hold.field)) accepted.push(named(hold));
      else {
        asks = true;
        holds.push({ ...options.refOf(object, hold.field), hold, ...(causedBy !== undefined && { causedBy }) });
      }
    }
    if (!asks) unplaced.push(...(outcome.unplaced ?? []));
    for (const flag of outcome.flags ?? []) flags.push({ ...flag, ...options.refOf(object, flag.field) });
    const settled = settle(outcome.columns, context);
    if (settled.lost) unplaced.push(...valuesOf(rule, source));
    Object.assign(facets[rule.facet], settled.columns);
    for (const column of Object.keys(settled.columns)) fedBy.set(column, object);
  }

  for (const question of accepted)
    flags.push({
      ...options.refOf(source.object, question.field),
      ...question,
      text: 'Loaded all the same, by decision; marked for review.',
    });
  if (options.memos) {
    const text = unplacedText(unplaced);
    if (text !== null && text.length > ownLength('Unplaced'))
      holds.push({ ...options.refOf(source.object, undefined), hold: tooMuch(text.length) });
    facets.core[context.own('Unplaced')] = text;
    facets.core[context.own('Review')] = reviewText(accepted);
  }
  return { facets: worthWriting(facets, context, options), fedBy, holds, flags, waitFor };
}

const named = ({ code, field }: RuleHold): { code: string; field?: string } => ({ code, ...(field !== undefined && { field }) });

const tooMuch = (length: number) => ({
  code: 'too-much-unplaced',
  reason: `The values without a place come to ${length} characters; their column takes ${ownLength('Unplaced')}.`,
  suggestion: 'Correct the values in Actimo, or leave the record out.',
});

/** A facet with nothing in it is not written, unless it was written before and must be cleared. */
function worthWriting(
  facets: Record<FacetName, Columns>,
  { target }: RuleContext,
  { part, applied }: AssembleOptions,
): Partial<Record<FacetName, Columns>> {
  const wasApplied = (facet: FacetName) => applied.some((one) => one.facet === facet && one.part === part);
  const links =
    Object.values(facets.links).some((value) => value !== null) || (wasApplied('links') && Object.keys(facets.links).length > 0);
  const stateBefore = target.origin === 'created' ? 0 : (target.before?.['statecode'] ?? null);
  const hasState = facets.state['statecode'] !== undefined;
  const state = hasState && (facets.state['statecode'] !== stateBefore || wasApplied('state'));
  return { core: facets.core, ...(links && { links: facets.links }), ...(state && { state: facets.state }) };
}

/** Who feeds what: records of an object feed the columns of that object's rules. */
export function contributions(
  assembled: Assembled,
  feeders: readonly { readonly ref: SourceRef; readonly feeds: (column: string, object: ObjectName) => boolean }[],
): Contribution[] {
  const columns = Object.values(assembled.facets).flatMap((facet) => Object.keys(facet));
  return feeders
    .map(({ ref, feeds }) => ({
      source: { object: ref.object, key: ref.key },
      columns: columns.filter((column) => feeds(column, assembled.fedBy.get(column) ?? 'user')),
    }))
    .filter((contribution) => contribution.columns.length > 0);
}
