import { type Columns, type ColumnValue, sameValue } from '../../domain/index.js';
import { isEmpty } from '../agree/text.js';
import { valuesOf } from '../plan/lost.js';
import type { Rule, RuleContext, Source } from '../rules/rule.js';
import type { FieldVerdict } from '../types.js';

const consent = /^donot(bulkemail|sendmm|email|phone)$/;

/** Whether a column of a row that was there stays what it was, said apart from what decides it when writing. */
function stays(column: string, { doc, target }: RuleContext): boolean {
  if (target.origin === 'created' || column.startsWith(`${doc.publisher.prefix}_`) || consent.test(column)) return false;
  const was = target.before?.[column];
  if (doc.contact.existing === 'overwrite') return false;
  return doc.contact.existing === 'leave' || !isEmpty(was);
}

/**
 * Verdicts on a row that was there: where a column stayed what it was, the value of Actimo must be kept without a place, and the column must not have
 * been overwritten.
 */
export function judgeExisting<S extends Source>(
  rule: Rule<S>,
  source: S,
  readBack: Columns,
  context: RuleContext,
  verdicts: readonly FieldVerdict[],
): FieldVerdict[] {
  if (context.target.origin === 'created') return [...verdicts];
  const before = context.target.before ?? {};
  return verdicts.map((verdict) => {
    const [column = ''] = verdict.columns;
    const was: ColumnValue | undefined = before[column];
    if (blankOverwrites(verdict, was, readBack[column], context))
      return { ...verdict, agrees: true, why: 'nothing in Actimo: the earlier value stays' };
    if (!stays(column, context)) return verdict;
    if (verdict.agrees) {
      const overwritten = !sameValue(was, readBack[column]) && !saidBefore(rule, source, before, context, column);
      return overwritten ? { ...verdict, agrees: false, why: 'a value that was there before the migration was overwritten' } : verdict;
    }
    const kept = valuesOf(rule, source).map(({ key, field, value }) => context.unplacedHas(key, field, value));
    const right = kept.length > 0 ? kept.every(Boolean) : sameValue(was, readBack[column]) || isEmpty(readBack[column]);
    return {
      ...verdict,
      agrees: right,
      why: right
        ? 'the Contact had its own value; that of Actimo is kept among the values without a place'
        : 'the value is neither here nor kept',
    };
  });
}

function blankOverwrites(
  verdict: FieldVerdict,
  was: ColumnValue | undefined,
  found: ColumnValue | undefined,
  { doc }: RuleContext,
): boolean {
  return !verdict.agrees && doc.contact.existing === 'overwrite' && verdict.source === '' && !isEmpty(was) && sameValue(was, found);
}

/** Whether the column said the same as Actimo already before the migration. */
const saidBefore = <S extends Source>(rule: Rule<S>, source: S, before: Columns, context: RuleContext, column: string): boolean =>
  rule
    .agrees(source, before, { ...context, unplacedHas: () => false })
    .some((verdict) => verdict.agrees && verdict.columns.includes(column));
