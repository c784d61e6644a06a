import type { Cast } from './cases.js';
import { customValues } from './custom-fields.js';
import { type Language, lexicons, mailName, otherScripts } from './names.js';
import { countries, street } from './places.js';
import { Random, streams } from './random.js';
import { type Contact, withName } from './records.js';
import { day, iso, seedEnd } from './times.js';

/** What a person is made from. `seed` and `index` decide everything; `cast` says who is a case and with whom. */
export interface PersonOptions {
  readonly seed: number;
  readonly company: string;
  readonly mailDomain: string;
  readonly firstId: number;
  readonly firstAdminId: number;
  readonly adminUsers: number;
  readonly castOf: (index: number) => Cast | undefined;
}

const languages: readonly (readonly [Language, number])[] = [
  ['da', 60],
  ['sv', 15],
  ['de', 13],
  ['en', 12],
];
const tagPool = ['ny', 'deltid', 'fuldtid', 'nattevagt', 'førstehjælp', 'elev', 'truck 🚜', 'mentor'];
const sources: readonly (readonly [string, number])[] = [
  ['excel', 50],
  ['integration', 25],
  ['api', 12],
  ['ui', 10],
  ['form', 3],
];

type Draft = { -readonly [Key in keyof Contact]: Contact[Key] };

/** The contact with this index, as it stands at the end of the seeded time. */
export function makePerson(options: PersonOptions, index: number): Contact {
  const cast = options.castOf(index);
  const draft = ordinary(options, index);
  if (cast) applyCase(options, draft, index, cast);
  return withName(draft);
}

/** When the contact was made, in milliseconds; the first number that is drawn for a person, so that it can be had without making the person. */
const drawCreated = (random: Random): number => seedEnd - 2 * day - random.int(3700 * 24 * 60) * 60_000;
export const createdAtOf = (seed: number, index: number): number => drawCreated(new Random(seed, streams.person, index));

function ordinary({ seed, company, mailDomain, firstId, firstAdminId, adminUsers }: PersonOptions, index: number): Draft {
  const random = new Random(seed, streams.person, index);
  const created = drawCreated(random);
  const language = random.weighted(languages);
  const lexicon = lexicons[language];
  const country = countries[language];
  const foreign = random.chance(0.012) ? random.pick(otherScripts) : undefined;
  const first = foreign?.[0] ?? random.pick(lexicon.first);
  const last = foreign?.[1] ?? random.pick(lexicon.last);
  const address = `${foreign?.[2] ?? mailName(first, last)}${index}@${mailDomain}`;
  const email = random.chance(0.04) ? address.charAt(0).toUpperCase() + address.slice(1).replace('@nordlys', '@Nordlys') : address;
  const at = random.pick(country.places);
  const mobile = country.mobile(index * 7919 + (seed % 1000) * 31);
  const phone = random.chance(0.95);
  const style = random.next();
  const source = random.weighted(sources);
  const tags = tagPool.filter(() => random.chance(0.15));
  const draft: Draft = {
    id: firstId + index,
    user_id: firstAdminId + random.int(adminUsers),
    shared: random.chance(0.3),
    first_name: first,
    last_name: last,
    name: null,
    email,
    title: random.chance(0.93) ? random.pick(lexicon.titles) : null,
    company: random.chance(0.9) ? company : null,
    department: random.chance(0.95) ? random.pick(lexicon.departments) : null,
    msisdn: phone ? written(style, country.callingCode, mobile) : null,
    country_code: phone ? country.callingCode : null,
    phone_number: phone ? mobile : null,
    addr_line_1: random.chance(0.85) ? street(random, language) : null,
    addr_line_2: random.chance(0.1) ? 'c/o Familien Grøn' : source === 'excel' ? '' : null,
    addr_city: at.city,
    addr_state: at.state,
    addr_zip: at.zip,
    addr_country: country.code,
    employee_id: random.chance(0.97) ? String(100_000 + index).padStart(7, '0') : null,
    opt_out: random.chance(0.04),
    allow_email: random.chance(0.88),
    allow_sms: random.chance(0.7),
    tags,
    source_type: source,
    source_data: source === 'excel' ? `medarbejdere_${2015 + random.int(10)}.xlsx` : null,
    timezone: random.chance(0.9) ? country.timezone : null,
    created_at: iso(created),
    language,
    status: random.chance(0.06) ? 'inactive' : 'active',
    image_url: random.chance(0.4) ? `/media/contacts/${firstId + index}.png` : null,
  };
  return Object.assign(draft, customValues(new Random(seed, streams.custom, index), index, created));
}

