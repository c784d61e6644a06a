import { faults } from '../../core/errors.js';
import type { Element } from '../../core/xml-tree.js';
import type { JoinType } from '../joined/join.js';

const joinTypes: Readonly<Record<string, JoinType>> = {
  inner: 'inner',
  outer: 'outer',
  exists: 'exists',
  in: 'exists',
  matchfirstrowusingcrossapply: 'first',
};

/** `link-type` of a link-entity beside other elements. */
export function joinTypeOf(element: Element): JoinType {
  const type = element.attributes.get('link-type') ?? 'inner';
  const known = Object.hasOwn(joinTypes, type) ? joinTypes[type] : undefined;
  if (known === undefined) throw faults.fetch('invalidLinkType', `The link-type '${type}' is not valid here.`);
  return known;
}

/**
 * What a link-entity inside of a filter asks of its related rows: how many there are, and how many of them its own filter lets pass. As documented,
 * and against the words: `all` holds where there are related rows and none of them passes, and `not all` is `any`.
 */
const quantifiers: Readonly<Record<string, (related: number, passing: number) => boolean>> = {
  any: (_related, passing) => passing > 0,
  'not any': (_related, passing) => passing === 0,
  all: (related, passing) => related > 0 && passing === 0,
  'not all': (_related, passing) => passing > 0,
};

export function quantifierOf(element: Element): (related: number, passing: number) => boolean {
  const type = element.attributes.get('link-type') ?? '';
  const known = Object.hasOwn(quantifiers, type) ? quantifiers[type] : undefined;
  if (known === undefined)
    throw faults.fetch('invalidLinkType', `The link-type '${type}' is not valid in a filter: it must be any, not any, all or not all.`);
  return known;
}
