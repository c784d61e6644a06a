import { type DataverseFault, faults } from '../core/errors.js';
import type { Query } from '../http/request.js';
import { type Comparison, type Filter, literal, type Operand, valueOfLiteral } from './ast.js';
import { demandSimple } from './complexity.js';
import { queryFunction } from './functions.js';
import { collectionTest } from './lambda.js';
import { type Token, tokens } from './lexer.js';
import { momentText, pathOperand, type Scope } from './operands.js';

const comparisons = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const textFunctions = new Set(['contains', 'startswith', 'endswith']);
/** Functions that OData has and Dataverse has not. */
const odataFunctions = new Set(
  (
    'concat indexof length substring tolower toupper trim year month day hour minute second fractionalseconds date time totaloffsetminutes ' +
    'now mindatetime maxdatetime round floor ceiling cast isof'
  ).split(' '),
);
const places = { contains: 'anywhere', startswith: 'start', endswith: 'end' } as const;
const numeric = new Set(['Edm.Int32', 'Edm.Int64', 'Edm.Decimal', 'Edm.Double']);
const timely = new Set(['Edm.DateTimeOffset', 'Edm.Date']);

/** Reads a `$filter`; throws what Dataverse answers to one that is not understood. */
export function parseFilter(scope: Scope, text: string, aliases: Query = new Map()): Filter {
  const parser = new Parser(scope, withAliases(tokens(text), aliases), text);
  const filter = parser.whole();
  demandSimple(filter);
  return filter;
}

/** `@p1` stands for what the address says of it. */
function withAliases(list: readonly Token[], aliases: Query): Token[] {
  return list.flatMap((token) => {
    if (token.kind !== 'name' || !token.text.startsWith('@')) return [token];
    const text = aliases.get(token.text);
    // An alias without a value is null.
    return tokens(text ?? 'null').slice(0, -1);
  });
}

/** How deep conditions may be nested. */
const mostDepth = 100;

export class Parser {
  readonly scope: Scope;
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(scope: Scope, list: readonly Token[], text: string) {
    this.scope = scope;
    this.#tokens = list;
    this.#text = text;
  }

  /** A parser of the condition inside a lambda, which speaks of another table. */
  within(scope: Scope, list: readonly Token[], text: string): Parser {
    return new Parser(scope, list, text);
  }

  whole(): Filter {
    const filter = this.or();
    if (this.peek().kind !== 'end') throw this.fault();
    return filter;
  }

  fault(): DataverseFault {
    return faults.badQuery(`Syntax error: '${this.peek().text}' is not understood in '${this.#text}'.`);
  }

