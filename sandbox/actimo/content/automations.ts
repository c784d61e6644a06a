import { Random, streams } from '../seed/random.js';
import { day, iso, seedEnd } from '../seed/times.js';
import type { ActimoStore } from '../store.js';
import { categories, firstSeededMessageId } from './messages.js';

/** Automations: trigger, rules, actions, as the admin UI shows them. */
export const automationsOf = (store: ActimoStore): readonly Record<string, unknown>[] => {
  const first = firstSeededMessageId(store.world);
  const firstId = 51 + store.world.client * 100;
  return [
    {
      id: firstId,
      name: 'Velkommen til nye 🎉',
      trigger: { type: 'contact_created' },
      rules: [{ type: 'time_delay', hours: 24 }],
      actions: [{ type: 'send_message', message_id: first, channel: 'push' }],
      enabled: true,
    },
    {
      id: firstId + 1,
      name: 'Niveau: Ekspert',
      trigger: { type: 'message_opened', message_id: first + 1 },
      rules: [{ type: 'all_quizzes_completed' }, { type: 'has_tags', tags: ['elev'] }],
      actions: [
        { type: 'update_contact', field: 'data3', value: '🥇 Ekspert' },
        { type: 'modify_tags', add: ['mentor'], remove: ['elev'] },
      ],
      enabled: true,
    },
    {
      id: firstId + 2,
      name: 'Påmindelse (gammel)',
      trigger: { type: 'message_sent', message_id: first + 2 },
      rules: [{ type: 'group_membership', group_id: store.world.firstGroupId + 1 }, { type: 'media_played' }],
      actions: [{ type: 'update_groups', add: [store.world.firstGroupId + 2], remove: [] }],
      enabled: false,
    },
  ];
};

/** Point categories, and the recipe by which points become a level. */
export const pointRules: readonly Record<string, unknown>[] = [
  ...categories.map(({ id, name }) => ({ id, kind: 'category', name, counts: true })),
  {
    id: 101,
    kind: 'level',
    name: 'Niveau',
    field: 'data3',
    levels: [
      { from_points: 0, value: '🥉 Begynder' },
      { from_points: 25, value: '🥈 Øvet' },
      { from_points: 60, value: '🥇 Ekspert' },
      { from_points: 120, value: '🏆 Mester' },
    ],
  },
];

/** Connections to other systems. Secrets are never among the settings. */
export function integrationsOf({ world: { mailDomain } }: ActimoStore): readonly Record<string, unknown>[] {
  return [
    {
      id: 61,
      kind: 'azure_ad',
      name: 'Azure AD',
      settings: { tenant: mailDomain, scopes: ['User.Read.All', 'Group.Read.All'], interval_hours: 24 },
    },
    {
      id: 62,
      kind: 'csv_sftp',
      name: 'Løn → Actimo',
      settings: { host: `sftp.${mailDomain}`, path: '/ud/medarbejdere.csv', delimiter: ';', encoding: 'cp1252' },
    },
    { id: 63, kind: 'oidc', name: 'Log ind med Microsoft', settings: { issuer: `https://login.${mailDomain}`, client_id: 'actimo' } },
  ];
}

export interface OneOnOne {
  readonly id: number;
  readonly manager_id: number;
  readonly contact_id: number;
  readonly starts_at: string;
  readonly ends_at: string | null;
  readonly title: string;
  readonly notes: string | null;
  readonly status: string;
}

/** One-on-ones of managers with their people; notes as somebody typed them. */
export function oneOnOnes(store: ActimoStore, index: number): OneOnOne {
  const { world } = store;
  const random = new Random(world.options.seed, streams.oneOnOne, index);
  const manager = Math.floor(index / 2);
  const contact = Math.min(world.options.users - 1, manager * 9 + 1 + random.int(9));
  const starts = seedEnd + (random.int(200) - 160) * day - random.int(32) * 900_000;
  const past = starts < seedEnd;
  return {
    id: 40_001 + world.client * 1_000_000 + index,
    manager_id: world.firstContactId + manager,
    contact_id: world.firstContactId + contact,
    starts_at: iso(starts),
    ends_at: random.chance(0.9) ? iso(starts + (1 + random.int(4)) * 900_000) : null,
    title: random.pick(['1:1', 'MUS 2025', 'Opfølgning ☕', 'Wie geht’s?']),
    notes: random.chance(0.6) ? random.pick(['<p>Vil gerne p&aring; kursus.</p>', 'Alt godt', 'Aftalt:\n- ferie uge 29\n- ny stol']) : null,
    status: past
      ? random.weighted([
          ['held', 70],
          ['cancelled', 15],
          ['missed', 15],
        ] as const)
      : 'planned',
  };
}

export const oneOnOneCount = (store: ActimoStore): number => Math.ceil((store.world.options.users - 1) / 9) * 2;