/** One number in the spellings that an import leaves behind. */
function written(style: number, callingCode: string, mobile: string): string {
  if (style < 0.05) return `${callingCode}${mobile}`;
  if (style < 0.08) return `+${callingCode} ${mobile.match(/.{1,2}/g)?.join(' ') ?? mobile}`;
  return `+${callingCode}${mobile}`;
}

function applyCase(options: PersonOptions, draft: Draft, index: number, cast: Cast): void {
  const original = cast.people[0] === index ? undefined : ordinary(options, cast.people[0] as number);
  switch (cast.name) {
    case 'noEmail':
      draft.email = null;
      break;
    case 'noEmailEither':
      draft.email = '';
      break;
    case 'employedTwice':
      draft.employee_id = String(100_000 + (cast.people[0] as number)).padStart(7, '0');
      if (original) sameName(draft, original);
      break;
    case 'sharedMailbox':
      draft.email = `butik${cast.people[0]}@${options.mailDomain}`;
      draft.last_name = cast.part === 0 ? 'Vestergaard' : 'Lindholm';
      break;
    case 'plusOrNot':
      samePhone(options, draft, cast);
      if (original) {
        sameName(draft, original);
        draft.employee_id = null;
      }
      break;
    case 'sharedPhone':
      samePhone(options, draft, cast);
      draft.last_name = cast.part === 0 ? 'Gram' : 'Halberg';
      break;
    case 'sameMail':
      if (original) {
        sameName(draft, original);
        draft.first_name = draft.first_name?.toUpperCase() ?? null;
        draft.email = original.email?.toUpperCase() ?? null;
        draft.employee_id = null;
        draft.msisdn = draft.country_code = draft.phone_number = null;
      }
      break;
    case 'badPhone':
      draft.msisdn = '+45 1234';
      draft.country_code = '45';
      draft.phone_number = '1234';
      break;
    case 'badEmail':
      draft.email = `${mailName(draft.first_name ?? '', draft.last_name ?? '')}${index}@${options.mailDomain.replace('.example', '')}`;
      break;
    case 'longTitle':
      draft.title =
        'Stedfortrædende regionschef med særligt ansvar for arbejdsmiljø, oplæring, sæsonplanlægning og tværgående vagtkoordinering (øst)';
      break;
    case 'longFirstName':
      draft.first_name = 'Maximilian-Alexander Konstantin Friedrich-Wilhelm Ottokar';
      break;
    case 'longDepartment':
      draft.department =
        'Tværgående fællesfunktion for indkøb, logistik, varemodtagelse, returvarer, emballage, kvalitetssikring og hygiejne';
      break;
    case 'leadingZeros':
      Object.assign(draft, {
        addr_city: 'Høje Taastrup',
        addr_zip: '0800',
        addr_state: null,
        addr_country: 'DK',
        employee_id: `000${index}`,
      });
      break;
    case 'inactive':
      draft.status = 'inactive';
      break;
    case 'emoji':
      draft.first_name = `${draft.first_name} 🌸`;
      draft.title = 'Glad isbar 🍦👩🏽‍🍳';
      break;
    case 'rightToLeft':
      Object.assign(draft, { first_name: 'عبد الرحمن', last_name: 'السيد', title: 'مدير المتجر' });
      break;
    case 'tagWithComma':
      draft.tags = ['Øst, Vest', 'ny;gammel', '"citat"'];
      break;
    case 'optedOut':
      Object.assign(draft, { opt_out: true, allow_email: false, allow_sms: false });
      break;
    default: // the remaining cases change relationships or memberships, not the contact itself
      break;
  }
}

function sameName(draft: Draft, original: Draft): void {
  draft.first_name = original.first_name;
  draft.last_name = original.last_name;
  draft.language = original.language;
}

function samePhone({ seed }: PersonOptions, draft: Draft, cast: Cast): void {
  const mobile = countries.da.mobile((cast.people[0] as number) * 7919 + (seed % 1000) * 31);
  draft.msisdn = cast.part === 0 ? `+45${mobile}` : `45${mobile}`;
  draft.country_code = '45';
  draft.phone_number = mobile;
}
