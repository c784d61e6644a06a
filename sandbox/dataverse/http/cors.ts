import type { IncomingMessage } from 'node:http';

/** Pages of any origin may call the API, and read these headers of its answers. */
export const crossOrigin = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'Preference-Applied,OData-EntityId,Location,ETag,OData-Version,Content-Encoding,Transfer-Encoding,Content-Length,Retry-After,REQ_ID',
} as const;

const methods = 'GET,POST,PATCH,PUT,DELETE,OPTIONS';

/** What a browser is told that asks before it sends; it asks without a token. */
export function preflight(request: IncomingMessage): Readonly<Record<string, string>> {
  const allowed = { Allow: 'OPTIONS,GET,HEAD,POST', Public: 'OPTIONS,GET,HEAD,POST', ...crossOrigin };
  if (request.headers['access-control-request-method'] === undefined) return allowed;
  const asked = request.headers['access-control-request-headers'];
  return {
    ...allowed,
    'Access-Control-Allow-Methods': methods,
    ...(asked === undefined ? {} : { 'Access-Control-Allow-Headers': asked }),
    'Access-Control-Max-Age': '3600',
  };
}
