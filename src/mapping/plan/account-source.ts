import type { RowId } from '../../domain/index.js';
import { fieldOf, isBlank } from '../body.js';
import { compiled } from '../document/compiled.js';
import { foldName } from '../identity/fold.js';
import type { AccountSource } from '../rules/rule.js';
import type { Body, MappingContext, WorkspaceInput } from '../types.js';
import { toFlag } from '../write/flag.js';
import { answeredBody } from './answers.js';

/** A workspace and its further locations, each as a source of one Account; `unreadable` when the locations are no list of objects. */
export function accountSources(
  input: WorkspaceInput,
  doc: MappingContext['doc'],
): { readonly sources: readonly AccountSource[]; readonly unreadable: boolean } {
  const { record } = input;
  const body = compiled(doc).visible('workspace', answeredBody('workspace', record.key, record.body, input.answers));
  const places = placesOf(fieldOf(body, 'locations'));
  const main = places?.find(({ primary }) => toFlag(primary) === true) ?? places?.[0];
  const further = (places ?? []).filter((place) => place !== main);
  const source = (part: string, location: Body): AccountSource => ({
    object: 'workspace',
    key: record.key,
    body,
    keyOf: () => record.key,
    part,
    location,
  });
  return {
    sources: [source('main', main ?? {}), ...partNames(further).map(([part, location]) => source(part, location))],
    unreadable: places === null,
  };
}

function placesOf(value: unknown): Body[] | null {
  if (value === null) return [];
  if (!Array.isArray(value) || value.some((place) => typeof place !== 'object' || place === null || Array.isArray(place))) return null;
  return (value as Body[]).filter((place) => !isBlank(place['name']) || !isBlank(place['address']));
}

/** `location:<name>`, so that a new place in the list does not rename the others; without a name, or for a second of that name, a number. */
function partNames(places: readonly Body[]): [string, Body][] {
  const taken = new Set<string>();
  return places.map((place, index) => {
    const slug =
      foldName(typeof place['name'] === 'string' ? place['name'] : '')
        .replaceAll(' ', '-')
        .slice(0, 40) || String(index + 1);
    let part = `location:${slug}`;
    for (let nth = 2; taken.has(part); nth++) part = `location:${slug}-${nth}`;
    taken.add(part);
    return [part, place];
  });
}

export const accountId = (ctx: MappingContext, source: AccountSource): RowId => ctx.idOf('account', source.part, source.key);
