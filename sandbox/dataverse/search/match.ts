import type { World } from '../core/world.js';
import type { Column } from '../metadata/types.js';
import { formatted } from '../query/formatted.js';
import type { Row } from '../rows/row.js';
import type { Term } from './term.js';
import { marked, near, type Word, wordsOf } from './words.js';

interface Field {
  readonly column: Column;
  readonly text: string;
  readonly words: readonly Word[];
  readonly weight: number;
  readonly hits: Set<number>;
}

/** How well a row fits a term, and where. */
export interface Match {
  readonly score: number;
  readonly highlights: Readonly<Record<string, readonly string[]>>;
}

/** Looks for a term in some columns of a row; null: it does not fit. Hits in the primary name weigh twice. */
export function match(world: World, term: Term, row: Row, columns: readonly Column[], name: Column, fuzzy: number): Match | null {
  const fields = columns.flatMap((column): Field[] => {
    const text = textOf(world, column, row);
    return text === null ? [] : [{ column, text, words: wordsOf(text), weight: column === name ? 2 : 1, hits: new Set() }];
  });
  const score = weigh(term, fields, fuzzy);
  if (score === null) return null;
  const highlights: Record<string, readonly string[]> = {};
  for (const { column, text, words, hits } of fields) if (hits.size > 0) highlights[column.logicalName] = [marked(text, words, hits)];
  return { score: Math.round(score * 1e6) / 1e6, highlights };
}

/** What is searched of a column: its text, or what a choice and a look-up are called. */
export function textOf(world: World, column: Column, row: Row): string | null {
  const value = row.values[column.slot] ?? null;
  if (value === null) return null;
  if (column.type === 'String' || column.type === 'Memo') return String(value);
  if (column.options !== null || column.targets.length > 0 || column.type === 'Owner') return formatted(world, column, row);
  return null;
}

/** Null: the term does not fit. */
function weigh(term: Term, fields: readonly Field[], fuzzy: number): number | null {
  switch (term.kind) {
    case 'all':
    case 'any': {
      const scores = term.items.map((item) => weigh(item, fields, fuzzy));
      const found = scores.filter((score) => score !== null);
      if (term.kind === 'all' ? found.length < scores.length : found.length === 0) return null;
      return found.reduce((sum, score) => sum + score, 0);
    }
    case 'not':
      return weigh(term.item, withoutHits(fields), fuzzy) === null ? 0 : null;
    case 'pattern':
      return sum(fields, 1, 1, (word) => term.pattern.test(word));
    default: {
      const last = term.words.length - 1;
      const most = Math.max(term.fuzzy, fuzzy);
      return sum(
        fields,
        term.words.length + term.slop,
        term.boost,
        (word, at) => {
          const wanted = term.words[at];
          if (wanted === undefined) return false;
          if (word === wanted || (at === last && term.prefix && word.startsWith(wanted))) return true;
          return most > 0 && near(word, wanted, most);
        },
        term.words.length,
      );
    }
  }
}

const withoutHits = (fields: readonly Field[]): Field[] => fields.map((field) => ({ ...field, hits: new Set() }));

/** Marks each place where the words stand within a stretch of `span`, and adds up what they weigh. */
function sum(fields: readonly Field[], span: number, boost: number, fits: (word: string, at: number) => boolean, count = 1): number | null {
  let score = 0;
  let found = false;
  for (const { words, weight, hits } of fields) {
    for (let from = 0; from < words.length; from += 1) {
      const places = stretch(words, from, span, count, fits);
      if (places === null) continue;
      found = true;
      for (const place of places) hits.add(place);
      score += (boost * weight * count) / Math.sqrt(words.length);
    }
  }
  return found ? score : null;
}

/** Places of the words, in order and beginning here; null: they are not all there. */
function stretch(
  words: readonly Word[],
  from: number,
  span: number,
  count: number,
  fits: (word: string, at: number) => boolean,
): number[] | null {
  const places: number[] = [];
  for (let place = from; place < Math.min(from + span, words.length) && places.length < count; place += 1) {
    if (fits((words[place] as Word).text, places.length)) places.push(place);
    else if (places.length === 0) return null;
  }
  return places.length === count ? places : null;
}
