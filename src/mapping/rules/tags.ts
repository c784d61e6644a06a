import type { ObjectName } from '../../domain/index.js';
import { isEmpty } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import { ownLength } from '../schema/own-columns.js';
import { toText } from '../write/text.js';
import { asking, holds, own, reads, unplacedOf } from './kit.js';
import type { Outcome, Rule, Source } from './rule.js';

/** Tags, one per line, in the order of Actimo. A list is what is expected; a single text is one tag. */
export function tags<S extends Source>(table: string, object: ObjectName): Rule<S> {
  return {
    name: 'tags',
    table,
    facet: 'core',
    reads: reads(object, 'tags'),
    says: 'one per line',
    columns: (doc) => [own(doc, 'Tags')],
    write: (source, { doc }) => writeTags(source, own(doc, 'Tags')),

    agrees(source, readBack, context) {
      const column = own(context.doc, 'Tags');
      const said = source.body['tags'];
      const found = readBack[column];
      const wanted = (Array.isArray(said) ? said : [said]).filter((tag) => !isBlank(tag)).map((tag) => `${tag as string}`.trim());
      const lines = isEmpty(found) ? [] : `${found as string}`.replaceAll('\r\n', '\n').split('\n');
      if (lines.length === wanted.length && lines.every((line, index) => line === wanted[index]))
        return [verdict('tags', column, wanted.join(', '), found, true)];
      const left =
        isEmpty(found) &&
        ['not-text', 'too-long'].some((code) => context.accepts(code, 'tags')) &&
        context.unplacedHas(source.keyOf('tags'), 'tags', said);
      return [
        verdict('tags', column, wanted.join(', '), found, left, left ? 'kept among the values without a place' : 'not the same tags'),
      ];
    },
  };
}

function writeTags(source: Source, column: string): Outcome {
  const value = source.body['tags'];
  const list = (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map(toText).filter((tag) => tag !== null);
  // A tag with a line break would come out as two.
  if (list.some((tag) => tag === undefined || /[\r\n]/.test(tag)))
    return asking({ [column]: null }, holds.notText('tags'), unplacedOf(source, 'tags'));
  const text = list.join('\n');
  if (text.length > ownLength('Tags'))
    return asking({ [column]: null }, holds.tooLong('tags', text.length, ownLength('Tags')), unplacedOf(source, 'tags'));
  return { columns: { [column]: text === '' ? null : text } };
}
