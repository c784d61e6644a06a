import { Random, streams } from '../seed/random.js';
import type { Contact } from '../seed/records.js';
import type { ActimoStore } from '../store.js';
import type { Edit } from './edit.js';

export interface RandomEdits {
  readonly seed: number;
  readonly create?: number;
  readonly update?: number;
  readonly delete?: number;
}

const changes: readonly ((random: Random, contact: Contact, mailDomain: string) => Readonly<Record<string, unknown>>)[] = [
  (random) => ({ title: random.pick(['Regionschef', 'Souschef', 'Vagtleder 🌙', 'Lærling']) }),
  (random) => ({ department: random.pick(['Salg', 'Lager', 'Ny afdeling', 'Køkken']) }),
  (random, { id }) => ({
    addr_line_1: `Flyttegade ${1 + random.int(99)}`,
    addr_city: 'Sønderborg',
    addr_zip: '6400',
    addr_state: null,
    addr_country: 'DK',
    source_data: `${id}`,
  }),
  (random) => ({ opt_out: random.chance(0.5), allow_email: random.chance(0.5) }),
  (random) => ({ data3: random.pick(['🥈 Øvet', '🥇 Ekspert', '🏆 Mester']) }),
  (random) => ({ tags: [random.pick(['ny', 'elev', 'mentor']), 'ændret'] }),
  (_random, { id }, mailDomain) => ({ email: `ny.adresse${id}@${mailDomain}` }),
];

/**
 * Edits drawn from the seed and the data as they are now: new people with a workspace and a manager, changed people, people who leave.
 * They keep away from the people of C.4, so that those stay what they are, and from workspace admins.
 */
export function drawEdits(store: ActimoStore, { seed, create = 0, update = 0, delete: remove = 0 }: RandomEdits): Edit[] {
  const { world } = store;
  const random = new Random(seed, streams.edits, 0);
  const edits: Edit[] = [];
  const plain = [...store.contactIds()].filter((id) => {
    const index = id - world.firstContactId;
    return index >= world.workspaces && world.castOf(index) === undefined;
  });
  const draw = (): number | undefined => (plain.length === 0 ? undefined : plain.splice(random.int(plain.length), 1)[0]);
  const nextIndex = world.people + createdSince(store);
  for (let nth = 0; nth < create; nth++) {
    const {
      id: _id,
      name: _name,
      created_at: _at,
      user_id: _user,
      source_type: _type,
      source_data: _data,
      image_url: _image,
      ...fields
    } = world.contact(nextIndex + nth);
    edits.push({
      op: 'create',
      object: 'user',
      fields,
      manager: world.firstContactId + random.int(Math.min(10, world.options.users)),
      workspaces: [world.firstWorkspaceId + random.int(world.workspaces)],
    });
  }
  for (let nth = 0; nth < update; nth++) {
    const id = draw();
    const contact = id === undefined ? undefined : store.contact(id);
    if (contact)
      edits.push({ op: 'update', object: 'user', id: contact.id, fields: random.pick(changes)(random, contact, world.mailDomain) });
  }
  for (let nth = 0; nth < remove; nth++) {
    const id = draw();
    if (id !== undefined) edits.push({ op: 'delete', object: 'user', id });
  }
  return edits;
}

function createdSince(store: ActimoStore): number {
  return store.nextContactId - store.world.firstContactId - store.world.people;
}
