import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { ApiAnswer, ApiRequest, Query } from '../http/request.js';
import type { Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { countAnswer } from './answer.js';
import { applyRows } from './apply/run.js';
import { asksForChanges, changedRows, countChanges } from './changes/run.js';
import { fetchRows } from './fetchxml/run.js';
import { viewRows } from './fetchxml/view.js';
import { matching, odataRows } from './odata.js';
import { sqlRows } from './sql/run.js';

type Reader = (world: World, table: Table, request: ApiRequest, only: readonly Row[] | null) => ApiAnswer;

/** A language in which rows are asked for: what marks it, and the options that go with it. */
interface Language {
  readonly mark: string;
  readonly options: ReadonlySet<string>;
  readonly read: Reader;
}

const languages: readonly Language[] = [
  { mark: 'fetchXml', options: new Set(['$count']), read: fetchRows },
  { mark: 'savedQuery', options: new Set(['$count', '$skiptoken']), read: viewRows },
  { mark: 'userQuery', options: new Set(['$count', '$skiptoken']), read: viewRows },
  { mark: 'sql', options: new Set(['$count', '$skiptoken']), read: sqlRows },
  { mark: '$apply', options: new Set(['$apply', '$orderby', '$top', '$count']), read: applyRows },
];

const odata: Language = {
  mark: '',
  options: new Set(['$select', '$filter', '$orderby', '$top', '$count', '$expand', '$skiptoken']),
  read: odataRows,
};

/** Reads many rows in whichever language the request asks for them. `only`: the rows to choose from, for a collection below a row. */
export function queryRows(world: World, table: Table, request: ApiRequest, only: readonly Row[] | null = null): ApiAnswer {
  demand(world, request, 'Read', table);
  const { query } = request;
  if (asksForChanges(request)) {
    if (only !== null) throw faults.badQuery('Changes are tracked of whole tables, not of a collection below a row.');
    return changedRows(world, table, request);
  }
  const language = languages.find(({ mark }) => query.has(mark)) ?? odata;
  refuseOthers(query, language);
  return language.read(world, table, request, only);
}

/** Counts them: `GET /contacts/$count`. */
export function countRows(world: World, table: Table, request: ApiRequest, only: readonly Row[] | null = null): ApiAnswer {
  demand(world, request, 'Read', table);
  if (request.query.has('$deltatoken')) return countChanges(world, table, request);
  return countAnswer(matching(world, table, request, only).length);
}

const ofOneRow: Language = { mark: '', options: new Set(['$select', '$expand']), read: odataRows };

/** Throws where a request for one row has options that are for many. */
export const refuseOptionsOfMany = ({ query }: ApiRequest): void => refuseOthers(query, ofOneRow);

/** Parameter aliases and what the server does not know at all pass by. */
function refuseOthers(query: Query, { mark, options }: Language): void {
  for (const name of query.keys()) {
    if (options.has(name)) continue;
    const isLanguage = name !== mark && languages.some((other) => other.mark === name);
    if (!name.startsWith('$') && !isLanguage) continue;
    if (name === '$skip') throw faults.skip();
    throw faults.badQuery(
      mark === '' || (!isLanguage && !odata.options.has(name))
        ? `The query parameter ${name} is not supported.`
        : `The query parameter ${name} is not supported together with ${mark}.`,
    );
  }
}
