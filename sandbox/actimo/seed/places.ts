import type { Language } from './names.js';
import type { Random } from './random.js';

/** Cities, streets and telephone numbers of the four countries. */
export interface Place {
  readonly city: string;
  readonly zip: string;
  readonly state: string | null;
}

interface Country {
  readonly code: string;
  readonly callingCode: string;
  readonly timezone: string;
  readonly streets: readonly string[];
  readonly places: readonly Place[];
  /** A mobile number without the country code. `n` is unique per person. */
  readonly mobile: (n: number) => string;
}

const place = (city: string, zip: string, state: string | null = null): Place => ({ city, zip, state });
const digits = (n: number, length: number): string => String(n % 10 ** length).padStart(length, '0');

export const countries: Readonly<Record<Language, Country>> = {
  da: {
    code: 'DK',
    callingCode: '45',
    timezone: 'Europe/Copenhagen',
    streets: ['Store Torv', 'Åboulevarden', 'Sønder Allé', 'Østergade', 'Nørre Søgade', 'Gl. Kongevej', 'Læssøesgade'],
    places: [
      place('Aarhus C', '8000'),
      place('Høje Taastrup', '0800'),
      place('Odense C', '5000'),
      place('Aalborg', '9000'),
      place('København K', '1050'),
      place('Tórshavn', '0100'),
      place('Sønderborg', '6400'),
    ],
    mobile: (n) => `2${digits(n, 7)}`,
  },
  en: {
    code: 'GB',
    callingCode: '44',
    timezone: 'Europe/London',
    streets: ['High Street', 'Station Road', "St. John's Lane", 'The Crescent', 'Mill Lane'],
    places: [
      place('London', 'SW1A 1AA', 'Greater London'),
      place('Leeds', 'LS1 4AP', 'West Yorkshire'),
      place('Bristol', 'BS1 5TR', 'Somerset'),
      place('Edinburgh', 'EH1 1YZ', null),
    ],
    mobile: (n) => `7400${digits(n, 6)}`,
  },
  de: {
    code: 'DE',
    callingCode: '49',
    timezone: 'Europe/Berlin',
    streets: ['Hauptstraße', 'Königsallee', 'Lindenstraße', 'Große Bäckerstraße', 'Am Markt'],
    places: [
      place('Dresden', '01067', 'Sachsen'),
      place('München', '80331', 'Bayern'),
      place('Köln', '50667', 'Nordrhein-Westfalen'),
      place('Lübeck', '23552', 'Schleswig-Holstein'),
    ],
    mobile: (n) => `1512${digits(n, 7)}`,
  },
  sv: {
    code: 'SE',
    callingCode: '46',
    timezone: 'Europe/Stockholm',
    streets: ['Storgatan', 'Östra Hamngatan', 'Kungsgatan', 'Åsögatan', 'Västra Långgatan'],
    places: [place('Malmö', '211 22'), place('Göteborg', '411 04'), place('Stockholm', '111 20'), place('Örebro', '702 11')],
    mobile: (n) => `70${digits(n, 7)}`,
  },
};

export function street(random: Random, language: Language): string {
  const name = random.pick(countries[language].streets);
  const number = 1 + random.int(180);
  return language === 'en'
    ? `${number} ${name}`
    : `${name} ${number}${random.chance(0.2) ? random.pick(['A', 'B', ', 2. tv', ' st. th.']) : ''}`;
}
