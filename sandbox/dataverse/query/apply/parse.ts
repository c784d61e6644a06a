import { faults } from '../../core/errors.js';
import type { Measuring } from '../joined/aggregate.js';
import { split } from '../split.js';

/** `$apply`, taken apart; names are not looked up yet. */
export interface Apply {
  /** Conditions, in the language of `$filter`. */
  readonly filters: readonly string[];
  readonly groups: readonly string[];
  readonly measures: readonly ParsedMeasure[];
}

export interface ParsedMeasure {
  /** Null: rows are counted. */
  readonly path: string | null;
  readonly how: Measuring;
  readonly alias: string;
}

const methods: Readonly<Record<string, Measuring>> = {
  sum: 'sum',
  average: 'avg',
  min: 'min',
  max: 'max',
  countdistinct: 'countdistinct',
};

/** Reads filters followed by one `groupby` or `aggregate`; everything else of the standard is refused by its name. */
export function parseApply(text: string): Apply {
  const steps = split(text, '/').map(callIn);
  const last = steps.pop() as Call;
  const filters = steps.map(({ name, inner }) => {
    if (name !== 'filter') throw unsupported(`'${name}' before '${last.name}'`);
    return inner;
  });
  if (last.name === 'aggregate') return { filters, groups: [], measures: measuresIn(last.inner) };
  if (last.name !== 'groupby') throw unsupported(last.name === 'filter' ? "'filter' alone" : `'${last.name}'`);
  const [columns, aggregated, ...more] = split(last.inner, ',');
  const list = /^\s*\((.*)\)\s*$/s.exec(columns ?? '')?.[1];
  if (list === undefined || list.trim() === '' || more.length > 0)
    throw faults.badQuery(`Syntax error in $apply: '${last.inner}' is no list of groups.`);
  const groups = split(list, ',').map((part) => part.trim());
  if (aggregated === undefined) return { filters, groups, measures: [] };
  const call = callIn(aggregated);
  if (call.name !== 'aggregate') throw unsupported(`'${call.name}' in 'groupby'`);
  return { filters, groups, measures: measuresIn(call.inner) };
}

interface Call {
  readonly name: string;
  readonly inner: string;
}

function callIn(text: string): Call {
  const match = /^\s*(\w+)\s*\((.*)\)\s*$/s.exec(text);
  if (match === null) throw faults.badQuery(`Syntax error in $apply: '${text.trim()}' is no transformation.`);
  return { name: match[1] as string, inner: match[2] as string };
}

const unsupported = (what: string) => faults.badQuery(`The transformation ${what} of $apply is not supported.`);

function measuresIn(text: string): ParsedMeasure[] {
  return split(text, ',').map((part) => {
    const counted = /^\s*\$count\s+as\s+([A-Za-z_]\w*)\s*$/.exec(part);
    if (counted !== null) return { path: null, how: 'count', alias: counted[1] as string };
    const match = /^\s*([\w/]+)\s+with\s+([\w.]+)\s+as\s+([A-Za-z_]\w*)\s*$/.exec(part);
    if (match === null) throw faults.badQuery(`Syntax error in $apply: '${part.trim()}' is no aggregate expression.`);
    const [, path, method, alias] = match as unknown as [string, string, string, string];
    const how = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (how === undefined) throw faults.badQuery(`The aggregation method '${method}' of $apply is not supported.`);
    return { path, how, alias };
  });
}
