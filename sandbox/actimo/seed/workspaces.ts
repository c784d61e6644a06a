import { countries, street } from './places.js';
import { Random, streams } from './random.js';
import type { Location, Workspace } from './records.js';
import { day, iso, seedEnd } from './times.js';

export const workspaceCount = (users: number): number => Math.max(3, Math.round(users / 60));

const kinds = ['Butik', 'Lager', 'Bageri', 'Hovedkontor', 'Outlet', 'Køkken'];
const towns = [
  'Aarhus',
  'Høje Taastrup',
  'Odense',
  'Malmö',
  'Lübeck',
  'Leeds',
  'Göteborg',
  'København',
  'Dresden',
  'Sønderborg',
  'Örebro',
  'Bristol',
];
const tagPool = ['city', 'storcenter', 'sæson ☀️', 'franchise', 'Øst, Vest'];

/** The workspace with this index; `contact_count` is filled in by the world, which knows its members. */
export function makeWorkspace(
  seed: number,
  index: number,
  options: { firstId: number; clientId: number; mailDomain: string },
): Omit<Workspace, 'contact_count'> {
  const random = new Random(seed, streams.workspace, index);
  const language = random.weighted([
    ['da', 60],
    ['sv', 15],
    ['de', 13],
    ['en', 12],
  ] as const);
  const town = towns[index % towns.length] as string;
  const round = Math.floor(index / towns.length);
  // Two of the first dozen carry the same name: names are no key.
  const name = index === 4 ? `${kinds[0]} ${towns[0]}` : `${kinds[index % kinds.length]} ${town}${round > 0 ? ` ${round + 1}` : ''}`;
  const slug = `ws${index}`;
  return {
    id: options.firstId + index,
    name,
    client_id: options.clientId,
    language,
    created_at: iso(seedEnd - (3800 + random.int(300)) * day),
    domain: domainOf(index, random, `${slug}.${options.mailDomain}`),
    description: descriptionOf(index, random, name),
    tags: tagPool.filter(() => random.chance(0.3)),
    locations: locationsOf(index, random, language),
  };
}

function domainOf(index: number, random: Random, domain: string): string | null {
  const draw = random.next();
  if (index === 2) return null;
  if (index === 1) return `https://www.${domain}/`;
  return draw < 0.75 ? domain : draw < 0.85 ? domain.toUpperCase() : null;
}

function descriptionOf(index: number, random: Random, name: string): string | null {
  const draw = random.next();
  if (index === 1) return `<p>${name} &amp; <strong>lager</strong></p><ul><li>Åbent 8-20</li></ul>`;
  if (draw < 0.15) return null;
  return `${name} 🏬\nÅbnet ${1990 + random.int(30)}. Ring på bagdøren efter kl. 20.`;
}

/** None, one, or several places; the flag that says which is the main one can be missing or stand twice. */
function locationsOf(index: number, random: Random, language: keyof typeof countries): Location[] {
  const count =
    index === 0
      ? 1
      : index === 1
        ? 3
        : index === 2
          ? 0
          : random.weighted([
              [0, 20],
              [1, 55],
              [2, 15],
              [4, 10],
            ] as const);
  const flags =
    index === 1
      ? 'missing'
      : random.weighted([
          ['one', 70],
          ['missing', 25],
          ['two', 5],
        ] as const);
  const main = random.int(Math.max(1, count));
  return Array.from({ length: count }, (_, at) => {
    const where = random.pick(countries[language].places);
    return {
      name: count === 1 ? 'Hovedindgang' : `Indgang ${at + 1}`,
      address: {
        line_1: street(random, language),
        line_2: random.chance(0.15) ? 'Port 3, 1. sal' : null,
        city: where.city,
        state: where.state,
        zip: where.zip,
        country: countries[language].code,
      },
      primary: flags === 'missing' ? null : at === main || (flags === 'two' && at === (main + 1) % count),
    };
  });
}
