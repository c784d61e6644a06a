import { isBlank } from '../body.js';
import type { PersonSource, Rule, Source, Unplaced } from '../rules/rule.js';

const isPerson = (source: Source): source is PersonSource => 'members' in source;

/** Every value that a rule carries, with the record that has it: what must be kept elsewhere where the rule's column is not ours to write. */
export function valuesOf<S extends Source>({ reads }: Rule<S>, source: S): Unplaced[] {
  const records = (object: string) => {
    if (!isPerson(source)) return [{ key: source.key, body: source.body }];
    return object === 'membership' ? (source.primary === null ? [] : [source.primary]) : source.members;
  };
  return reads.flatMap(({ object, field }) =>
    records(object).flatMap(({ key, body }) => (isBlank(body[field]) ? [] : [{ key, field, value: body[field] }])),
  );
}
