import type { RuleContext } from '../rules/rule.js';
import { ownName } from '../schema/own-columns.js';
import type { HeldAnswer, MappingContext } from '../types.js';
import { accepting } from './answers.js';

/** What a rule is told besides its source. Writing never asks what was kept; verifying hands in the reader. */
export function ruleContext(
  world: MappingContext,
  target: RuleContext['target'],
  answers: readonly HeldAnswer[],
  reading: Pick<RuleContext, 'unplacedHas'> & Partial<Pick<RuleContext, 'accepts'>> = { unplacedHas: () => false },
): RuleContext {
  const { doc } = world;
  return { doc, world, target, own: (column) => ownName(doc.publisher.prefix, column), accepts: accepting(doc, answers), ...reading };
}
