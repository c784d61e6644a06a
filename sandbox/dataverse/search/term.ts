import { refused } from './refuse.js';
import { wordsOf } from './words.js';

/** What a search term asks of a row. */
export type Term =
  /** Words that follow each other, up to `slop` others between them; the last one may be the beginning of a word only. */
  | {
      readonly kind: 'words';
      readonly words: readonly string[];
      readonly prefix: boolean;
      readonly fuzzy: number;
      readonly slop: number;
      readonly boost: number;
    }
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'all' | 'any'; readonly items: readonly Term[] }
  | { readonly kind: 'not'; readonly item: Term };

type Mark = 'and' | 'or' | 'not' | '(' | ')';
type Piece = { readonly mark: Mark } | { readonly term: Term | null };

/** How a term is written, and whether words without an operator between them must all be there or any of them. */
export interface Syntax {
  readonly lucene: boolean;
  readonly mode: 'any' | 'all';
}

/** Reads a search term; null when there is no word in it. Lucene's syntax is refused where it is broken, the simple one takes what there is. */
export function parseTerm(text: string, syntax: Syntax): Term | null {
  return new Parser(pieces(text, syntax.lucene), syntax).whole();
}

const wordsTerm = (prefix: boolean, fuzzy: number, slop: number, boost: number, text: string): Term | null => {
  const words = wordsOf(text).map((word) => word.text);
  return words.length === 0 ? null : { kind: 'words', words, prefix, fuzzy, slop, boost };
};

function pieces(text: string, lucene: boolean): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const phrase = /^"((?:[^"\\]|\\.)*)"/s.exec(rest);
    const pattern = lucene ? /^\/((?:[^/\\]|\\.)+)\//.exec(rest) : null;
    const mark = (lucene ? /^(?:&&|\|\||AND(?=[\s(])|OR(?=[\s(])|NOT(?=[\s(])|[!()+-])/ : /^[()+|-]/).exec(rest)?.[0];
    if (/^\s/.test(rest)) at += 1;
    else if (phrase !== null) {
      const after = lucene ? /^~(\d+)/.exec(rest.slice(phrase[0].length)) : null;
      out.push({ term: wordsTerm(false, 0, Number(after?.[1] ?? 0), 1, unescaped(phrase[1] as string)) });
      at += phrase[0].length + (after?.[0].length ?? 0);
    } else if (pattern !== null) {
      out.push({ term: { kind: 'pattern', pattern: patternOf(pattern[1] as string) } });
      at += pattern[0].length;
    } else if (mark !== undefined) {
      out.push({ mark: markOf(mark) });
      at += mark.length;
    } else {
      const word = (lucene ? /^(?:[^\s()"!&|\\]|\\.|[&|!](?![&|]))+/s : /^(?:[^\s()"+|\\]|\\.)+/s).exec(rest)?.[0] ?? rest.charAt(0);
      if (lucene && word === '"') throw refused('The search term has an unterminated phrase.');
      out.push({ term: wordTerm(word, lucene) });
      at += word.length;
    }
  }
  return out;
}

function markOf(text: string): Mark {
  if (text === '(' || text === ')') return text;
  if (text === '|' || text === '||' || text === 'OR') return 'or';
  if (text === '-' || text === '!' || text === 'NOT') return 'not';
  return 'and';
}

function wordTerm(text: string, lucene: boolean): Term | null {
  const boost = lucene ? /\^(\d+(?:\.\d+)?)$/.exec(text) : null;
  const unboosted = boost === null ? text : text.slice(0, boost.index);
  const fuzzy = lucene ? /~(\d?)$/.exec(unboosted) : null;
  const plain = fuzzy === null ? unboosted : unboosted.slice(0, fuzzy.index);
  const prefix = /(?:^|[^\\])\*$/.test(plain);
  return wordsTerm(prefix, fuzzy === null ? 0 : Math.min(Number(fuzzy[1] || 2), 2), 0, Number(boost?.[1] ?? 1), unescaped(plain));
}

const unescaped = (text: string): string => text.replaceAll(/\\(.)/gs, '$1');

function patternOf(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 'u');
  } catch {
    throw refused(`The regular expression '${text}' in the search term is not understood.`);
  }
}

/** Alternatives bind closest, then what must be there together, then words side by side. */
class Parser {
  readonly #pieces: readonly Piece[];
  readonly #syntax: Syntax;
  #at = 0;

  constructor(list: readonly Piece[], syntax: Syntax) {
    this.#pieces = list;
    this.#syntax = syntax;
  }

  whole(): Term | null {
    const items: (Term | null)[] = [];
    while (this.#at < this.#pieces.length) {
      items.push(this.#sequence());
      if (!this.#take(')')) continue;
      if (this.#syntax.lucene) throw refused('The search term has a closing bracket without an opening one.');
    }
    return joined(this.#syntax.mode === 'all' ? 'all' : 'any', items);
  }

  #sequence(): Term | null {
    const items: (Term | null)[] = [];
    while (this.#at < this.#pieces.length && !this.#sees(')')) items.push(this.#together());
    return joined(this.#syntax.mode === 'all' ? 'all' : 'any', items);
  }

  #together(): Term | null {
    const items = [this.#either()];
    while (this.#take('and')) items.push(this.#either());
    return joined('all', items);
  }

  #either(): Term | null {
    const items = [this.#one()];
    while (this.#take('or')) items.push(this.#one());
    return joined('any', items);
  }

  #one(): Term | null {
    const piece = this.#pieces[this.#at];
    if (piece === undefined || this.#sees(')')) return null;
    this.#at += 1;
    if ('term' in piece) return piece.term;
    if (piece.mark === 'not') {
      const item = this.#one();
      return item === null ? null : { kind: 'not', item };
    }
    if (piece.mark !== '(') return this.#one();
    const inner = this.#sequence();
    if (!this.#take(')') && this.#syntax.lucene) throw refused('The search term has a bracket that is not closed.');
    return inner;
  }

  #sees(mark: Mark): boolean {
    const piece = this.#pieces[this.#at];
    return piece !== undefined && 'mark' in piece && piece.mark === mark;
  }

  #take(mark: Mark): boolean {
    const found = this.#sees(mark);
    if (found) this.#at += 1;
    return found;
  }
}

function joined(kind: 'all' | 'any', given: readonly (Term | null)[]): Term | null {
  const items = given.filter((item) => item !== null);
  return items.length < 2 ? (items[0] ?? null) : { kind, items };
}
