import { firstSeededMessageId, isTraining, kindOf, makeMessage, messageCount } from '../content/messages.js';
import { type Answer, listOf, notFound } from './answers.js';
import { present } from './present.js';
import type { Call, Route } from './routes.js';

/** Trainings are messages with a quiz: who got them, how they did, and the bag of what stands in for custom properties. */
export const trainingRoutes: readonly Route[] = [
  { method: 'GET', path: '/trainings/:id/recipients', basis: 'inferred', run: recipients },
  { method: 'GET', path: '/trainings/:id/results', basis: 'inferred', run: results },
  { method: 'GET', path: '/trainings/:id/properties', basis: 'inferred', run: properties },
];

/** The index of a seeded message; `undefined` for an id that is none. */
export function messageIndexOf({ store }: Call, id: number): number | undefined {
  const index = id - firstSeededMessageId(store.world);
  return index >= 0 && index < messageCount(store.world) ? index : undefined;
}

/** Whether this key sees the message's workspace. */
export function keySees({ key }: Call, workspaceId: number): boolean {
  return key.workspaces === null || key.workspaces.includes(workspaceId);
}

function training(call: Call): number | undefined {
  const index = messageIndexOf(call, call.ids[0] as number);
  if (index === undefined || !isTraining(index)) return undefined;
  return keySees(call, makeMessage(call.store.world, index).workspace_id) ? index : undefined;
}

function recipients(call: Call): Answer {
  const index = training(call);
  if (index === undefined) return notFound(`training ${call.ids[0]}`);
  const ids = call.participation.audience(index);
  return { kind: 'list', ids, count: ids.length, load: (id) => present(call.participation.recipient(index, id), call.switches) };
}

function results(call: Call): Answer {
  const index = training(call);
  if (index === undefined) return notFound(`training ${call.ids[0]}`);
  const rows = call.participation.audience(index).flatMap((id) => call.participation.results(index, id));
  return listOf(rows.map((row) => present(row, call.switches)));
}

function properties(call: Call): Answer {
  const index = training(call);
  if (index === undefined) return notFound(`training ${call.ids[0]}`);
  const message = makeMessage(call.store.world, index);
  const academy = call.participation.academyOf(index);
  const retake =
    academy?.sections.flatMap(({ trainings }) => trainings).find(({ message_id }) => message_id === message.id)?.retake ?? null;
  const bag = {
    categories: message.categories.map(({ name }) => name),
    language: message.language,
    due_date: academy?.due_date ?? null,
    passing_score: academy?.passing_score ?? 80,
    retake,
    menu: kindOf(index) === 'training' ? 'side' : 'none',
    theme: index % 2 === 0 ? 'nordlys' : null,
  };
  return listOf(Object.entries(bag).map(([key, value]) => ({ key, value })));
}
