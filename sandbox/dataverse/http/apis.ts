/** Interfaces under `/api`: the Web API, both versions of search, and the monitor of background operations. */
export type Api = 'data' | 'search/v1.0' | 'search/v2.0' | 'backgroundoperation';

/** An address taken apart. */
export interface Address {
  readonly api: Api;
  /** Address of the Web API's root below the origin, which answers of the others refer to as well. */
  readonly root: string;
  /** What follows, without the query. */
  readonly path: string;
  readonly query: string;
}

const data = /^\/api\/data\/(v9\.[012])\/?/;
const others = /^\/api\/(search\/v[12]\.0|backgroundoperation)(?=[/?]|$)\/?/;

/** What an address asks for; null when nothing is served there. */
export function addressOf(url: string): Address | null {
  const match = data.exec(url) ?? others.exec(url);
  if (match === null) return null;
  const rest = url.slice(match[0].length);
  const question = rest.indexOf('?');
  const found = match[1] as string;
  const isData = found.startsWith('v');
  return {
    api: isData ? 'data' : (found as Api),
    root: `/api/data/${isData ? found : 'v9.2'}`,
    path: question < 0 ? rest : rest.slice(0, question),
    query: question < 0 ? '' : rest.slice(question + 1),
  };
}
