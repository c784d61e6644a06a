/** 12345 as 12,345. */
export const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

/** `1 record`, `2 records`; irregular plurals are given. */
export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** Seconds as people say them: `45 s`, `12 min`, `3 h 20 min`, `2 days 4 h`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${count(Math.round(seconds * 10) / 10)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return joined(`${hours} h`, minutes % 60, 'min');
  return joined(`${Math.floor(hours / 24)} days`, hours % 24, 'h');
}

const joined = (first: string, rest: number, unit: string): string => (rest === 0 ? first : `${first} ${rest} ${unit}`);

/** A text of at most `length` characters, cut with an ellipsis. */
export const capped = (text: string, length: number): string => {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
};

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** Order by code unit: the same on every machine, whatever its language. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Order for keys: whole numbers by size, everything else by code unit after them, so that record 9 comes before record 10. */
export function byKey(a: string, b: string): number {
  const [first, second] = [wholeNumber.test(a), wholeNumber.test(b)];
  if (first && second) return a.length - b.length || byText(a, b);
  return first === second ? byText(a, b) : first ? -1 : 1;
}

const wholeNumber = /^(0|[1-9]\d*)$/;
