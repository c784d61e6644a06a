/** Operators that FetchXML calls by another word than query functions and QueryExpressions do. */
const words: Readonly<Record<string, string>> = {
  Equal: 'eq',
  NotEqual: 'ne',
  GreaterThan: 'gt',
  GreaterEqual: 'ge',
  LessThan: 'lt',
  LessEqual: 'le',
  DoesNotBeginWith: 'not-begin-with',
  DoesNotEndWith: 'not-end-with',
  DoesNotContainValues: 'not-contain-values',
  EqualUserId: 'eq-userid',
  NotEqualUserId: 'ne-userid',
  EqualUserTeams: 'eq-userteams',
  EqualUserOrUserTeams: 'eq-useroruserteams',
  EqualUserOrUserHierarchy: 'eq-useroruserhierarchy',
  EqualUserOrUserHierarchyAndTeams: 'eq-useroruserhierarchyandteams',
  EqualBusinessId: 'eq-businessid',
  NotEqualBusinessId: 'ne-businessid',
  EqualUserLanguage: 'eq-userlanguage',
  AboveOrEqual: 'eq-or-above',
  UnderOrEqual: 'eq-or-under',
  Last7Days: 'last-seven-days',
  Next7Days: 'next-seven-days',
};

/** The word that FetchXML has for an operator; the others are the same words written with hyphens: `last-x-days` for `LastXDays`. */
export function operatorWord(name: string): string {
  const other = Object.hasOwn(words, name) ? words[name] : undefined;
  return (
    other ??
    name
      .replaceAll(/(?!^)([A-Z])/g, '-$1')
      .toLowerCase()
      .replace('older-than', 'olderthan')
  );
}
