import { storeOf, tableOf, type World } from '../core/world.js';
import type { ApiRequest } from '../http/request.js';
import { read } from '../rows/slots.js';
import type { Writing } from './answers.js';
import { facetsOf } from './facets.js';
import { findHits, type Hit } from './find.js';
import { textOf } from './match.js';
import { refused } from './refuse.js';
import type { SearchOperation, SearchRequest } from './search-request.js';
import { parseTerm } from './term.js';
import { marked, near, wordsOf } from './words.js';

/** Whether the organization has search switched on. */
export function searchIsOn(world: World): boolean {
  const row = storeOf(world, 'organization').rows.get(world.ids.organization);
  return row !== undefined && read(tableOf(world, 'organization'), row.values, 'isexternalsearchindexenabled') === true;
}

/** Answers one of the three searches in the writing of its version. */
export function search(
  world: World,
  request: ApiRequest,
  operation: SearchOperation,
  asked: SearchRequest,
  writing: Writing,
): Record<string, unknown> {
  if (!searchIsOn(world)) throw refused('Dataverse Search feature is disabled for this organization.');
  if (operation === 'query') {
    const hits = findHits(world, request, asked, parseTerm(asked.search, asked), false);
    const page = counted(request, hits.slice(asked.skip, asked.skip + asked.top));
    return writing.found(world, page, facetsOf(world, hits, asked.facets), asked.count ? hits.length : -1);
  }
  const hits = beginning(world, request, asked);
  if (operation === 'suggest')
    return writing.suggested(
      world,
      hits.slice(0, asked.top).map(({ hit, text }) => ({ hit: counted(request, [hit])[0] as Hit, text })),
    );
  return writing.completed(hits[0]?.completed ?? null);
}

function counted(request: ApiRequest, hits: Hit[]): Hit[] {
  request.work.read += hits.length;
  return hits;
}

interface Beginning {
  readonly hit: Hit;
  /** The primary name, what was typed marked in it. */
  readonly text: string;
  /** What was typed, its last word completed. */
  readonly completed: string;
}

/** Rows in whose primary name what was typed stands, its last word perhaps not finished. */
function beginning(world: World, request: ApiRequest, asked: SearchRequest): Beginning[] {
  const typed = wordsOf(asked.search.replaceAll('\\', ''));
  const last = typed.length - 1;
  if (last < 0) return [];
  const term = { kind: 'words', words: typed.map(({ text }) => text), prefix: true, fuzzy: 0, slop: 0, boost: 1 } as const;
  return findHits(world, request, asked, term, true).flatMap((hit) => {
    const text = textOf(world, hit.indexed.name, hit.row) ?? '';
    const words = wordsOf(text);
    const at = words.findIndex((_, from) =>
      typed.every(({ text: wanted }, place) => {
        const word = words[from + place]?.text;
        if (word === undefined) return false;
        return word === wanted || (place === last && word.startsWith(wanted)) || (asked.fuzzy && near(word, wanted, 1));
      }),
    );
    const found = words.slice(at, at + typed.length);
    const end = found[last];
    const from = found[0];
    if (at < 0 || end === undefined || from === undefined) return [];
    const typedTo = end.text.startsWith(typed[last]?.text ?? '') ? end.from + (typed[last]?.text.length ?? 0) : end.to;
    const places = [...words.slice(0, at), { ...from, to: typedTo }];
    return [
      {
        hit,
        text: marked(text, places, new Set([at])),
        completed: `{crmhit}${text.slice(from.from, end.to).toLowerCase()}{/crmhit}`,
      },
    ];
  });
}
