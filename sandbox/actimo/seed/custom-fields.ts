import type { Random } from './random.js';
import type { FieldDefinition } from './records.js';
import { day, iso, isoDay, seedEnd } from './times.js';

/**
 * The client's own contact fields `data1..data20`. `data7` was freed and used again with another meaning, so old records hold the old kind of value;
 * `data15` was freed and never used again, so it has values and no definition; `data13, 14, 16..19` are empty.
 */
const define = (key: string, label: string, type: FieldDefinition['type'], options: readonly string[] = []): FieldDefinition => ({
  key,
  label,
  type,
  options,
});

export const fieldDefinitions: readonly FieldDefinition[] = [
  define('data1', 'Ansat siden', 'date'),
  define('data2', 'Uniform', 'select', ['XS', 'S', 'M', 'L', 'XL', 'XXL']),
  define('data3', 'Niveau', 'select', ['🥉 Begynder', '🥈 Øvet', '🥇 Ekspert', '🏆 Mester']),
  define('data4', 'Privat e-mail', 'email'),
  define('data5', 'Nødtelefon', 'phone'),
  define('data6', 'Sidste vagt', 'datetime'),
  define('data7', 'Skabsnummer', 'text'),
  define('data8', 'Timer pr. uge', 'text'),
  define('data9', 'Fødselsdag', 'date'),
  define('data10', 'Førstehjælp', 'select', ['Ja', 'Nej']),
  define('data11', 'Kost 🍽️', 'select', ['Alt', 'Vegetar 🥕', 'Vegansk 🌱', 'Halal', 'Glutenfri']),
  define('data12', 'Bemærkning', 'text'),
  define('data20', 'Lønnummer', 'text'),
];

export const slots = Array.from({ length: 20 }, (_, i) => `data${i + 1}` as const);

const option = (random: Random, key: string): string => random.pick(fieldDefinitions.find((field) => field.key === key)?.options ?? []);
const remarks = [
  'Kan køre truck & kran',
  'Taler dansk, English og العربية',
  'Barsel til august 👶',
  '<b>Vigtigt:</b> allergi over for nødder',
  'עובד מהבית',
  'Linje et\nLinje to',
  '"Citat"; semikolon, komma\tog tabulator',
];

/** The twenty values of one person; `null` where the field is empty. */
export function customValues(random: Random, index: number, createdAt: number): Record<`data${number}`, string | null> {
  const values: Record<`data${number}`, string | null> = {};
  for (const slot of slots) values[slot] = null;
  const hired = createdAt - random.int(400) * day;
  values.data1 = isoDay(hired);
  values.data2 = random.chance(0.9) ? option(random, 'data2') : null;
  values.data3 = random.chance(0.7) ? option(random, 'data3') : null;
  values.data4 = random.chance(0.25) ? `privat${index}@post.example` : null;
  values.data5 = random.chance(0.3) ? `+45 3${String(random.int(10_000_000)).padStart(7, '0')}` : null;
  // In the hour that summer time skips or repeats as well as at any other time.
  values.data6 = random.chance(0.5)
    ? random.chance(0.05)
      ? '2025-03-30T01:30:00Z'
      : iso(seedEnd - random.int(200 * 24) * 3_600_000)
    : null;
  values.data7 = random.chance(0.4)
    ? createdAt < Date.parse('2019-01-01T00:00:00Z')
      ? `AB ${10 + random.int(90)} ${100 + random.int(900)}`
      : String(random.int(900)).padStart(4, '0')
    : null;
  values.data8 = random.chance(0.8) ? random.pick(['37', '37,5', '30', '15', '8,25']) : null;
  values.data9 = random.chance(0.85) ? isoDay(Date.parse('1958-01-01T00:00:00Z') + random.int(17_000) * day) : null;
  values.data10 = random.chance(0.6) ? option(random, 'data10') : null;
  values.data11 = random.chance(0.5) ? option(random, 'data11') : null;
  values.data12 = random.chance(0.08) ? random.pick(remarks) : null;
  values.data15 = random.chance(0.03) ? `gl-${random.int(1000)}` : null;
  values.data20 = String((index * 131 + 4711) % 1_000_000).padStart(6, '0');
  return values;
}
