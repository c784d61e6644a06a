import { type SourceRef, sourceKey } from '../../domain/index.js';
import { pointsTo } from '../agree/lookup.js';
import { verdict } from '../agree/verdict.js';
import { fieldOf, isBlank } from '../body.js';
import { reads } from './kit.js';
import type { Outcome, PersonSource, Rule, RuleContext } from './rule.js';

/**
 * The Account of the primary membership as the Contact's parent. The Contact waits for an Account that is not decided yet and is held because of one
 * that is held; without an Account that does not exist it loads.
 */
export const parentAccount: Rule<PersonSource> = {
  name: 'parentAccount',
  table: 'contact',
  facet: 'core',
  reads: reads('membership', 'workspace_id'),
  says: "the primary membership's Account as the Contact's parent",
  columns: () => ['parentcustomerid'],
  write: writeParent,

  agrees({ primary }, readBack, { world }) {
    const found = readBack['parentcustomerid'];
    const said = primary?.body['workspace_id'];
    if (primary === null || isBlank(said))
      return [verdict('workspace_id', 'parentcustomerid', null, found, pointsTo(found, 'account', null))];
    const there = world.targetOf({ object: 'workspace', key: sourceKey(`${said as string}`) });
    return [
      verdict('workspace_id', 'parentcustomerid', said, found, pointsTo(found, 'account', there?.state === 'there' ? there.id : null)),
    ];
  },
};

function writeParent({ primary }: PersonSource, { world }: RuleContext): Outcome {
  const workspace = primary === null ? null : fieldOf(primary.body, 'workspace_id');
  if (workspace === null) return { columns: { parentcustomerid: null } };
  const ref: SourceRef = { object: 'workspace', key: sourceKey(String(workspace)) };
  const there = world.targetOf(ref);
  if (there === null) return { columns: {}, waitFor: ref };
  if (there.state === 'there') return { columns: { parentcustomerid: { table: 'account', id: there.id } } };
  if (there.state === 'held')
    return {
      columns: { parentcustomerid: null },
      holds: [
        {
          code: 'because-of',
          field: 'workspace_id',
          reason: 'The workspace of the primary membership is held.',
          suggestion: 'Decide about the workspace.',
          causedBy: ref,
        },
      ],
    };
  return {
    columns: { parentcustomerid: null },
    flags: [
      {
        code: `workspace-${there.state}`,
        field: 'workspace_id',
        text: 'The workspace of the primary membership has no Account; the person has no parent account.',
      },
    ],
  };
}