  peek(): Token {
    // Beyond the end there is nothing but the end.
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  take(text: string): boolean {
    const token = this.peek();
    if ((token.kind !== 'mark' && token.kind !== 'name') || token.text !== text) return false;
    this.#at += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.fault();
  }

  or(): Filter {
    const items = [this.#and()];
    while (this.take('or')) items.push(this.#and());
    return items.length === 1 ? (items[0] as Filter) : { kind: 'or', items };
  }

  #and(): Filter {
    const items = [this.#not()];
    while (this.take('and')) items.push(this.#not());
    return items.length === 1 ? (items[0] as Filter) : { kind: 'and', items };
  }

  #not(): Filter {
    this.#depth += 1;
    if (this.#depth > mostDepth) throw faults.badQuery('Recursion depth exceeded allowed limit.');
    const filter = this.#negated();
    this.#depth -= 1;
    return filter;
  }

  #negated(): Filter {
    if (this.take('not')) {
      if (this.#isQueryFunction()) throw faults.negatedFunction();
      return { kind: 'not', item: this.#not() };
    }
    if (this.take('(')) {
      const inner = this.or();
      this.expect(')');
      return inner;
    }
    return this.#condition();
  }

  #isQueryFunction(): boolean {
    return this.peek().text.startsWith('Microsoft.Dynamics.CRM.') && this.#tokens[this.#at + 1]?.text === '(';
  }

  #condition(): Filter {
    const token = this.peek();
    if (token.kind === 'name') {
      const call = this.#tokens[this.#at + 1]?.text === '(';
      if (call && textFunctions.has(token.text)) return this.#textFunction(token.text as 'contains');
      if (call && token.text.startsWith('Microsoft.Dynamics.CRM.')) {
        this.next();
        return queryFunction(this, token.text.slice('Microsoft.Dynamics.CRM.'.length));
      }
      if (call && /\/(any|all)$/.test(token.text)) {
        this.next();
        return collectionTest(this, token.text);
      }
    }
    const left = this.#operand();
    const op = this.next();
    if (op.kind === 'name' && op.text === 'in' && this.peek().text === '(') throw faults.notImplemented();
    if (op.kind !== 'name' || !comparisons.has(op.text)) {
      throw faults.badQuery(`Syntax error: '${op.text}' is not a comparison that is supported in '${this.#text}'.`);
    }
    const right = this.#operand();
    return compare(op.text as Comparison, left, right);
  }

  #textFunction(how: 'contains' | 'startswith' | 'endswith'): Filter {
    this.next();
    this.expect('(');
    const left = this.#operand();
    this.expect(',');
    const right = this.#operand();
    this.expect(')');
    if (left.type !== 'Edm.String' || right.type !== 'Edm.String') {
      throw faults.badQuery(`No function signature for the function with name '${how}' matches the specified arguments.`);
    }
    const found: Filter = { kind: 'like', left, right, where: places[how] };
    if (this.take('eq')) {
      const value = this.next().text;
      if (value === 'false') return { kind: 'not', item: found };
      if (value !== 'true') throw this.fault();
    }
    return found;
  }

  #operand(): Operand {
    const token = this.next();
    switch (token.kind) {
      case 'string':
        return literal('Edm.String', token.text);
      case 'number':
        return literal(/[.e]/i.test(token.text) ? 'Edm.Decimal' : 'Edm.Int32', Number(token.text));
      case 'guid':
        return literal('Edm.Guid', token.text.toLowerCase());
      case 'date':
        return literal(token.text.length === 10 ? 'Edm.Date' : 'Edm.DateTimeOffset', token.text);
      case 'name':
        if (token.text === 'null') return literal(null, null);
        if (token.text === 'true' || token.text === 'false') return literal('Edm.Boolean', token.text === 'true');
        if (this.peek().text === '(') throw odataFunctions.has(token.text) ? faults.notImplemented() : faults.unknownFunction(token.text);
        return pathOperand(this.scope, token.text);
      default:
        throw faults.badQuery(`Syntax error: '${token.text}' is not understood in '${this.#text}'.`);
    }
  }
}

const kinds: Readonly<Record<Comparison, string>> = {
  eq: 'Equal',
  ne: 'NotEqual',
  gt: 'GreaterThan',
  ge: 'GreaterThanOrEqual',
  lt: 'LessThan',
  le: 'LessThanOrEqual',
};

function compare(op: Comparison, left: Operand, right: Operand): Filter {
  if (!comparable(left.type, right.type)) {
    throw faults.badQuery(
      `A binary operator with incompatible types was detected. Found operand types '${left.type ?? 'null'}' and '${right.type ?? 'null'}' for operator kind '${kinds[op]}'.`,
    );
  }
  return { kind: 'compare', op, left: asMoment(left, right), right: asMoment(right, left) };
}

function comparable(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a === b) return true;
  return (numeric.has(a) && numeric.has(b)) || (timely.has(a) && timely.has(b));
}

/** A date literal takes the form of what it is compared with. */
function asMoment(side: Operand, other: Operand): Operand {
  if (!side.literal || side.type === null || !timely.has(side.type)) return side;
  const text = String(valueOfLiteral(side));
  if (other.type === 'Edm.Date') return literal('Edm.Date', text.slice(0, 10));
  return literal('Edm.DateTimeOffset', momentText(text));
}
