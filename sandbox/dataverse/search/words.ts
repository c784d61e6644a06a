/** A word of a text and where it stands in it. */
export interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const longestWord = 256;

/** Words of a text, without case: runs of letters and digits. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}_]+/gu)].map((found) => ({
    text: found[0].slice(0, longestWord).toLowerCase(),
    from: found.index,
    to: found.index + found[0].length,
  }));
}

/** The text with the words at these places marked as hits. */
export function marked(text: string, words: readonly Word[], hits: ReadonlySet<number>): string {
  let out = '';
  let at = 0;
  for (const [place, { from, to }] of words.entries()) {
    if (!hits.has(place)) continue;
    out += `${text.slice(at, from)}{crmhit}${text.slice(from, to)}{/crmhit}`;
    at = to;
  }
  return out + text.slice(at);
}

/** Whether one word becomes the other by at most so many letters put in, left out or changed. */
export function near(one: string, other: string, most: number): boolean {
  if (Math.abs(one.length - other.length) > most) return false;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one.charAt(i - 1) === other.charAt(j - 1) ? 0 : 1;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + same));
    }
    if (Math.min(...next) > most) return false;
    row = next;
  }
  return (row[other.length] as number) <= most;
}
