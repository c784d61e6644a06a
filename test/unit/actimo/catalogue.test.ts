import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ActimoError, type Catalogue, catalogueJsonSchema, defaultCatalogue, parseCatalogue } from '../../../src/actimo/index.js';

type Loose = { objects: Record<string, Record<string, unknown>> } & Record<string, unknown>;

/** The shipped catalogue, changed, as a customer would write it. */
function changed(change: (catalogue: Loose) => void): string {
  const catalogue = structuredClone(defaultCatalogue) as unknown as Loose;
  change(catalogue);
  return stringify(catalogue);
}

describe('parseCatalogue', () => {
  it('takes the shipped catalogue as it is', () => {
    expect(parseCatalogue(stringify(defaultCatalogue))).toEqual(defaultCatalogue);
  });

  it('fills in what an entry leaves out', () => {
    const own: Catalogue = parseCatalogue(`
version: 1
client: { path: /project, basis: documented }
objects:
  user: { path: /people, basis: inferred, key: [uuid], fields: [uuid], paging: { style: page } }
`);
    expect(own.signIn).toEqual({ kind: 'header', name: 'api-key' });
    expect(own.paging).toEqual({ style: 'none', total: 'meta.total' });
    expect(own.objects.user).toMatchObject({
      method: 'GET',
      readingPost: false,
      rows: 'data',
      enrich: [],
      paging: { style: 'page', pageParam: 'page', sizeParam: 'per_page', firstPage: 1, pageSize: 200 },
    });
    expect(own.objects.workspace).toBeUndefined();
  });

  it.each<[string, (catalogue: Loose) => void, RegExp]>([
    [
      'a POST that nobody called reading',
      (c) => Object.assign(c.objects.user as object, { method: 'POST' }),
      /objects\.user\.method.*only reading/,
    ],
    ['a body on a GET', (c) => Object.assign(c.objects.user as object, { body: {} }), /objects\.user\.body/],
    ['a PUT', (c) => Object.assign(c.objects.user as object, { method: 'PUT', readingPost: true }), /objects\.user\.method/],
    [
      'a parent that the path does not use',
      (c) => Object.assign(c.objects.membership as object, { path: '/memberships' }),
      /objects\.membership\.path/,
    ],
    [
      'a path with a parent that nobody named',
      (c) => Object.assign(c.objects.user as object, { path: '/w/{parent}' }),
      /objects\.user\.path/,
    ],
    [
      'a parent that has a parent',
      (c) => Object.assign(c.objects.user as object, { path: '/w/{parent}', parent: 'membership' }),
      /no parent itself/,
    ],
    ['a parent that is not in it', (c) => delete c.objects.workspace, /objects\.membership\.parent/],
    ['no key', (c) => Object.assign(c.objects.user as object, { key: [] }), /objects\.user\.key/],
    ['an enrichment without the way to one record', (c) => delete (c.objects.user as Record<string, unknown>).one, /objects\.user\.one/],
    [
      'an enrichment that asks the same for all',
      (c) => Object.assign((c.objects.user as { enrich: [object] }).enrich[0], { path: '/managers' }),
      /must hold \{key\}/,
    ],
    ['a query inside a path', (c) => Object.assign(c.objects.user as object, { path: '/contacts?all=1' }), /objects\.user\.path/],
    ['an object that there is not', (c) => Object.assign(c.objects, { pulse: c.objects.user }), /pulse/],
    ['a version from the future', (c) => Object.assign(c, { version: 2 }), /version/],
    ['a setting that there is not', (c) => Object.assign(c, { sign_in: {} }), /sign_in/],
  ])('refuses %s and names the place', (_, change, words) => {
    const parse = () => parseCatalogue(changed(change));
    expect(parse).toThrow(ActimoError);
    expect(parse).toThrow(words);
  });

  it('refuses text that is no YAML', () => {
    expect(() => parseCatalogue('objects: [')).toThrow(expect.objectContaining({ code: 'actimo-catalogue' }));
  });
});

describe('catalogueJsonSchema', () => {
  it('is the one that is published in schema/actimo-catalogue.schema.json', () => {
    const published = JSON.parse(readFileSync(join(import.meta.dirname, '../../../schema/actimo-catalogue.schema.json'), 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(catalogueJsonSchema())));
  });
});
