import type { CatalogueEntry } from '../../../src/actimo/catalogue.js';
import { defaultCatalogue } from '../../../src/actimo/index.js';
import { keyOf } from '../../../src/actimo/source-keys.js';

const { user, membership } = defaultCatalogue.objects as { user: CatalogueEntry; membership: CatalogueEntry };

describe('keyOf', () => {
  it.each([
    ['a number', user, { id: 501 }, undefined, '501'],
    ['a number that came as text', user, { id: ' 501 ' }, undefined, '501'],
    ['the parent and a field', membership, { contact_id: 501, workspace_id: null }, '11', '11:501'],
  ])('makes a key of %s', (_, entry, body, parent, key) => {
    expect(keyOf(entry, body, parent)).toBe(key);
  });

  it.each([
    ['is not there', {}],
    ['is null', { id: null }],
    ['is blank', { id: ' ' }],
    ['is an object', { id: { value: 1 } }],
  ])('makes none when a part %s', (_, body) => {
    expect(keyOf(user, body, undefined)).toBeNull();
  });
});
