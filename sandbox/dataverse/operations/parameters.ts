import { DataverseFault, faults } from '../core/errors.js';
import { type ApiRequest, jsonBody } from '../http/request.js';
import type { Signature } from './signatures.js';

/** What JSON writes values of these types as. */
const primitives: Readonly<Record<string, string>> = { 'Edm.String': 'string', 'Edm.Boolean': 'boolean', 'Edm.Int32': 'number' };

/** Body of a call, its names those that the operation declares. Throws what Dataverse answers to names that it does not know and to ones that are missing. */
export function checkParameters(request: ApiRequest, name: string, set: string, { parameters }: Signature): void {
  const bare = Object.keys(parameters).length === 0 && request.body.length === 0;
  const body = bare ? {} : jsonBody(request, set);
  for (const given in body) {
    if (given.includes('@') || Object.hasOwn(parameters, given)) continue;
    throw faults.payload(set, `The parameter '${given}' in the request payload is not a valid parameter for the operation '${name}'.`);
  }
  for (const [wanted, type] of Object.entries(parameters)) {
    const value = body[wanted] ?? null;
    const primitive = primitives[type.replace('!', '')];
    if (value !== null && primitive !== undefined && typeof value !== primitive)
      throw faults.payload(set, `Cannot convert the value of the parameter '${wanted}' to the expected type '${type.replace('!', '')}'.`);
    if (!type.endsWith('!') || type === 'Edm.Boolean!') continue;
    if (value === null) throw new DataverseFault(400, '0x80040203', `Required field '${wanted}' is missing`);
  }
}
