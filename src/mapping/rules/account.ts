import { lengths } from '../schema/lengths.js';
import { ownLength } from '../schema/own-columns.js';
import { own } from './kit.js';
import { createdOn, moment } from './moment.js';
import { plainText } from './plain-text.js';
import type { AccountSource, Rule } from './rule.js';
import { tags } from './tags.js';

/** A workspace's plain fields on its Account. */
export const accountLanguage: Rule<AccountSource> = plainText({
  name: 'language',
  table: 'account',
  object: 'workspace',
  field: 'language',
  column: (doc) => own(doc, 'Language'),
  maxLength: ownLength('Language'),
});
export const accountTags: Rule<AccountSource> = tags('account', 'workspace');
export const accountCreatedOn: Rule<AccountSource> = createdOn('createdOn', 'account', 'workspace');
export const accountCreatedAt: Rule<AccountSource> = moment({
  name: 'createdAt',
  table: 'account',
  object: 'workspace',
  field: 'created_at',
  column: (doc) => own(doc, 'CreatedAt'),
});

/** The name of the workspace; a further location is named after both. */
export const accountName: Rule<AccountSource> = plainText({
  name: 'name',
  table: 'account',
  object: 'workspace',
  field: 'name',
  column: 'name',
  maxLength: lengths.account.name,
  asks: ({ body }) =>
    typeof body['name'] === 'string' && body['name'].trim() !== ''
      ? undefined
      : { code: 'no-name', field: 'name', reason: 'The workspace has no name.', suggestion: 'Give the name, or load it without one.' },
});
