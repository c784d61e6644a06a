import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import { type ApiAnswer, type ApiRequest, preferenceApplied, preferencesOf } from '../../http/request.js';
import type { Table } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import { collectionAnswer } from '../answer.js';
import { findRows } from '../joined/page.js';
import { contextOf, linkTo, scopeOf } from '../odata.js';
import { annotationsOf } from '../serialize.js';
import { countWanted, pageSizeOf } from '../sizes.js';
import { cookieFrame, readFrame } from '../skip-token.js';
import { compileSql } from './compile.js';
import { sqlTokens } from './lexer.js';
import { parseSql } from './parser.js';

const mostTop = 5000;

/** `GET /accounts?sql=SELECT name FROM account` */
export function sqlRows(world: World, table: Table, request: ApiRequest, only: readonly Row[] | null): ApiAnswer {
  const { query } = request;
  const { seesAt } = scopeOf(world, table, request);
  const select = parseSql(sqlTokens(query.get('sql') ?? ''));
  if (select.top !== null && select.top > mostTop) throw faults.sql(`TOP takes at most ${mostTop}.`);
  if (select.top !== null && select.offset !== null) throw faults.sql('TOP and OFFSET may not be used together.');
  const compiled = compileSql(world, request, seesAt, table, select);
  const preferences = preferencesOf(request);
  const annotations = annotationsOf(preferences.annotations);
  const token = query.get('$skiptoken');
  const at = token === undefined ? { page: 1, cookie: '' } : readFrame(token);
  const from = select.offset ?? 0;
  const paged = {
    query: compiled,
    top: null,
    slice: [from, from + (select.top ?? select.fetch ?? Number.POSITIVE_INFINITY)] as const,
    page: at.page,
    count: pageSizeOf(preferences.pageSize),
    cookie: at.cookie === '' ? null : at.cookie,
    cookies: compiled.aggregation === null && !compiled.distinct,
  };
  const found = findRows(world, request, paged, annotations, only);
  return collectionAnswer(world, annotations, {
    context: contextOf(request, table, found.members),
    items: found.items,
    count: countWanted(query) ? found.total : null,
    nextLink: found.more ? linkTo(request, table, '$skiptoken', cookieFrame(paged.page + 1, found.cookie ?? '')) : null,
    headers: preferenceApplied(preferences, 'pages', 'annotations'),
  });
}
