import { faults } from '../core/errors.js';
import { type ApiRequest, jsonBody } from '../http/request.js';
import type { Table } from '../metadata/types.js';
import type { Body } from '../rows/apply.js';

/** The rows of a bulk message, all of them looked at: throws what a body or a row that is none is answered. */
export function targetsOf(table: Table, request: ApiRequest): Body[] {
  return checked(table, jsonBody(request, table.entitySetName));
}

function checked(table: Table, body: Record<string, unknown>): Body[] {
  for (const name in body) {
    if (name !== 'Targets' && name !== 'Targets@odata.type' && !name.startsWith('@'))
      throw faults.payload(
        table.entitySetName,
        `The parameter '${name}' in the request payload is not a valid parameter for the operation.`,
      );
  }
  const targets = body.Targets;
  if (!Array.isArray(targets)) throw faults.payload(table.entitySetName, "The parameter 'Targets' is missing or is no array.");
  if (targets.length === 0) throw faults.argument("The 'Targets' parameter must hold at least one row.");
  for (const target of targets) checkTarget(table, target);
  return targets as Body[];
}

function checkTarget(table: Table, target: unknown): asserts target is Body {
  if (typeof target !== 'object' || target === null || Array.isArray(target))
    throw faults.payload(table.entitySetName, 'Each of the Targets must be an object.');
  const given = (target as Body)['@odata.type'];
  const type = `Microsoft.Dynamics.CRM.${table.logicalName}`;
  if (given === type || given === `#${type}`) return;
  throw faults.payload(
    table.entitySetName,
    given === undefined
      ? `An entry without a type name was found, but no expected type was specified. To allow entries without type information, the expected type must also be specified when the model is specified.`
      : `A type named '${String(given)}' could not be resolved as '${type}': all Targets are rows of one table.`,
  );
}

const opening = /^\s*\{\s*"Targets"\s*:\s*\[\s*(?=\{)/;
const closing = /\}\s*\]\s*\}\s*$/;
/** Between two rows, as clients write it. */
const separators = ['},{', '}, {'] as const;

/**
 * The same rows one after the other, each of them garbage before the next one comes: a large body is never in memory as objects. Where one ends is
 * guessed and then proven: what parses is the row. `work` is called for each. When it throws, what is wrong with the rest of the body comes first.
 */
export function forEachTarget(table: Table, request: ApiRequest, work: (target: Body) => void): void {
  try {
    for (const target of oneByOne(table, request)) work(target);
  } catch (error) {
    targetsOf(table, request);
    throw error;
  }
}

function* oneByOne(table: Table, request: ApiRequest): Generator<Body> {
  const { body } = request;
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  const head = typeof body === 'string' || !isJson ? null : opening.exec(body.toString('latin1', 0, 200));
  if (typeof body === 'string' || head === null || !closing.test(body.toString('latin1', body.length - 50))) {
    yield* targetsOf(table, request);
    return;
  }
  const first = separators.map((text) => body.indexOf(text, head[0].length, 'latin1'));
  const separator =
    separators[(first[1] as number) >= 0 && ((first[0] as number) < 0 || (first[1] as number) < (first[0] as number)) ? 1 : 0];
  let at = head[0].length;
  for (;;) {
    const end = body.indexOf(separator, at, 'latin1');
    const target = end < 0 ? undefined : parsed(body.toString('utf8', at, end + 1));
    if (target === undefined) break;
    checkTarget(table, target);
    yield target;
    at = end + separator.length - 1;
  }
  // The last row, or one that holds what separates rows.
  const rest = parsed(`{"Targets":[${body.toString('utf8', at)}`);
  if (rest === undefined) throw faults.payload(table.entitySetName, 'Invalid JSON. A token was not recognized in the JSON content.');
  yield* checked(table, rest as Record<string, unknown>);
}

/** Undefined: it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
