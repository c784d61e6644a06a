/** How people of a language write numbers, amounts and moments: what formatted values look like. */
export interface Culture {
  readonly number: (value: number, decimals: number) => string;
  readonly amount: (value: number, decimals: number, symbol: string) => string;
  /** Of `2023-04-07T14:59:01Z` and `2023-04-07`; time of day left out where `dayOnly`. */
  readonly moment: (text: string, dayOnly: boolean) => string;
}

const grouped = (locale: string) => (value: number, decimals: number) =>
  value.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

const parts = (text: string): readonly [year: string, month: string, day: string, hour: string, minute: string] => [
  text.slice(0, 4),
  text.slice(5, 7),
  text.slice(8, 10),
  text.slice(11, 13),
  text.slice(14, 16),
];

const after =
  (locale: string) =>
  (value: number, decimals: number, symbol: string): string =>
    `${grouped(locale)(value, decimals)} ${symbol}`;

const english = grouped('en-US');

const american: Culture = {
  number: english,
  amount: (value, decimals, symbol) => (value < 0 ? `(${symbol}${english(-value, decimals)})` : `${symbol}${english(value, decimals)}`),
  moment(text, dayOnly) {
    const [year, month, day, hour, minute] = parts(text);
    const date = `${Number(month)}/${Number(day)}/${year}`;
    return dayOnly ? date : `${date} ${Number(hour) % 12 === 0 ? 12 : Number(hour) % 12}:${minute} ${Number(hour) < 12 ? 'AM' : 'PM'}`;
  },
};

const dayFirst = (locale: string, separator: string): Culture => ({
  number: grouped(locale),
  amount: after(locale),
  moment(text, dayOnly) {
    const [year, month, day, hour, minute] = parts(text);
    const date = [day, month, year].join(separator);
    return dayOnly ? date : `${date} ${hour}:${minute}`;
  },
});

const yearFirst = (locale: string): Culture => ({
  number: grouped(locale),
  amount: after(locale),
  moment: (text, dayOnly) => (dayOnly ? text.slice(0, 10) : text.replace('T', ' ').slice(0, 16)),
});

/** By LCID. */
const cultures: Readonly<Record<number, Culture>> = {
  1030: dayFirst('da-DK', '-'),
  1031: dayFirst('de-DE', '.'),
  1033: american,
  1053: yearFirst('sv-SE'),
};

const plain = yearFirst('en-US');

/** The culture of a language; others than the known ones write dates as ISO does and numbers as in English. */
export const cultureOf = (language: number): Culture => cultures[language] ?? plain;
