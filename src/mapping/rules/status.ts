import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import { toText } from '../write/text.js';
import { reads } from './kit.js';
import type { PersonSource, Rule } from './rule.js';

/** Contact's own pairs of state and reason (docs/facts/dataverse.md §8). */
const states = { active: { statecode: 0, statuscode: 1 }, inactive: { statecode: 1, statuscode: 2 } } as const;

/** Active or inactive, written last because a row is created active. Of several records of one person, one that is active makes the person active. */
export const status: Rule<PersonSource> = {
  name: 'status',
  table: 'contact',
  facet: 'state',
  reads: reads('user', 'status'),
  says: 'active or inactive',
  columns: () => ['statecode', 'statuscode'],

  write({ members }) {
    // A word that nobody knows counts as active, so that nobody disappears from view by mistake.
    const said = members
      .filter(({ body }) => !isBlank(body['status']))
      .map(({ body }) => toText(body['status'])?.toLowerCase() ?? 'unknown');
    const strange = said.some((word) => !Object.hasOwn(states, word));
    const inactive = said.length > 0 && said.every((word) => word === 'inactive');
    return {
      columns: { ...states[inactive ? 'inactive' : 'active'] },
      ...(strange && {
        holds: [
          {
            code: 'unknown-status',
            field: 'status',
            reason: 'The status is neither active nor inactive.',
            suggestion: 'Give active or inactive, or load the person as active: the word is kept in a column of its own.',
          },
        ],
      }),
    };
  },

  agrees({ members }, readBack, context) {
    const said = members.map(({ body }) => body['status']).filter((value) => !isBlank(value));
    const words = said.map((value) => `${value as string}`.trim().toLowerCase());
    const wanted = words.length > 0 && words.every((word) => word === 'inactive') ? 1 : 0;
    const known = words.every((word) => word === 'active' || word === 'inactive') || context.accepts('unknown-status', 'status');
    return [
      verdict('status', 'statecode', said.join(', '), readBack['statecode'], known && readBack['statecode'] === wanted),
      verdict('status', 'statuscode', said.join(', '), readBack['statuscode'], known && readBack['statuscode'] === wanted + 1),
    ];
  },
};
