import { type Answer, badInput, notFound } from './answers.js';
import type { Call, Route } from './routes.js';

/** The three documented calls about messages. Nothing is sent; a message is a number that was given out. */
export const messageRoutes: readonly Route[] = [
  { method: 'POST', path: '/messages', basis: 'documented', run: create },
  { method: 'POST', path: '/messages/:id/send', basis: 'documented', run: send },
  { method: 'GET', path: '/messages/:id/contactLink/:id', basis: 'documented', run: link },
];

function create({ store, body }: Call): Answer {
  if (!Array.isArray(body.modules)) return badInput('modules must be a list');
  const id = store.takeMessageId();
  return { kind: 'one', row: { id, name: `New message #${id}`, modules: body.modules, status: 'draft' } };
}

function send({ body }: Call): Answer {
  const whole = (list: unknown): boolean => list === undefined || (Array.isArray(list) && list.every((id) => Number.isInteger(id)));
  return whole(body.contacts) && whole(body.groups) ? { kind: 'done' } : badInput('contacts and groups must be lists of whole numbers');
}

function link({ store, ids: [messageId = 0, contactId = 0], query, origin }: Call): Answer {
  if (!store.contact(contactId)) return notFound(`contact ${contactId}`);
  const token = query.get('token') === '1' ? `?token=${(messageId * 31 + contactId).toString(36)}` : '';
  return { kind: 'one', row: { link: `${origin}/m/${messageId}/${contactId}${token}` } };
}
