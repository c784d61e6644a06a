import type { Columns, ObjectName } from '../../domain/index.js';
import { isCutOf, isEmpty, sameText } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import type { MappingDocument } from '../document/schema.js';
import type { FieldVerdict } from '../types.js';
import { cutTo, toText } from '../write/text.js';
import { asking, holds, reads, unplacedOf } from './kit.js';
import type { Outcome, Rule, RuleContext, RuleHold, Source } from './rule.js';

interface PlainText {
  readonly name: string;
  readonly table: string;
  readonly object: ObjectName;
  readonly field: string;
  readonly column: string | ((doc: MappingDocument) => string);
  readonly maxLength: number;
  /** A question beyond those about the text itself. */
  readonly asks?: (source: Source) => RuleHold | undefined;
}

/**
 * A text that goes to a column as it is, white space around it aside. One that is longer than the column is a question; loaded all the same it is cut
 * and kept in full among the values without a place.
 */
export function plainText<S extends Source>(options: PlainText): Rule<S> {
  const { field, maxLength } = options;
  const column = typeof options.column === 'function' ? options.column : () => options.column as string;
  return {
    name: options.name,
    table: options.table,
    facet: 'core',
    reads: reads(options.object, field),
    says: `text, up to ${maxLength.toLocaleString('en')} characters`,
    columns: (doc) => [column(doc)],
    write: (source, context) => {
      const outcome = writeText(source, field, column(context.doc), maxLength);
      const question = options.asks?.(source);
      return question === undefined ? outcome : { ...outcome, holds: [question, ...(outcome.holds ?? [])] };
    },
    agrees: (source, readBack, context) => [textVerdict(source, field, column(context.doc), maxLength, readBack, context)],
  };
}

function writeText(source: Source, field: string, column: string, maxLength: number): Outcome {
  const text = toText(source.body[field]);
  if (text === undefined && source.body[field] !== undefined && source.body[field] !== null && typeof source.body[field] === 'object')
    return asking({ [column]: null }, holds.notText(field), unplacedOf(source, field));
  if (text === undefined || text === null) return { columns: { [column]: null } };
  if (text.length > maxLength)
    return asking({ [column]: cutTo(text, maxLength) }, holds.tooLong(field, text.length, maxLength), unplacedOf(source, field));
  return { columns: { [column]: text } };
}

function textVerdict(
  source: Source,
  field: string,
  column: string,
  maxLength: number,
  readBack: Columns,
  context: RuleContext,
): FieldVerdict {
  const said = source.body[field];
  const found = readBack[column];
  const kept = () => context.unplacedHas(source.keyOf(field), field, said);
  if (typeof said === 'object' && said !== null) {
    return verdict(
      field,
      column,
      said,
      found,
      context.accepts('not-text', field) && isEmpty(found) && kept(),
      'not a text; kept among the values without a place',
    );
  }
  if (sameText(said, found)) return verdict(field, column, said, found, true);
  const cut = context.accepts('too-long', field) && isCutOf(said, found, maxLength) && kept();
  return verdict(
    field,
    column,
    said,
    found,
    cut,
    cut ? 'cut, and kept in full among the values without a place' : 'the text is not the same',
  );
}
