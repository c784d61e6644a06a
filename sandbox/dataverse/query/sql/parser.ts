import { faults } from '../../core/errors.js';
import type { SqlToken } from './lexer.js';

/** A column as it is written; `table` null when no alias stands before it. */
export interface ColumnName {
  readonly table: string | null;
  readonly column: string;
}

export type AggregateName = 'count' | 'sum' | 'avg' | 'min' | 'max';

export interface SelectItem {
  /** Null: `COUNT(*)`. */
  readonly of: ColumnName | null;
  readonly aggregate: AggregateName | null;
  readonly distinct: boolean;
  readonly alias: string | null;
}

export interface TableName {
  readonly table: string;
  readonly alias: string | null;
}

export interface JoinClause extends TableName {
  readonly type: 'inner' | 'outer';
  readonly left: ColumnName;
  readonly right: ColumnName;
}

/** A condition: the operator by the name that it has in FetchXML. */
export type Where =
  | { readonly kind: 'and' | 'or'; readonly items: readonly Where[] }
  | { readonly kind: 'condition'; readonly column: ColumnName; readonly operator: string; readonly values: readonly string[] }
  /** A comparison with NULL, which never holds. */
  | { readonly kind: 'never' };

export interface Select {
  readonly distinct: boolean;
  readonly top: number | null;
  readonly items: readonly SelectItem[];
  readonly from: TableName;
  readonly joins: readonly JoinClause[];
  readonly where: Where | null;
  readonly groups: readonly ColumnName[];
  readonly order: readonly { readonly by: ColumnName; readonly descending: boolean }[];
  readonly offset: number | null;
  readonly fetch: number | null;
}

