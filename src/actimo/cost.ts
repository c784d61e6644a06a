import type { ObjectName } from '../domain/index.js';
import type { CatalogueEntry, Paging, SecondCount } from './catalogue.js';
import { entryOf, type Reader } from './lists.js';

/** What one full read costs: as a formula for people and as a number of requests. */
export interface Cost {
  readonly requests: number;
  /** e.g. `1 + rows`. */
  readonly formula: string;
}

/** How many there are of each object; what is not known counts as none. */
export type Counts = Readonly<Partial<Record<ObjectName, number | null>>>;

/** The cost follows from what the catalogue says of the entry, so that it cannot be wrong apart from it: lists, one request per record to enrich, the second count. */
export function costOf(reader: Reader, object: ObjectName, counts: Counts): Cost {
  const entry = entryOf(reader, object);
  const rows = counts[object] ?? 0;
  const parts = [listCost(reader, entry, rows, counts)];
  if (entry.enrich.length > 0)
    parts.push({ requests: entry.enrich.length * rows, formula: entry.enrich.length === 1 ? 'rows' : `${entry.enrich.length} × rows` });
  parts.push(...entry.secondCounts.map((question) => secondCountCost(reader, object, entry, question, counts)));
  return { requests: parts.reduce((sum, { requests }) => sum + requests, 0), formula: parts.map(({ formula }) => formula).join(' + ') };
}

function listCost(reader: Reader, entry: CatalogueEntry, rows: number, counts: Counts): Cost {
  const paging = entry.paging ?? reader.catalogue.paging;
  const lists = reader.requests.keys.lists.length;
  if (entry.parent === undefined) {
    const one = pages(paging, rows);
    return lists === 1 ? one : { requests: lists * one.requests, formula: `${lists} × ${one.formula}` };
  }
  const parents = counts[entry.parent] ?? 0;
  const inEach = pages(paging, parents === 0 ? 0 : rows / parents, 'rows of each');
  const list = listCost(reader, entryOf(reader, entry.parent), parents, counts);
  return {
    requests: list.requests + parents * inEach.requests,
    formula: `${list.formula.replaceAll('rows', `${entry.parent}s`)} + ${entry.parent}s${inEach.formula === '1' ? '' : ` × ${inEach.formula}`}`,
  };
}

function secondCountCost(reader: Reader, object: ObjectName, entry: CatalogueEntry, question: SecondCount, counts: Counts): Cost {
  if (question.kind === 'again') return listCost(reader, entry, counts[object] ?? 0, counts);
  // Taken before and after.
  const list = listCost(reader, entryOf(reader, question.object), counts[question.object] ?? 0, counts);
  return { requests: 2 * list.requests, formula: `2 × ${list.formula.replaceAll('rows', `${question.object}s`)}` };
}

/** An empty page may be needed to see the end, so a list that just fills its last page costs one more. */
const pages = (paging: Paging, rows: number, word = 'rows'): Cost =>
  paging.style === 'none'
    ? { requests: 1, formula: '1' }
    : { requests: Math.ceil(rows / paging.pageSize) + 1, formula: `(⌈${word} / ${paging.pageSize}⌉ + 1)` };
