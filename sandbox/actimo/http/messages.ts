import { firstSeededMessageId, makeMessage, messageCount } from '../content/messages.js';
import { sendsOf } from '../content/sends.js';
import { Random, streams } from '../seed/random.js';
import { type Answer, badInput, listOf, notFound } from './answers.js';
import { visible } from './contacts.js';
import { present } from './present.js';
import type { Call, Route } from './routes.js';
import { keySees, messageIndexOf } from './trainings.js';

/** News posts. The three documented calls send nothing: a message made here is a number that was given out. All reading is inferred. */
export const messageRoutes: readonly Route[] = [
  { method: 'POST', path: '/messages', basis: 'documented', run: create },
  { method: 'POST', path: '/messages/:id/send', basis: 'documented', run: send },
  { method: 'GET', path: '/messages/:id/contactLink/:id', basis: 'documented', run: link },
  { method: 'GET', path: '/messages', basis: 'inferred', run: list },
  { method: 'GET', path: '/messages/:id', basis: 'inferred', run: one },
  { method: 'GET', path: '/messages/:id/analytics', basis: 'inferred', run: analytics },
  { method: 'GET', path: '/messages/:id/answers', basis: 'inferred', run: answers },
  { method: 'GET', path: '/messages/:id/sends', basis: 'inferred', run: sends },
];

function create({ store, body }: Call): Answer {
  if (!Array.isArray(body.modules)) return badInput('modules must be a list');
  const id = store.takeMessageId();
  return { kind: 'one', row: { id, name: `New message #${id}`, modules: body.modules, status: 'draft' } };
}

/** Whether there is such a message: a seeded one that the key sees, or one that was made since. */
function isThere(call: Call, id: number): boolean {
  const { store } = call;
  const made = id >= firstSeededMessageId(store.world) + messageCount(store.world) && id < store.nextMessageId;
  return made || find(call) !== undefined;
}

function send(call: Call): Answer {
  const { store, key, body, ids } = call;
  const [id = 0] = ids;
  if (!isThere(call, id)) return notFound(`message ${id}`);
  if (body.id !== undefined && Number(body.id) !== id) return badInput('the id in the body is not the one in the path');
  const { contacts = [], groups = [] } = body;
  const whole = (list: unknown): list is number[] => Array.isArray(list) && list.every((one) => Number.isInteger(one));
  if (!whole(contacts) || !whole(groups)) return badInput('contacts and groups must be lists of whole numbers');
  if (contacts.length + groups.length === 0) return badInput('nobody is named in contacts or groups');
  const stranger = contacts.find((contact) => !store.contact(contact) || !visible(store, key, contact));
  if (stranger !== undefined) return notFound(`contact ${stranger}`);
  const nowhere = groups.find((group) => !store.group(group));
  return nowhere === undefined ? { kind: 'done' } : notFound(`group ${nowhere}`);
}

function link(call: Call): Answer {
  const { store, key, ids, query, origin } = call;
  const [messageId = 0, contactId = 0] = ids;
  if (!isThere(call, messageId)) return notFound(`message ${messageId}`);
  if (!store.contact(contactId) || !visible(store, key, contactId)) return notFound(`contact ${contactId}`);
  const token = query.get('token') === '1' ? `?token=${(messageId * 31 + contactId).toString(36)}` : '';
  return { kind: 'one', row: { link: `${origin}/m/${messageId}/${contactId}${token}` } };
}

function find(call: Call): number | undefined {
  const index = messageIndexOf(call, call.ids[0] as number);
  return index !== undefined && keySees(call, makeMessage(call.store.world, index).workspace_id) ? index : undefined;
}

function list(call: Call): Answer {
  const { world } = call.store;
  const indexes = Array.from({ length: messageCount(world) }, (_, index) => index);
  const seen = call.key.workspaces === null ? indexes : indexes.filter((index) => keySees(call, makeMessage(world, index).workspace_id));
  return { kind: 'list', ids: seen, count: seen.length, load: (index) => present(call.media(makeMessage(world, index)), call.switches) };
}

function one(call: Call): Answer {
  const index = find(call);
  return index === undefined
    ? notFound(`message ${call.ids[0]}`)
    : { kind: 'one', row: present(call.media(makeMessage(call.store.world, index)), call.switches) };
}

/** Published-to leaves out people who left, notified-to counts them (docs/facts/actimo.md §3.4). */
function analytics(call: Call): Answer {
  const index = find(call);
  if (index === undefined) return notFound(`message ${call.ids[0]}`);
  const { store, participation } = call;
  const audience = participation.audience(index);
  const got = audience.map((id) => participation.recipient(index, id));
  const publishedTo = audience.filter((id) => store.contact(id) !== undefined).length;
  const viewed = got.filter(({ contact_id, opened_at }) => opened_at !== null && store.contact(contact_id) !== undefined).length;
  const random = new Random(store.world.options.seed, streams.message, -100_000 - index);
  return {
    kind: 'one',
    row: {
      published_to: publishedTo,
      notified_to: got.filter(({ notified_at }) => notified_at !== null).length,
      viewed_by: viewed,
      total_views: viewed * 2 + random.int(viewed + 1),
      unique_views: viewed,
      push_opened: got.filter(({ channel, opened_at }) => channel === 'push' && opened_at !== null).length,
      bounced: got.filter(({ bounced }) => bounced).length,
      open_rate: publishedTo === 0 ? 0 : Math.round((viewed * 1000) / publishedTo) / 10,
      traffic_sources: { push: random.int(viewed + 1), feed: random.int(viewed + 1), link: random.int(5) },
      reactions: { '👍': random.int(viewed + 1), '❤️': random.int(5) },
      comments: random.int(8),
    },
  };
}

function answers(call: Call): Answer {
  const index = find(call);
  return index === undefined
    ? notFound(`message ${call.ids[0]}`)
    : listOf(
        call.participation
          .answers(index)
          .filter(({ contact_id }) => contact_id === null || visible(call.store, call.key, contact_id as number))
          .map((row) => present(call.media(row), call.switches)),
      );
}

/** SMS and e-mails that went out for a message. */
function sends(call: Call): Answer {
  const index = find(call);
  if (index === undefined) return notFound(`message ${call.ids[0]}`);
  const { store, key, participation, switches } = call;
  const seen = sendsOf(store, participation, index).filter(({ contact_id }) => visible(store, key, contact_id));
  return listOf(seen.map((row) => present(row, switches)));
}
