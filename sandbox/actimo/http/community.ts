import { automationsOf, integrationsOf, oneOnOneCount, oneOnOnes, pointRules } from '../content/automations.js';
import { engagementOf, pointsOf } from '../content/engagement.js';
import { postsOf, socialGroup, socialGroupIds } from '../content/social.js';
import { type Answer, badInput, listOf, notFound } from './answers.js';
import { visible } from './contacts.js';
import { present, readTime } from './present.js';
import type { Call, Route } from './routes.js';

/** Points and engagement, the social wall, automations, integrations, one-on-ones. */
export const communityRoutes: readonly Route[] = [
  { method: 'GET', path: '/contacts/:id/points', basis: 'inferred', run: points },
  { method: 'GET', path: '/engagement', basis: 'inferred', run: engagement },
  {
    method: 'GET',
    path: '/points/rules',
    basis: 'inferred',
    run: ({ switches }) => listOf(pointRules.map((rule) => present(rule, switches))),
  },
  { method: 'GET', path: '/social/groups', basis: 'inferred', run: socialGroups },
  { method: 'GET', path: '/social/groups/:id/posts', basis: 'inferred', run: posts },
  {
    method: 'GET',
    path: '/automations',
    basis: 'inferred',
    run: ({ store, switches }) => listOf(automationsOf(store).map((row) => present(row, switches))),
  },
  {
    method: 'GET',
    path: '/integrations',
    basis: 'inferred',
    run: ({ store, switches }) => listOf(integrationsOf(store).map((row) => present(row, switches))),
  },
  { method: 'GET', path: '/one-on-ones', basis: 'inferred', run: meetings },
];

function points(call: Call): Answer {
  const id = call.ids[0] as number;
  if (!call.store.contact(id) || !visible(call.store, call.key, id)) return notFound(`contact ${id}`);
  return { kind: 'one', row: present(pointsOf(call.participation, id), call.switches) };
}

function engagement(call: Call): Answer {
  const period: { from?: string; to?: string } = {};
  for (const name of ['from', 'to'] as const) {
    const value = call.query.get(name);
    if (!value) continue;
    const time = readTime(value);
    if (time === undefined) return badInput(`${name} is not a time`);
    period[name] = time;
  }
  const ids = [...call.store.contactIds()].filter((id) => visible(call.store, call.key, id));
  return {
    kind: 'list',
    ids,
    count: ids.length,
    load: (id) => present(engagementOf(call.store, call.participation, id, period), call.switches),
  };
}

function socialGroups(call: Call): Answer {
  const ids = socialGroupIds(call.store);
  return { kind: 'list', ids, count: ids.length, load: (id) => present(socialGroup(call.store, id) ?? {}, call.switches) };
}

function posts(call: Call): Answer {
  const group = socialGroup(call.store, call.ids[0] as number);
  if (!group) return notFound(`social group ${call.ids[0]}`);
  // Admins cannot read what employees write among themselves (docs/facts/actimo.md §9).
  if (group.kind === 'private') return { kind: 'error', status: 403, message: 'private groups are for their members' };
  return listOf(postsOf(call.store, group).map((post) => present(call.media(post), call.switches)));
}

function meetings(call: Call): Answer {
  const { store, key } = call;
  const every = Array.from({ length: oneOnOneCount(store) }, (_, index) => index);
  const ids = key.workspaces === null ? every : every.filter((index) => visible(store, key, oneOnOnes(store, index).contact_id));
  return {
    kind: 'list',
    ids,
    count: ids.length,
    load: (index) => present(oneOnOnes(call.store, index), call.switches),
  };
}
