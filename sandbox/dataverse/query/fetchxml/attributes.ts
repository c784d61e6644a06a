import { faults } from '../../core/errors.js';
import type { Element } from '../../core/xml-tree.js';

/** An attribute that must be there. */
export function required(element: Element, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined || value === '')
    throw faults.fetch('attributeNotFound', `The attribute '${name}' of the element '${element.name}' is missing.`);
  return value;
}

/** `true`, `1`, `false` or `0`; false when it is left out. */
export function flag(element: Element, name: string): boolean {
  const value = element.attributes.get(name);
  if (value === undefined) return false;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  const code = name === 'distinct' ? 'invalidDistinct' : name === 'descending' ? 'invalidDescending' : 'invalidAggregate';
  throw faults.fetch(code, `The attribute '${name}' must be 'true' or 'false' and not '${value}'.`);
}

/** A whole number above zero; null when it is left out. */
export function positive(element: Element, name: string): number | null {
  const value = element.attributes.get(name);
  if (value === undefined) return null;
  if (!/^\d{1,9}$/.test(value.trim()) || Number(value) === 0)
    throw name === 'top'
      ? faults.fetch('topAboveZero', `The top count must be greater than zero and not '${value}'.`)
      : faults.aboveZero(name);
  return Number(value);
}

/** A name that an answer can carry. */
export function aliasIn(element: Element): string | null {
  const alias = element.attributes.get('alias');
  if (alias === undefined) return null;
  if (!/^[A-Za-z_]\w*$/.test(alias))
    throw faults.fetch(
      'invalidAlias',
      `Invalid character specified for alias: ${alias}. Only characters within the ranges [A-Z], [a-z] or [0-9] or _ are allowed.  The first character may only be in the ranges [A-Z], [a-z] or _.`,
    );
  return alias;
}

/** What may stand in an element, and nothing else. */
export function demandChildren(element: Element, allowed: readonly string[]): void {
  const wrong = element.children.find(({ name }) => !allowed.includes(name));
  if (wrong !== undefined)
    throw faults.fetch('invalidNode', `Invalid Child Node, valid nodes are ${allowed.join(', ')}. NodeName = ${wrong.name}`);
}
