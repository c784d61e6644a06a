import type { ObjectName } from '../../domain/index.js';
import { hasFraction, isStorable, sameInstant, sameInstantOrDay } from '../agree/instant.js';
import { isEmpty } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import type { MappingDocument } from '../document/schema.js';
import { toInstant } from '../write/instant.js';
import { asking, holds, own, reads, unplacedOf } from './kit.js';
import type { PersonSource, Rule, Source } from './rule.js';

interface MomentOptions {
  readonly name: string;
  readonly table: string;
  readonly object: ObjectName;
  readonly field: string;
  /** Logical name of the column. */
  readonly column: (doc: MappingDocument) => string;
}

/** A moment to the second in a column of ours. Parts of a second are kept, as written, among the values without a place. */
export function moment<S extends Source>({ name, table, object, field, column: columnOf }: MomentOptions): Rule<S> {
  return {
    name,
    table,
    facet: 'core',
    reads: reads(object, field),
    says: 'date and time in UTC, to the second',
    columns: (doc) => [columnOf(doc)],

    write(source, { doc }) {
      const column = columnOf(doc);
      const instant = toInstant(source.body[field]);
      if (instant === undefined) return asking({ [column]: null }, holds.unreadableDate(field), unplacedOf(source, field));
      return { columns: { [column]: instant?.iso ?? null }, ...(instant?.fraction && { unplaced: unplacedOf(source, field) }) };
    },

    agrees(source, readBack, context) {
      const column = columnOf(context.doc);
      const said = source.body[field];
      const found = readBack[column];
      if (isBlank(said)) return [verdict(field, column, null, found, isEmpty(found))];
      const same = sameInstant(said, found) && (!hasFraction(said) || context.unplacedHas(source.keyOf(field), field, said));
      const left =
        isEmpty(found) &&
        context.accepts('unreadable-date', field) &&
        !isStorable(said) &&
        context.unplacedHas(source.keyOf(field), field, said);
      return [verdict(field, column, said, found, same || left, same || left ? undefined : 'not the same moment')];
    },
  };
}

/**
 * `createdon`, through `overriddencreatedon`, which Dataverse takes on create only (docs/facts/dataverse.md §8). Verified by `createdon`; that column
 * may keep the day only, so the exact moment has a column of ours. A moment that cannot be read is the question of that column's rule.
 */
export function createdOn<S extends Source>(name: string, table: string, object: ObjectName): Rule<S> {
  return {
    name,
    table,
    facet: 'core',
    reads: reads(object, 'created_at'),
    createOnly: true,
    says: "the row's own date of creation, set once",
    columns: () => ['overriddencreatedon'],
    write: ({ body }) => {
      const instant = toInstant(body['created_at']);
      return { columns: instant ? { overriddencreatedon: instant.iso } : {} };
    },
    agrees: ({ body }, readBack, context) =>
      isBlank(body['created_at']) || (!isStorable(body['created_at']) && context.accepts('unreadable-date', 'created_at'))
        ? []
        : [
            verdict(
              'created_at',
              'createdon',
              body['created_at'],
              readBack['createdon'],
              sameInstantOrDay(body['created_at'], readBack['createdon']),
              sameInstantOrDay(body['created_at'], readBack['createdon'])
                ? undefined
                : 'Dataverse did not take the date of creation; the application user needs the privilege prvOverrideCreatedOnCreatedBy',
            ),
          ],
  };
}

export const personCreatedOn: Rule<PersonSource> = createdOn('createdOn', 'contact', 'user');
export const personCreatedAt: Rule<PersonSource> = moment({
  name: 'createdAt',
  table: 'contact',
  object: 'user',
  field: 'created_at',
  column: (doc) => own(doc, 'CreatedAt'),
});
