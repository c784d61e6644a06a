import type { Collation } from '../core/collation.js';
import type { Where } from './ast.js';

/** Characters that mean something in a pattern: `%` any text, `_` any character, `[..]` one of, `[^..]` none of. */
const wild = /[%_[]/;

/** What one place of a pattern takes: any number of characters, or one that passes. */
type Place = 'many' | ((letter: string) => boolean);

/** How the database looks for a pattern in a text: without case, and the wildcards count wherever the pattern comes from. */
export function liker(collation: Collation, pattern: string, where: Where): (text: string) => boolean {
  const folded = collation.fold(pattern);
  if (!wild.test(pattern)) {
    switch (where) {
      case 'whole':
        return (text) => collation.fold(text) === folded;
      case 'start':
        return (text) => collation.fold(text).startsWith(folded);
      case 'end':
        return (text) => collation.fold(text).endsWith(folded);
      default:
        return (text) => collation.fold(text).includes(folded);
    }
  }
  const places = placesOf(folded);
  if (where === 'end' || where === 'anywhere') places.unshift('many');
  if (where === 'start' || where === 'anywhere') places.push('many');
  return (text) => fits(places, [...collation.fold(text)]);
}

/** Goes back to the last `%` only, so that long patterns do not take for ever. */
function fits(places: readonly Place[], letters: readonly string[]): boolean {
  let place = 0;
  let letter = 0;
  let many = -1;
  let resume = 0;
  while (letter < letters.length) {
    const wanted = places[place];
    if (wanted === 'many') {
      many = place;
      resume = letter;
      place += 1;
    } else if (wanted?.(letters[letter] as string) === true) {
      place += 1;
      letter += 1;
    } else if (many >= 0) {
      resume += 1;
      letter = resume;
      place = many + 1;
    } else return false;
  }
  while (places[place] === 'many') place += 1;
  return place === places.length;
}

function placesOf(pattern: string): Place[] {
  const letters = [...pattern];
  const places: Place[] = [];
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] as string;
    const end = letter === '[' ? letters.indexOf(']', at + 1) : -1;
    if (letter === '%') places.push('many');
    else if (letter === '_') places.push(() => true);
    else if (end > at + 1) {
      places.push(oneOf(letters.slice(at + 1, end)));
      at = end;
    } else places.push((found) => found === letter);
  }
  return places;
}

/** `[abc]`, `[a-f]`, `[^abc]`. */
function oneOf(inner: readonly string[]): (letter: string) => boolean {
  const not = inner[0] === '^' && inner.length > 1;
  const letters = not ? inner.slice(1) : inner;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < letters.length; at += 1) {
    const first = letters[at] as string;
    const last = letters[at + 2];
    if (letters[at + 1] === '-' && last !== undefined) {
      ranges.push([first, last]);
      at += 2;
    } else ranges.push([first, first]);
  }
  return (letter) => ranges.some(([first, last]) => letter >= first && letter <= last) !== not;
}
