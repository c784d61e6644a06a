import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { ApiRequest } from '../http/request.js';
import { parseSegment, splitPath } from '../http/segments.js';
import { hasNumbersAsText } from './accept.js';
import { type JsonType, memberType, propertyType, typeNamed } from './types.js';

const number = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** A request whose numbers of 64 bits and decimals are text, with numbers in their places. Throws where one of them is none. */
export function withNumbers(world: World, request: ApiRequest): ApiRequest {
  if (!hasNumbersAsText(request) || request.body.length === 0) return request;
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString());
  } catch {
    // Whoever reads the body says what is wrong with it.
    return request;
  }
  return { ...request, body: JSON.stringify(converted(world, request.path, value, bodyType(world, request.path))) };
}

/** What a body sent to this address is: a row, `{value}` of one of its properties, or what an action takes with rows in it. */
function bodyType(world: World, path: string): JsonType {
  const [first, below] = splitPath(path);
  const table = first === undefined ? undefined : world.metadata.bySet(parseSegment(first).name);
  if (table === undefined) return null;
  if (below === undefined) return { kind: 'row', table };
  const property = propertyType(world, world.metadata.properties(table).get(below));
  if (property?.kind === 'value') return { kind: 'structure', name: '', members: (name) => (name === 'value' ? property.edm : undefined) };
  return { kind: 'structure', name: '', members: (name) => (name === 'Targets' ? `mscrm.${table.logicalName}` : undefined) };
}

function converted(world: World, path: string, value: unknown, known: JsonType): unknown {
  if (Array.isArray(value)) return value.map((item) => converted(world, path, item, known));
  if (typeof value === 'object' && value !== null) {
    const members = value as Record<string, unknown>;
    const said = members['@odata.type'];
    const type = typeof said === 'string' ? (typeNamed(world, said) ?? known) : known;
    return Object.fromEntries(
      Object.entries(members).map(([name, held]) => [name, converted(world, path, held, memberType(world, type, name))]),
    );
  }
  if (known?.kind !== 'value' || (known.edm !== 'Edm.Int64' && known.edm !== 'Edm.Decimal') || value === null) return value;
  if (typeof value === 'string' && number.test(value)) return Number(value);
  if (typeof value === 'number') throw faults.numberFormat(path, known.edm);
  return value;
}