const operators: Readonly<Record<string, string>> = { '=': 'eq', '<>': 'ne', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' };
const aggregates = new Set(['count', 'sum', 'avg', 'min', 'max']);
const mostDepth = 100;
const reserved = new Set(
  'select distinct top from as inner left right full cross outer join on where and or not in like between is null exists group order by having union except intersect offset fetch asc desc case with for option limit'.split(
    ' ',
  ),
);

/** Reads the one SELECT that `?sql=` takes; what it does not take is refused by its name. */
export function parseSql(tokens: readonly SqlToken[]): Select {
  return new SqlParser(tokens).statement();
}

class SqlParser {
  readonly #tokens: readonly SqlToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens;
  }

  statement(): Select {
    if (!this.#word('select')) throw faults.sql(`Only SELECT is supported and not '${this.#peek().text.toUpperCase()}'.`);
    const distinct = this.#word('distinct');
    const top = this.#word('top') ? this.#number(this.#mark('('), 'TOP') : null;
    const items = this.#list(() => this.#item());
    this.#expect('from');
    const from = this.#table();
    const joins: JoinClause[] = [];
    for (let join = this.#join(); join !== null; join = this.#join()) joins.push(join);
    const where = this.#word('where') ? this.#or() : null;
    const groups = this.#pair('group', 'by') ? this.#list(() => this.#column()) : [];
    this.#refuse('having', 'union', 'except', 'intersect');
    const order = this.#pair('order', 'by')
      ? this.#list(() => {
          const by = this.#column();
          const descending = this.#word('desc');
          if (!descending) this.#word('asc');
          return { by, descending };
        })
      : [];
    const [offset, fetch] = this.#window();
    this.#mark(';');
    if (this.#peek().kind !== 'end') {
      this.#refuse('having', 'union', 'except', 'intersect', 'for', 'option', 'limit');
      throw faults.sql(`'${this.#peek().text}' is not understood: the command must be a single SELECT.`);
    }
    return { distinct, top, items, from, joins, where, groups, order, offset, fetch };
  }

  #peek(ahead = 0): SqlToken {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as SqlToken;
  }

  #isWord(word: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token.kind === 'word' && token.text.toLowerCase() === word;
  }

  #word(word: string): boolean {
    if (!this.#isWord(word)) return false;
    this.#at += 1;
    return true;
  }

  #pair(first: string, second: string): boolean {
    if (!this.#word(first)) return false;
    this.#expect(second);
    return true;
  }

  #mark(mark: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'mark' || token.text !== mark) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#word(text) && !this.#mark(text)) throw faults.sql(`'${text.toUpperCase()}' is expected before '${this.#peek().text}'.`);
  }

  #refuse(...words: readonly string[]): void {
    const word = words.find((one) => this.#isWord(one));
    if (word !== undefined) throw faults.sql(`${word.toUpperCase()} is not supported.`);
  }

  #list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.#mark(',')) items.push(read());
    return items;
  }

  #name(): string {
    const token = this.#peek();
    if (token.kind !== 'name' && (token.kind !== 'word' || reserved.has(token.text.toLowerCase())))
      throw faults.sql(`A name is expected and not '${token.text}'.`);
    this.#at += 1;
    return token.text;
  }

  #number(bracket: boolean, what: string): number {
    const token = this.#peek();
    if (token.kind !== 'number' || !/^\d{1,9}$/.test(token.text)) throw faults.sql(`${what} takes a whole number and not '${token.text}'.`);
    this.#at += 1;
    if (bracket) this.#expect(')');
    return Number(token.text);
  }

  #column(): ColumnName {
    this.#refuse('case', 'exists');
    const first = this.#name();
    if (this.#peek().text === '(' && this.#peek().kind === 'mark')
      throw faults.sql(`The function ${first.toUpperCase()} is not supported here.`);
    if (!this.#mark('.')) return { table: null, column: first.toLowerCase() };
    if (this.#peek().kind === 'mark' && this.#peek().text === '*') throw faults.sql('SELECT * is not supported: name each column.');
    return { table: first.toLowerCase(), column: this.#name().toLowerCase() };
  }

  #item(): SelectItem {
    if (this.#mark('*')) throw faults.sql('SELECT * is not supported: name each column.');
    const name = this.#peek().text.toLowerCase();
    const isCall = this.#peek().kind === 'word' && this.#peek(1).kind === 'mark' && this.#peek(1).text === '(';
    if (!isCall || !aggregates.has(name)) return { of: this.#column(), aggregate: null, distinct: false, alias: this.#alias() };
    this.#at += 2;
    const all = this.#mark('*');
    if (all && name !== 'count') throw faults.sql(`${name.toUpperCase()}(*) is not supported.`);
    const distinct = !all && this.#word('distinct');
    const of = all ? null : this.#column();
    this.#expect(')');
    if (distinct && name !== 'count') throw faults.sql(`${name.toUpperCase()}(DISTINCT ..) is not supported.`);
    return { of, aggregate: name as AggregateName, distinct, alias: this.#alias() };
  }

  #alias(): string | null {
    if (this.#word('as')) return this.#name();
    const token = this.#peek();
    return token.kind === 'name' || (token.kind === 'word' && !reserved.has(token.text.toLowerCase())) ? this.#name() : null;
  }

  #table(): TableName {
    if (this.#mark('(')) throw faults.sql('Subqueries are not supported.');
    const table = this.#name().toLowerCase();
    if (this.#mark('.')) throw faults.sql('Names of schemas are not supported: a table has its logical name alone.');
    return { table, alias: this.#alias() };
  }

  #join(): JoinClause | null {
    this.#refuse('right', 'full', 'cross');
    if (this.#mark(',')) throw faults.sql('Tables separated by commas are not supported: use INNER JOIN or LEFT JOIN.');
    const left = this.#word('left');
    if (left) this.#word('outer');
    const inner = !left && this.#word('inner');
    if (!this.#word('join')) {
      if (left || inner) throw faults.sql("'JOIN' is expected.");
      return null;
    }
    const table = this.#table();
    this.#expect('on');
    const bracket = this.#mark('(');
    const one = this.#column();
    this.#expect('=');
    const other = this.#column();
    if (bracket) this.#expect(')');
    if (this.#isWord('and') || this.#isWord('or')) throw faults.sql('A join on more than one pair of columns is not supported.');
    return { ...table, type: left ? 'outer' : 'inner', left: one, right: other };
  }

  #window(): [number | null, number | null] {
    if (!this.#word('offset')) return [null, null];
    const offset = this.#number(false, 'OFFSET');
    if (!this.#word('rows')) this.#expect('row');
    if (!this.#word('fetch')) return [offset, null];
    if (!this.#word('next')) this.#expect('first');
    const fetch = this.#number(false, 'FETCH NEXT');
    if (!this.#word('rows')) this.#expect('row');
    this.#expect('only');
    return [offset, fetch];
  }

  #or(): Where {
    this.#depth += 1;
    if (this.#depth > mostDepth) throw faults.sql('Conditions are nested too deep.');
    const items = [this.#and()];
    while (this.#word('or')) items.push(this.#and());
    this.#depth -= 1;
    return items.length === 1 ? (items[0] as Where) : { kind: 'or', items };
  }

  #and(): Where {
    const items = [this.#condition()];
    while (this.#word('and')) items.push(this.#condition());
    return items.length === 1 ? (items[0] as Where) : { kind: 'and', items };
  }

  #condition(): Where {
    this.#refuse('not', 'exists', 'case');
    if (this.#mark('(')) {
      this.#refuse('select');
      const inner = this.#or();
      this.#expect(')');
      return inner;
    }
    const token = this.#peek();
    if (token.kind === 'number' || token.kind === 'string')
      throw faults.sql('A comparison must be between a column and a literal, in this order.');
    const column = this.#column();
    if (this.#word('is')) {
      const not = this.#word('not');
      this.#expect('null');
      return { kind: 'condition', column, operator: not ? 'not-null' : 'null', values: [] };
    }
    const not = this.#word('not');
    const operator = (name: string): string => (not ? `not-${name}` : name);
    if (this.#word('like')) return { kind: 'condition', column, operator: operator('like'), values: [this.#literal()] };
    if (this.#word('in')) {
      this.#expect('(');
      if (this.#isWord('select')) throw faults.sql('Subqueries are not supported.');
      const values = this.#list(() => this.#literal());
      this.#expect(')');
      return { kind: 'condition', column, operator: operator('in'), values };
    }
    if (this.#word('between')) {
      const low = this.#literal();
      this.#expect('and');
      return { kind: 'condition', column, operator: operator('between'), values: [low, this.#literal()] };
    }
    const mark = this.#peek();
    const compared = mark.kind === 'mark' && !not && Object.hasOwn(operators, mark.text) ? operators[mark.text] : undefined;
    if (compared === undefined) throw faults.sql(`'${mark.text}' is no comparison that is supported.`);
    this.#at += 1;
    if (this.#word('null')) return { kind: 'never' };
    return { kind: 'condition', column, operator: compared, values: [this.#literal()] };
  }

  #literal(): string {
    const token = this.#peek();
    if (token.kind !== 'string' && token.kind !== 'number') {
      if (this.#peek().text === '(') throw faults.sql('Subqueries and expressions are not supported.');
      throw faults.sql(`A literal is expected and not '${token.text}': columns, expressions and functions are not supported there.`);
    }
    this.#at += 1;
    return token.text;
  }
}
