import { faults } from '../core/errors.js';
import { type Token, tokens } from '../query/lexer.js';
import type { Json } from './describe.js';

type Test = (item: Json) => boolean;

const textTests = {
  contains: (text: string, part: string) => text.includes(part),
  startswith: (text: string, part: string) => text.startsWith(part),
  endswith: (text: string, part: string) => text.endsWith(part),
};

/** Reads a `$filter` over metadata: comparisons, logic, text functions and paths such as `IsCustomizable/Value` (docs/facts/dataverse.md §6 "Read back"). */
export function metadataFilter(text: string, type: string, known: ReadonlySet<string>): Test {
  return new Reader(tokens(text), text, type, known).whole();
}

class Reader {
  #at = 0;
  readonly #tokens: readonly Token[];
  readonly #text: string;
  readonly #type: string;
  readonly #known: ReadonlySet<string>;

  constructor(list: readonly Token[], text: string, type: string, known: ReadonlySet<string>) {
    this.#tokens = list;
    this.#text = text;
    this.#type = type;
    this.#known = known;
  }

  whole(): Test {
    const test = this.#or();
    if (this.#peek().kind !== 'end') throw this.#fault();
    return test;
  }

  #fault() {
    return faults.badQuery(`Syntax error: '${this.#peek().text}' is not understood in '${this.#text}'.`);
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #take(text: string): boolean {
    if (this.#peek().text !== text || this.#peek().kind === 'string') return false;
    this.#at += 1;
    return true;
  }

  #or(): Test {
    let test = this.#and();
    while (this.#take('or')) {
      const [left, right] = [test, this.#and()];
      test = (item) => left(item) || right(item);
    }
    return test;
  }

  #and(): Test {
    let test = this.#not();
    while (this.#take('and')) {
      const [left, right] = [test, this.#not()];
      test = (item) => left(item) && right(item);
    }
    return test;
  }

  #not(): Test {
    if (this.#take('not')) {
      const inner = this.#not();
      return (item) => !inner(item);
    }
    if (this.#take('(')) {
      const inner = this.#or();
      if (!this.#take(')')) throw this.#fault();
      return inner;
    }
    return this.#condition();
  }

  #condition(): Test {
    const name = this.#next();
    if (name.kind !== 'name') throw this.#fault();
    if (Object.hasOwn(textTests, name.text)) return this.#textTest(name.text as keyof typeof textTests);
    const op = this.#next().text;
    const held = this.#path(name.text);
    const wanted = this.#value();
    switch (op) {
      case 'eq':
        return (item) => held(item) === wanted;
      case 'ne':
        return (item) => held(item) !== wanted;
      case 'gt':
        return (item) => (held(item) as number) > (wanted as number);
      case 'ge':
        return (item) => (held(item) as number) >= (wanted as number);
      case 'lt':
        return (item) => (held(item) as number) < (wanted as number);
      case 'le':
        return (item) => (held(item) as number) <= (wanted as number);
      default:
        throw faults.badQuery(`Syntax error: '${op}' is not a comparison that is supported in '${this.#text}'.`);
    }
  }

  #textTest(name: keyof typeof textTests): Test {
    if (!this.#take('(')) throw this.#fault();
    const held = this.#path(this.#next().text);
    if (!this.#take(',')) throw this.#fault();
    const wanted = this.#value();
    if (typeof wanted !== 'string' || !this.#take(')')) throw this.#fault();
    return (item) => {
      const value = held(item);
      return typeof value === 'string' && textTests[name](value.toLowerCase(), wanted.toLowerCase());
    };
  }

  #path(text: string): (item: Json) => unknown {
    const parts = text.split('/');
    if (!this.#known.has(parts[0] as string)) throw faults.noSuchSelect(parts[0] as string, this.#type);
    return (item) => {
      let value: unknown = item;
      for (const part of parts) value = (value as Json | null | undefined)?.[part];
      return value ?? null;
    };
  }

  #value(): unknown {
    const token = this.#next();
    if (token.kind === 'number') return Number(token.text);
    if (token.kind === 'guid') return token.text.toLowerCase();
    if (token.kind === 'string') return token.text;
    if (token.kind !== 'name') throw this.#fault();
    if (token.text === 'null') return null;
    if (token.text === 'true' || token.text === 'false') return token.text === 'true';
    // An enumeration: Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned'.
    const member = this.#peek();
    if (member.kind === 'string') return this.#next().text;
    throw this.#fault();
  }
}
