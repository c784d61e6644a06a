import type { Columns, FacetName } from '../../domain/index.js';
import { UnplacedReader } from '../agree/memo.js';
import { isEmpty } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { compiled } from '../document/compiled.js';
import { accountId, accountSources } from '../plan/account-source.js';
import { accepting } from '../plan/answers.js';
import { ruleContext } from '../plan/context.js';
import { membershipSource, membershipTarget } from '../plan/membership.js';
import { identityCodes } from '../plan/person.js';
import { personSource } from '../plan/person-source.js';
import type { Rule, RuleContext, Source, Unplaced } from '../rules/rule.js';
import { ownName } from '../schema/own-columns.js';
import type { FieldVerdict, HeldAnswer, MappingContext, Subject, VerifyOptions } from '../types.js';
import { judgeExisting } from './existing.js';

/**
 * Judges one facet of a row as read back (`columnsToRead`), field by field, starting from the source. A facet agrees when all of its verdicts do.
 * Answers one verdict that does not agree when the record has no such row (any more).
 */
export function verifyRow(
  subject: Subject,
  ctx: MappingContext,
  facet: FacetName,
  readBack: Columns,
  options: VerifyOptions,
): FieldVerdict[] {
  switch (subject.object) {
    case 'user': {
      const source = personSource(subject.input, ctx.doc);
      if (source === null) return [leftOut];
      const view = {
        rules: compiled(ctx.doc).person,
        source,
        target: subject.input.target,
        answers: subject.input.answers,
        leftovers: source.leftovers,
        memos: true,
      };
      return judge(view, ctx, facet, readBack, options);
    }
    case 'workspace': {
      const source = accountSources(subject.input, ctx.doc).sources.find(({ part }) => part === subject.part);
      if (source === undefined) return [leftOut];
      const rules = subject.part === 'main' ? compiled(ctx.doc).account : compiled(ctx.doc).location;
      const target = { table: 'account', id: accountId(ctx, source), origin: 'created' as const, before: null };
      return judge({ rules, source, target, answers: subject.input.answers, leftovers: [], memos: true }, ctx, facet, readBack, options);
    }
    case 'membership': {
      const source = membershipSource(subject.input, ctx);
      const view = {
        rules: compiled(ctx.doc).membership,
        source,
        target: membershipTarget(source.key, ctx),
        answers: subject.input.answers,
        leftovers: [],
      };
      return judge({ ...view, memos: ctx.doc.membership.as === 'table' }, ctx, facet, readBack, options);
    }
  }
}

const leftOut = verdict('id', 'id', null, null, false, 'the record has no such row any more');

interface View<S extends Source> {
  readonly rules: readonly Rule<S>[];
  readonly source: S;
  readonly target: RuleContext['target'];
  readonly answers: readonly HeldAnswer[];
  readonly leftovers: readonly Unplaced[];
  readonly memos: boolean;
}

function judge<S extends Source>(
  view: View<S>,
  ctx: MappingContext,
  facet: FacetName,
  readBack: Columns,
  options: VerifyOptions,
): FieldVerdict[] {
  const reader = new UnplacedReader(readBack, ownName(ctx.doc.publisher.prefix, 'Unplaced'));
  const unplacedHas = reader.has.bind(reader);
  const strict = ruleContext(ctx, view.target, view.answers, { unplacedHas, accepts: () => false });
  const lenient = ruleContext(ctx, view.target, view.answers, { unplacedHas });
  const verdicts: FieldVerdict[] = [];
  const waved = new Set<string>();
  for (const rule of view.rules) {
    if (!isAsked(rule, facet, view, options)) continue;
    const judged = judgeExisting(rule, view.source, readBack, strict, rule.agrees(view.source, readBack, strict));
    if (judged.every(({ agrees }) => agrees)) {
      verdicts.push(...judged);
      continue;
    }
    // Something is not as the source says: it may be so by decision, and then the row must say so.
    const decided = judgeExisting(rule, view.source, readBack, lenient, rule.agrees(view.source, readBack, lenient));
    for (const [index, { agrees, field }] of decided.entries()) if (agrees && judged[index]?.agrees === false) waved.add(field);
    verdicts.push(...decided);
  }
  if (facet === 'core' && view.memos) {
    verdicts.push(
      ...leftoverVerdicts(view, readBack, reader, strict),
      reviewVerdict(view, ctx, readBack, waved),
      unexplainedVerdict(readBack, reader, strict),
    );
  }
  return verdicts;
}

function isAsked<S extends Source>(
  { facet: own, createOnly }: Rule<S>,
  facet: FacetName,
  { target }: View<S>,
  { created, facets }: VerifyOptions,
): boolean {
  if (createOnly === true && !(created && target.origin === 'created')) return false;
  return own === facet || (facet === 'core' && facets !== undefined && !facets.includes(own));
}

/** Values of further records of the same person. */
const leftoverVerdicts = <S extends Source>(
  { leftovers }: View<S>,
  readBack: Columns,
  reader: UnplacedReader,
  context: RuleContext,
): FieldVerdict[] =>
  leftovers.map(({ key, field, value }) =>
    verdict(
      field,
      context.own('Unplaced'),
      value,
      readBack[context.own('Unplaced')],
      reader.has(key, field, value),
      'of a further record of the same person',
    ),
  );

function unexplainedVerdict(readBack: Columns, reader: UnplacedReader, context: RuleContext): FieldVerdict {
  const column = context.own('Unplaced');
  const extra = reader.unexplained();
  return verdict(
    '',
    column,
    null,
    extra === 0 ? null : readBack[column],
    extra === 0,
    extra === 0 ? undefined : 'a value is kept here that has a place, or that Actimo does not have',
  );
}

/** Every line of the review column is about something that was decided, and everything that was decided has a line. */
function reviewVerdict<S extends Source>(
  { answers }: View<S>,
  { doc }: MappingContext,
  readBack: Columns,
  waved: ReadonlySet<string>,
): FieldVerdict {
  const column = ownName(doc.publisher.prefix, 'Review');
  const memo = readBack[column];
  const lines = isEmpty(memo) ? [] : `${memo as string}`.replaceAll('\r\n', '\n').split('\n');
  const accepts = accepting(doc, answers);
  const identity = answers.filter(({ kind, code }) => kind === 'loadFlagged' && identityCodes.has(code)).map(({ code }) => code);
  const decided = lines.every((line) => accepts(line.split(' ')[0] ?? '', line.split(' ').slice(1).join(' ')));
  const marked =
    [...waved].every((field) => lines.some((line) => line.endsWith(` ${field}`))) &&
    identity.every((code) => lines.some((line) => line === code || line.startsWith(`${code} `)));
  return verdict(
    '',
    column,
    [...waved, ...identity].join(', '),
    memo,
    decided && marked,
    decided && marked ? undefined : 'the marks for review are not those of the decisions',
  );
}
