import { type SourceRef, sourceKey } from '../../domain/index.js';
import { pointsTo } from '../agree/lookup.js';
import { asLines } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import { toText } from '../write/text.js';
import { reads } from './kit.js';
import type { Outcome, PersonSource, Rule, RuleContext } from './rule.js';

/**
 * The manager: a look-up from Contact to Contact, written in the second facet, so that two people who manage each other survive. Nobody waits for a
 * manager and nobody is held for one: where the manager is not there the look-up stays empty, the person is listed, and the id stays in its own column.
 */
export const manager: Rule<PersonSource> = {
  name: 'manager',
  table: 'contact',
  facet: 'links',
  reads: reads('user', 'manager_id'),
  says: "look-up to the manager's Contact, once both are there",
  columns: (doc) => [managerColumn(doc.publisher.prefix)],
  write: writeManager,

  agrees({ body }, readBack, { doc, world, target }) {
    const column = managerColumn(doc.publisher.prefix);
    const said = body['manager_id'];
    const found = readBack[column];
    if (isBlank(said) || typeof said === 'object') return [verdict('manager_id', column, said, found, pointsTo(found, 'contact', null))];
    const there = world.targetOf({ object: 'user', key: sourceKey(asLines(`${said as string}`).trim()) });
    if (there?.state !== 'there' || there.id.toLowerCase() === target.id.toLowerCase()) {
      return [
        verdict('manager_id', column, said, found, pointsTo(found, 'contact', null), 'the manager has no Contact of their own to point to'),
      ];
    }
    return [verdict('manager_id', column, said, found, pointsTo(found, 'contact', there.id))];
  },
};

export const managerColumn = (prefix: string): string => `${prefix}_managerid`;

const texts = {
  held: 'The manager is held; the look-up is empty until that is decided.',
  dropped: 'The manager was left out; the look-up stays empty.',
  missing: 'Actimo has no such manager (any more); the look-up stays empty.',
  self: 'The person is their own manager; the look-up stays empty.',
  undecided: 'The manager is not mapped yet; the look-up is empty until then.',
} as const;

function writeManager({ body }: PersonSource, context: RuleContext): Outcome {
  const column = managerColumn(context.doc.publisher.prefix);
  const text = toText(body['manager_id']);
  if (text === null || text === undefined) return { columns: { [column]: null } };
  const ref: SourceRef = { object: 'user', key: sourceKey(text) };
  const there = context.world.targetOf(ref);
  const without = (why: keyof typeof texts): Outcome => ({
    columns: { [column]: null },
    flags: [{ code: `manager-${why}`, field: 'manager_id', text: texts[why] }],
  });
  if (there === null) return without('undecided');
  if (there.state !== 'there') return without(there.state);
  if (there.id === context.target.id) return without('self');
  return { columns: { [column]: { table: 'contact', id: there.id } } };
}
