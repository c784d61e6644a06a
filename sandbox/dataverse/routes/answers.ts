import type { ApiAnswer, ApiRequest } from '../http/request.js';

const json = { 'Content-Type': 'application/json; odata.metadata=minimal; odata.streaming=true', 'OData-Version': '4.0' } as const;

export const noContent = (headers: Readonly<Record<string, string>> = {}): ApiAnswer => ({
  status: 204,
  headers: { 'OData-Version': '4.0', ...headers },
  body: null,
});

/** JSON text that is written already. */
export const jsonText = (body: string | Buffer, status = 200, headers: Readonly<Record<string, string>> = {}): ApiAnswer => ({
  status,
  headers: { ...json, ...headers },
  body,
});

export const jsonAnswer = (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): ApiAnswer =>
  jsonText(JSON.stringify(value), status, headers);

/** What a function or an action answers: members of a complex type. */
export const complex = (request: ApiRequest, type: string, members: Record<string, unknown>): ApiAnswer =>
  jsonAnswer({ '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.${type}`, ...members });
