import { isCutOf, sameText } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { fieldOf, isBlank } from '../body.js';
import { lengths } from '../schema/lengths.js';
import { cutTo, toText } from '../write/text.js';
import { asking, holds, reads, unplacedOf } from './kit.js';
import type { AccountSource, Rule } from './rule.js';

const maxLength = lengths.account.name;

/** A further location's Account is named after the workspace and the location; without a name of its own, after its place in the list. */
export const locationName: Rule<AccountSource> = {
  name: 'name',
  table: 'account',
  facet: 'core',
  reads: reads('workspace', 'name'),
  says: 'workspace and location',
  columns: () => ['name'],

  write(source) {
    const place = toText(fieldOf(source.location, 'name')) ?? source.part.slice(source.part.indexOf(':') + 1);
    const name = `${toText(source.body['name']) ?? source.key} - ${place}`;
    if (name.length <= maxLength) return { columns: { name } };
    return asking({ name: cutTo(name, maxLength) }, holds.tooLong('name', name.length, maxLength), unplacedOf(source, 'name', 'locations'));
  },

  agrees({ key, body, location, part }, readBack, context) {
    const place =
      isBlank(location['name']) || typeof location['name'] === 'object'
        ? part.replace('location:', '')
        : `${location['name'] as string}`.trim();
    const workspace = isBlank(body['name']) || typeof body['name'] === 'object' ? `${key}` : `${body['name'] as string}`.trim();
    const wanted = [workspace, place].join(' - ');
    const found = readBack['name'];
    const cut =
      context.accepts('too-long', 'name') &&
      isCutOf(wanted, found, maxLength) &&
      (isBlank(body['name']) || context.unplacedHas(key, 'name', body['name'])) &&
      context.unplacedHas(key, 'locations', body['locations']);
    return [verdict('name', 'name', wanted, found, sameText(wanted, found) || cut)];
  },
};
