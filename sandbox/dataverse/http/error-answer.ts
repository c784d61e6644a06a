import { DataverseFault } from '../core/errors.js';
import { wantsAnnotation } from '../query/serialize.js';
import type { ApiAnswer, ApiRequest } from './request.js';
import { preferencesOf } from './request.js';

/** Turns a refusal into its answer; anything else is a fault of the stand-in itself and must not pass for one of Dataverse. */
export function errorAnswer(error: unknown, request: Pick<ApiRequest, 'headers'>): ApiAnswer {
  if (!(error instanceof DataverseFault)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      status: 500,
      headers: { 'Content-Type': 'application/json; odata.metadata=minimal', 'OData-Version': '4.0', 'x-sandbox-failure': 'true' },
      body: JSON.stringify({ error: { code: '0x80040216', message: `The stand-in itself failed: ${text}` } }),
    };
  }
  if (error.status === 401 && error.code === '') return { status: 401, headers: { ...error.headers }, body: null };
  const details: Record<string, unknown> = { code: error.code, message: error.message };
  const { annotations } = preferencesOf(request);
  for (const [name, value] of Object.entries(detailsOf(error))) if (wantsAnnotation(annotations, name)) details[`@${name}`] = value;
  return {
    status: error.status,
    headers: { 'Content-Type': 'application/json; odata.metadata=minimal', 'OData-Version': '4.0', ...error.headers },
    body: JSON.stringify({ error: details }),
  };
}

/** What the annotations of an error say, each of which can be asked for by its name. */
const detailsOf = (error: DataverseFault): Readonly<Record<string, string>> => ({
  'Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus': '0',
  'Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode': '-2146233088',
  'Microsoft.PowerApps.CDS.HelpLink': `http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a${error.code.slice(2)}&client=platform`,
  'Microsoft.PowerApps.CDS.TraceText': '',
  'Microsoft.PowerApps.CDS.InnerError.Message': error.message,
});
