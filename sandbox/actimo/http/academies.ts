import { firstAcademyId, makeAcademy } from '../content/academies.js';
import { firstSeededMessageId } from '../content/messages.js';
import type { Academy } from '../content/records.js';
import { type Answer, listOf, notFound } from './answers.js';
import { present } from './present.js';
import type { Call, Route } from './routes.js';
import { keySees } from './trainings.js';

/** Learning paths: ordered sections of trainings, and how far each person got. */
export const academyRoutes: readonly Route[] = [
  { method: 'GET', path: '/academies', basis: 'inferred', run: list },
  { method: 'GET', path: '/academies/:id', basis: 'inferred', run: one },
  { method: 'GET', path: '/academies/:id/progress', basis: 'inferred', run: progress },
];

function find(call: Call): Academy | undefined {
  const index = (call.ids[0] as number) - firstAcademyId(call.store.world);
  if (!(index >= 0 && index < call.store.world.workspaces)) return undefined;
  const academy = makeAcademy(call.store.world, index);
  return keySees(call, academy.workspace_id) ? academy : undefined;
}

function list(call: Call): Answer {
  const { world } = call.store;
  const indexes = Array.from({ length: world.workspaces }, (_, index) => index).filter((index) =>
    keySees(call, world.firstWorkspaceId + index),
  );
  return { kind: 'list', ids: indexes, count: indexes.length, load: (index) => present(makeAcademy(world, index), call.switches) };
}

function one(call: Call): Answer {
  const academy = find(call);
  return academy ? { kind: 'one', row: present(academy, call.switches) } : notFound(`academy ${call.ids[0]}`);
}

/** A person is done when all trainings are passed; the score is the mean of the best attempts. */
function progress(call: Call): Answer {
  const academy = find(call);
  if (!academy) return notFound(`academy ${call.ids[0]}`);
  const { store, participation } = call;
  const first = firstSeededMessageId(store.world);
  const indexes = academy.sections.flatMap(({ trainings }) => trainings.map(({ message_id }) => message_id - first));
  const people = new Map<number, number[]>();
  for (const index of indexes) for (const id of participation.audience(index)) people.set(id, [...(people.get(id) ?? []), index]);
  const rows = [...people].sort(([a], [b]) => a - b);
  return listOf(
    rows.map(([contact_id, got]) => {
      const best = got.flatMap((index) => {
        const tries = participation.results(index, contact_id);
        return tries.length === 0 ? [] : [tries.reduce((top, result) => (result.score_pct > top.score_pct ? result : top))];
      });
      const completed = best.filter(({ passed }) => passed).length;
      const score =
        best.length === 0 ? null : Math.round((best.reduce((sum, { score_pct }) => sum + score_pct, 0) / best.length) * 10) / 10;
      const status = completed === indexes.length ? 'completed' : best.length > 0 ? 'started' : 'not_started';
      return { contact_id, completed, total: indexes.length, score_pct: score, status };
    }),
  );
}
