import { DataverseFault, faults } from '../core/errors.js';
import { type ApiRequest, jsonBody } from '../http/request.js';
import type { Signature } from './signatures.js';

/** Body of a call, its names those that the operation declares. Throws what Dataverse answers to names that it does not know and to ones that are missing. */
export function checkParameters(request: ApiRequest, name: string, set: string, { parameters }: Signature): void {
  const bare = Object.keys(parameters).length === 0 && request.body.length === 0;
  const body = bare ? {} : jsonBody(request, set);
  for (const given in body) {
    if (given.includes('@') || Object.hasOwn(parameters, given)) continue;
    throw faults.payload(set, `The parameter '${given}' in the request payload is not a valid parameter for the operation '${name}'.`);
  }
  for (const [wanted, type] of Object.entries(parameters)) {
    if (!type.endsWith('!') || type === 'Edm.Boolean!') continue;
    if ((body[wanted] ?? null) === null) throw new DataverseFault(400, '0x80040203', `Required field '${wanted}' is missing`);
  }
}
