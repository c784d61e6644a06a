import type { ObjectName } from '../../domain/index.js';
import { isEmpty } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { own, reads } from './kit.js';
import type { AccountSource, PersonSource, Rule } from './rule.js';

/** The id in Actimo: of a person's first record, of a workspace; of a workspace's further location with the location behind it. */
export const personActimoId: Rule<PersonSource> = {
  name: 'actimoId',
  table: 'contact',
  facet: 'core',
  reads: reads('user', 'id'),
  says: 'id of the record in Actimo',
  columns: (doc) => [own(doc, 'ActimoId')],
  write: ({ key }, { doc }) => ({ columns: { [own(doc, 'ActimoId')]: key } }),
  agrees: ({ members }, readBack, { doc }) => {
    const found = readBack[own(doc, 'ActimoId')];
    const first = members[0];
    return [verdict('id', own(doc, 'ActimoId'), first?.key, found, first !== undefined && found === `${first.key}`)];
  },
};

/** All ids of a person who is several records. */
export const personActimoIds: Rule<PersonSource> = {
  name: 'actimoIds',
  table: 'contact',
  facet: 'core',
  reads: reads('user', 'id'),
  says: 'ids of all records of one person',
  columns: (doc) => [own(doc, 'ActimoIds')],
  write: ({ members }, { doc }) => ({
    columns: { [own(doc, 'ActimoIds')]: members.length > 1 ? members.map(({ key }) => key).join('\n') : null },
  }),
  agrees: ({ members }, readBack, { doc }) => {
    const found = readBack[own(doc, 'ActimoIds')];
    const lines = isEmpty(found) ? [] : `${found as string}`.split('\n');
    const wanted = members.length > 1 ? members.map(({ key }) => `${key}`) : [];
    const same = lines.length === wanted.length && wanted.every((key, index) => lines[index] === key);
    return [verdict('id', own(doc, 'ActimoIds'), wanted.join(', '), found, same)];
  },
};

export const accountActimoId: Rule<AccountSource> = {
  name: 'actimoId',
  table: 'account',
  facet: 'core',
  reads: reads('workspace' satisfies ObjectName, 'id'),
  says: 'id of the record in Actimo',
  columns: (doc) => [own(doc, 'ActimoId')],
  write: ({ key, part }, { doc }) => ({ columns: { [own(doc, 'ActimoId')]: part === 'main' ? key : `${key}-${part.replace(':', '-')}` } }),
  agrees: ({ key, part }, readBack, { doc }) => {
    const found = readBack[own(doc, 'ActimoId')];
    const wanted = [`${key}`, ...(part === 'main' ? [] : part.split(':'))].join('-');
    return [verdict('id', own(doc, 'ActimoId'), wanted, found, found === wanted)];
  },
};
