import type { SourceRef } from '../../domain/index.js';
import { compiled } from '../document/compiled.js';
import type { Flag, Hold, MappingContext, Plan, RowPlan, WorkspaceInput } from '../types.js';
import { accountId, accountSources } from './account-source.js';
import { isLeftOut } from './answers.js';
import { assemble, contributions } from './assemble.js';
import { ruleContext } from './context.js';

/** The Account of a workspace and one for each further location. Either all of them are planned or none. */
export function planWorkspace(input: WorkspaceInput, ctx: MappingContext): Plan {
  const ref: SourceRef = { object: 'workspace', key: input.record.key };
  if (isLeftOut(ref, input.answers)) return { kind: 'dropped', reason: 'Left out by decision.' };
  const { sources, unreadable } = accountSources(input, ctx.doc);
  const holds: Hold[] = unreadable ? [{ ...ref, hold: unreadableLocations }] : [];
  const flags: Flag[] = [];
  const rows: RowPlan[] = [];
  const { account, location } = compiled(ctx.doc);
  for (const source of sources) {
    const target = { table: 'account', id: accountId(ctx, source), origin: 'created' as const, before: null };
    const assembled = assemble(source.part === 'main' ? account : location, source, ruleContext(ctx, target, input.answers), {
      part: source.part,
      applied: input.applied ?? [],
      refOf: () => ref,
      memos: true,
    });
    if (assembled.waitFor !== null) return { kind: 'waiting', for: assembled.waitFor };
    holds.push(...assembled.holds);
    flags.push(...assembled.flags);
    const { table, id, origin, before } = target;
    rows.push({
      table,
      id,
      origin,
      before,
      part: source.part,
      of: ref,
      facets: assembled.facets,
      contributions: contributions(assembled, [{ ref, feeds: () => true }]),
    });
  }
  return holds.length > 0 ? { kind: 'held', holds } : { kind: 'rows', rows, flags };
}

const unreadableLocations = {
  code: 'unreadable-locations',
  field: 'locations',
  reason: 'The locations are no list of objects.',
  suggestion: 'Give the locations as a list, or an empty list.',
};
