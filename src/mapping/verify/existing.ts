import { type Columns, type ColumnValue, sameValue } from '../../domain/index.js';
import { isEmpty } from '../agree/text.js';
import { valuesOf } from '../plan/lost.js';
import type { Rule, RuleContext, Source } from '../rules/rule.js';
import type { FieldVerdict } from '../types.js';

const consent = /^donot(bulkemail|sendmm|email|phone)$/;

const isOurs = (column: string, { doc }: RuleContext): boolean => column.startsWith(`${doc.publisher.prefix}_`) || consent.test(column);

/** Whether a column of a row that was there stays what it was, said apart from what decides it when writing. */
function stays(column: string, context: RuleContext): boolean {
  const { doc, target } = context;
  if (target.origin === 'created' || isOurs(column, context) || doc.contact.existing === 'overwrite') return false;
  return doc.contact.existing === 'leave' || !isEmpty(target.before?.[column]);
}

/**
 * Verdicts on a row that was there. A column that holds what it held before is right where Actimo has nothing to put there, or where the value of Actimo
 * is kept without a place; and a value that had to stay must not have been overwritten.
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
  // Every value of a rule with a taken column is kept, also those that found a place.
  const kept = verdicts.some(({ columns }) => stays(columns[0] ?? '', context))
    ? valuesOf(rule, source).map(({ key, field, value }) => context.unplacedHas(key, field, value))
    : [];
  return verdicts.map((verdict) => {
    const [column = ''] = verdict.columns;
    const was: ColumnValue | undefined = before[column];
    const isTheirs = !isEmpty(was) && sameValue(was, readBack[column]);
    if (verdict.agrees) {
      const overwritten = stays(column, context) && !sameValue(was, readBack[column]) && !saidBefore(rule, source, before, context, column);
      return overwritten ? { ...verdict, agrees: false, why: 'a value that was there before the migration was overwritten' } : verdict;
    }
    if (isTheirs && mayStay(column, context) && nothingToWrite(rule, source, readBack, context, verdict))
      return { ...verdict, agrees: true, why: 'nothing in Actimo: the earlier value stays' };
    if (!stays(column, context)) return verdict;
    const right = kept.length > 0 && kept.every(Boolean);
    return {
      ...verdict,
      agrees: right,
      why: right
        ? 'the Contact had its own value; that of Actimo is kept among the values without a place'
        : 'the value is neither here nor kept',
    };
  });
}

/** Under "overwrite" an earlier value stays where Actimo has none. */
const mayStay = (column: string, context: RuleContext): boolean =>
  stays(column, context) || (context.doc.contact.existing === 'overwrite' && !isOurs(column, context));

/** Whether the rule would be content with an empty column. */
const nothingToWrite = <S extends Source>(
  rule: Rule<S>,
  source: S,
  readBack: Columns,
  context: RuleContext,
  { field, columns }: FieldVerdict,
): boolean =>
  rule
    .agrees(source, { ...readBack, [columns[0] ?? '']: null }, context)
    .some((verdict) => verdict.agrees && verdict.field === field && verdict.columns[0] === columns[0]);

/** Whether the column said the same as Actimo already before the migration. */
const saidBefore = <S extends Source>(rule: Rule<S>, source: S, before: Columns, context: RuleContext, column: string): boolean =>
  rule
    .agrees(source, before, { ...context, unplacedHas: () => false })
    .some((verdict) => verdict.agrees && verdict.columns.includes(column));
