import { pulseCells, pulses, roundsOf } from '../content/pulses.js';
import { type Answer, badInput, listOf, notFound } from './answers.js';
import { visible } from './contacts.js';
import { present } from './present.js';
import type { Call, Route } from './routes.js';

/** Pulses: what is asked, and aggregates per manager's team. Nothing about a person is to be had. */
export const pulseRoutes: readonly Route[] = [
  { method: 'GET', path: '/pulses', basis: 'inferred', run: ({ switches }) => listOf(pulses.map((pulse) => present(pulse, switches))) },
  { method: 'GET', path: '/pulses/:id/results', basis: 'inferred', run: results },
];

function results(call: Call): Answer {
  const pulse = pulses.find(({ id }) => id === call.ids[0]);
  if (!pulse) return notFound(`pulse ${call.ids[0]}`);
  const asked = call.query.get('round');
  const last = roundsOf(pulse);
  if (asked !== null && !(Number.isInteger(Number(asked)) && Number(asked) >= 1 && Number(asked) <= last))
    return badInput(`round must be 1 to ${last}`);
  const rounds = asked === null ? Array.from({ length: last }, (_, nth) => nth + 1) : [Number(asked)];
  const { store, key, switches } = call;
  const cells = rounds.flatMap((round) => pulseCells(store.world, pulse, round));
  const seen = key.workspaces === null ? cells : cells.filter(({ manager_id }) => visible(store, key, manager_id));
  return listOf(seen.map((cell) => present(cell, switches)));
}
