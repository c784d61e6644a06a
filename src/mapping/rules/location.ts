import type { Columns } from '../../domain/index.js';
import { isCutOf, sameText } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import { lengths } from '../schema/lengths.js';
import type { Body, FieldVerdict } from '../types.js';
import { cutTo, toText } from '../write/text.js';
import { reads } from './kit.js';
import type { AccountSource, Outcome, Rule, RuleContext } from './rule.js';

/** Column of Account to field of a location. */
const fields = {
  address1_name: ['name'],
  address1_line1: ['address', 'line_1'],
  address1_line2: ['address', 'line_2'],
  address1_city: ['address', 'city'],
  address1_stateorprovince: ['address', 'state'],
  address1_postalcode: ['address', 'zip'],
  address1_country: ['address', 'country'],
} as const satisfies Record<keyof typeof lengths.address, readonly string[]>;
const columns = Object.keys(fields) as (keyof typeof fields)[];

/** The location's name and address. A part that is too long is a question about the workspace's locations. */
export const location: Rule<AccountSource> = {
  name: 'location',
  table: 'account',
  facet: 'core',
  reads: reads('workspace', 'locations'),
  says: 'the primary location as the address; each further one as a child account',
  columns: () => columns,
  write: writeLocation,
  agrees: (source, readBack, context) => columns.map((column) => locationVerdict(source, column, readBack, context)),
};

function partOf(place: Body, path: readonly string[]): unknown {
  let value: unknown = place;
  for (const step of path) value = typeof value === 'object' && value !== null ? (value as Body)[step] : undefined;
  return isBlank(value) ? null : value;
}

function writeLocation({ location: place, key, body }: AccountSource): Outcome {
  const written: Record<string, string | null> = {};
  const wrong: { readonly field: string; readonly code: 'too-long' | 'not-text'; readonly says: string }[] = [];
  for (const column of columns) {
    const field = `locations.${fields[column].join('.')}`;
    const text = toText(partOf(place, fields[column]));
    const maxLength = lengths.address[column];
    if (text === undefined) wrong.push({ field, code: 'not-text', says: `${field} is a list or an object.` });
    else if (text !== null && text.length > maxLength)
      wrong.push({ field, code: 'too-long', says: `${field} has ${text.length} characters; the column takes ${maxLength}.` });
    written[column] = text ? cutTo(text, maxLength) : null;
  }
  return {
    columns: written,
    holds: wrong.map(({ field, code, says }) => ({
      code,
      field,
      reason: says,
      suggestion: 'Correct it in Actimo, or load it cut: all locations are then kept in full with the values without a place.',
    })),
    unplaced: wrong.length > 0 ? [{ key, field: 'locations', value: body['locations'] }] : [],
  };
}

function locationVerdict(
  { location: place, key, body }: AccountSource,
  column: keyof typeof fields,
  readBack: Columns,
  context: RuleContext,
): FieldVerdict {
  const field = `locations.${fields[column].join('.')}`;
  const said = partOf(place, fields[column]);
  const found = readBack[column];
  if (!(typeof said === 'object' && said !== null) && sameText(said, found)) return verdict(field, column, said, found, true);
  const cut = context.accepts('too-long', field) && isCutOf(said, found, lengths.address[column]);
  const left = context.accepts('not-text', field) && typeof said === 'object' && isBlank(found);
  const right = (cut || left) && context.unplacedHas(key, 'locations', body['locations']);
  return verdict(field, column, said, found, right, right ? 'kept in full among the values without a place' : 'not the same text');
}
