import { faults } from '../core/errors.js';
import { textOf } from '../core/latin-text.js';
import { repeatedName } from '../http/repeated-names.js';
import { type ApiRequest, jsonBody } from '../http/request.js';
import { isOfType } from '../metadata/type-name.js';
import type { Table } from '../metadata/types.js';
import type { Body } from '../rows/apply.js';

/** The rows of a bulk message, all of them looked at: throws what a body or a row that is none is answered. */
export function targetsOf(table: Table, request: ApiRequest): Body[] {
  return named(table, jsonBody(request, table.entitySetName));
}

function named(table: Table, body: Record<string, unknown>): Body[] {
  for (const name in body) {
    if (name !== 'Targets' && name !== 'Targets@odata.type' && !name.startsWith('@'))
      throw faults.payload(
        table.entitySetName,
        `The parameter '${name}' in the request payload is not a valid parameter for the operation.`,
      );
  }
  return checked(table, body.Targets);
}

function checked(table: Table, targets: unknown): Body[] {
  if (!Array.isArray(targets)) throw faults.payload(table.entitySetName, "The parameter 'Targets' is missing or is no array.");
  if (targets.length === 0) throw faults.argument("The 'Targets' parameter must hold at least one row.");
  for (const target of targets) checkTarget(table, target);
  return targets as Body[];
}

function checkTarget(table: Table, target: unknown): asserts target is Body {
  if (typeof target !== 'object' || target === null || Array.isArray(target))
    throw faults.payload(table.entitySetName, 'Each of the Targets must be an object.');
  const given = (target as Body)['@odata.type'];
  if (isOfType(table, given)) return;
  throw faults.payload(
    table.entitySetName,
    given === undefined
      ? `An entry without a type name was found, but no expected type was specified. To allow entries without type information, the expected type must also be specified when the model is specified.`
      : `A type named '${String(given)}' could not be resolved as 'Microsoft.Dynamics.CRM.${table.logicalName}': all Targets are rows of one table.`,
  );
}

const opening = /^\s*\{\s*"Targets"\s*:\s*\[\s*(?=\{)/;
const closing = /\}\s*\]\s*\}\s*$/;
/** Between two rows, as clients write it. */
const separators = ['},{', '}, {'] as const;

/** Bytes of the rows that are taken together, at least. */
const handful = 24 * 1024;

/**
 * The same rows one after the other, a handful of them at a time and garbage before the next ones come: a large body is never in memory as objects. Where a
 * handful ends is guessed and then proven: what parses is whole rows. `work` is called for each. When it throws, what is wrong with the rest of the body
 * comes first.
 */
export function forEachTarget(table: Table, request: ApiRequest, work: (target: Body) => void): void {
  try {
    for (const targets of byHandfuls(table, request)) for (let at = 0; at < targets.length; at += 1) work(targets[at] as Body);
  } catch (error) {
    targetsOf(table, request);
    throw error;
  }
}

function* byHandfuls(table: Table, request: ApiRequest): Generator<readonly Body[]> {
  const { body } = request;
  const start = typeof body === 'string' ? null : startOf(body, request);
  if (typeof body === 'string' || start === null) {
    yield targetsOf(table, request);
    return;
  }
  const { separator } = start;
  let { at } = start;
  for (;;) {
    const end = body.indexOf(separator, at + handful, 'latin1');
    const targets = end < 0 ? undefined : parsed(`[${textOf(body, at, end + 1)}]`);
    if (targets === undefined) break;
    yield checked(table, targets);
    at = end + separator.length - 1;
  }
  // The last rows, or some that hold what separates rows.
  const rest = parsed(`{"Targets":[${body.toString('utf8', at)}`);
  if (rest === undefined) throw faults.payload(table.entitySetName, 'Invalid JSON. A token was not recognized in the JSON content.');
  yield named(table, rest as Record<string, unknown>);
}

/**
 * Where the rows begin and what separates them; null for a body that is small, or is not as clients write it: it is read whole. So is one whose first row has a
 * name twice. To look for that in every row would take a quarter of the time: what a client writes wrong, it writes wrong in all of them.
 */
function startOf(body: Buffer, request: ApiRequest): { readonly at: number; readonly separator: string } | null {
  if (body.length < 2 * handful || !/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return null;
  const head = opening.exec(body.toString('latin1', 0, 200));
  if (head === null || !closing.test(body.toString('latin1', body.length - 50))) return null;
  const at = head[0].length;
  const [first] = separators
    .map((separator) => ({ separator, end: body.indexOf(separator, at, 'latin1') }))
    .filter(({ end }) => end >= 0)
    .sort((one, other) => one.end - other.end);
  if (first === undefined) return null;
  const row = textOf(body, at, first.end + 1);
  return parsed(row) === undefined || repeatedName(row) !== null ? null : { at, separator: first.separator };
}

/** Undefined: it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
