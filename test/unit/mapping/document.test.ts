import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { unusedSlot as unusedSlotReason } from '../../../src/mapping/document/fields.js';
import {
  choiceSlots,
  describeChoices,
  describeMapping,
  describeProperties,
  MappingError,
  mappingJsonSchema,
  mappingToYaml,
  mergeFieldsSeen,
  mergeOptionsSeen,
  openFields,
  parseMapping,
  planPerson,
  unusedSlots,
} from '../../../src/mapping/index.js';
import { context, mapping, onlyRow, person, user } from './support.js';

const schemaFile = join(import.meta.dirname, '../../../schema/mapping.schema.json');
const published = () => JSON.parse(readFileSync(schemaFile, 'utf8')) as object;

describe('the mapping document', () => {
  it('comes back from its YAML as it was', () => {
    expect(parseMapping(mappingToYaml(mapping()))).toEqual(mapping());
  });

  it('has the published JSON Schema', () => {
    expect(published()).toEqual(JSON.parse(JSON.stringify(mappingJsonSchema())));
  });

  it('describes every setting in the JSON Schema', () => {
    const bare: string[] = [];
    const isObjectSchema = (node: object): node is { properties: Record<string, object> } =>
      'type' in node && node.type === 'object' && 'properties' in node;
    const walk = (node: unknown, path: string) => {
      if (typeof node !== 'object' || node === null) return;
      if (isObjectSchema(node)) {
        for (const [name, property] of Object.entries(node.properties)) if (!('description' in property)) bare.push(`${path}.${name}`);
      }
      for (const [name, child] of Object.entries(node)) walk(child, `${path}.${name}`);
    };
    walk(published(), '');
    expect(bare).toEqual([]);
  });

  it('is accepted by the JSON Schema when proposed, and refused with a choice that there is not', () => {
    const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(published());
    const proposed = parse(mappingToYaml(mapping())) as { contact: { existing: string } };
    expect({ valid: validate(proposed), errors: validate.errors }).toEqual({ valid: true, errors: null });
    proposed.contact.existing = 'destroy';
    expect(validate(proposed)).toBe(false);
  });

  it('takes the default for every choice that is left out', () => {
    const { version, client, fields, properties } = mapping();
    const short = JSON.stringify({ version, client, fields, properties });
    expect(parseMapping(short)).toEqual(mapping());
  });

  const refused: readonly (readonly [string, (doc: ReturnType<typeof mapping>) => unknown, string])[] = [
    ['an unknown setting', (doc) => ({ ...doc, contact: { ...doc.contact, extra: 1 } }), 'contact'],
    ['an unknown choice', (doc) => ({ ...doc, contact: { ...doc.contact, existing: 'destroy' } }), 'contact.existing'],
    ['a match key twice', (doc) => ({ ...doc, contact: { ...doc.contact, matchKeys: ['email', 'email'] } }), 'contact.matchKeys'],
    [
      'a rule that there is not',
      (doc) => ({ ...doc, fields: { ...doc.fields, user: { ...doc.fields.user, title: { rules: ['firstName'] } } } }),
      'fields.user.title',
    ],
    [
      'a field dropped without a reason',
      (doc) => ({ ...doc, fields: { ...doc.fields, user: { ...doc.fields.user, title: { drop: '' } } } }),
      'fields.user.title.drop',
    ],
    [
      'the id dropped',
      (doc) => ({ ...doc, fields: { ...doc.fields, user: { ...doc.fields.user, id: { drop: 'not wanted' } } } }),
      'fields.user.id',
    ],
    [
      'a property that there is not',
      (doc) => ({ ...doc, fields: { ...doc.fields, user: { ...doc.fields.user, data3: { property: 'Ukendt' } } } }),
      'fields.user.data3',
    ],
    ['a prefix that Dataverse refuses', (doc) => ({ ...doc, publisher: { ...doc.publisher, prefix: 'mscrmx' } }), 'publisher.prefix'],
    ['a column name with another prefix', (doc) => withProperty(doc, { schemaName: 'abc_Ansat' }), 'properties[0].schemaName'],
    ['a column name that ends in Id', (doc) => withProperty(doc, { schemaName: 'a2d_AnsatId' }), 'properties[0].schemaName'],
    ['a column name that is taken', (doc) => withProperty(doc, { schemaName: 'a2d_Tags' }), 'properties[0].schemaName'],
    ['a column name that is too long', (doc) => withProperty(doc, { schemaName: `a2d_${'x'.repeat(47)}` }), 'properties[0].schemaName'],
    [
      'the same slot and label twice',
      (doc) => ({ ...doc, properties: [...doc.properties, { ...doc.properties[0], schemaName: 'a2d_Other' }] }),
      'properties[2]',
    ],
    [
      'an option value that is not ours',
      (doc) => withProperty(doc, { type: { kind: 'choice', options: [{ value: 1, label: 'S' }] } }),
      'properties[0].type.options',
    ],
    [
      'an option value twice',
      (doc) =>
        withProperty(doc, {
          type: {
            kind: 'choice',
            options: [
              { value: 727000000, label: 'S' },
              { value: 727000000, label: 'M' },
            ],
          },
        }),
      'properties[0].type.options',
    ],
  ];
  const withProperty = (doc: ReturnType<typeof mapping>, change: object) => ({
    ...doc,
    properties: doc.properties.map((property, index) => (index === 0 ? { ...property, ...change } : property)),
  });

  it.each(refused)('refuses %s and says where', (_, change, path) => {
    const read = () => parseMapping(JSON.stringify(change(mapping())));
    expect(read).toThrow(MappingError);
    expect(read).toThrow(expect.objectContaining({ code: 'mapping', path, message: expect.stringContaining(path) }));
  });

  it('refuses what is no YAML', () => {
    expect(() => parseMapping('a: [1')).toThrow(MappingError);
  });
});

describe('fields of Actimo', () => {
  it('are all mapped or dropped with a reason in the proposal', () => {
    expect(openFields(mapping())).toEqual([]);
    const lines = describeMapping(mapping());
    expect(lines.map(({ object, field }) => `${object}.${field}`)).toEqual(
      expect.arrayContaining(Object.keys(user).map((field) => `user.${field}`)),
    );
    expect(lines.filter(({ decision }) => decision === 'dropped').map(({ object, field }) => `${object}.${field}`)).toEqual([
      'workspace.client_id',
      'workspace.contact_count',
      'user.image_url',
      'user.name',
      'user.shared',
      'user.source_data',
      'user.source_type',
      'user.user_id',
    ]);
    expect(lines.every(({ note }) => note.length > 3)).toBe(true);
  });

  it('are shown with the columns that they go to', () => {
    const line = (field: string) => describeMapping(mapping()).find((one) => one.object === 'user' && one.field === field);
    expect(line('title')).toEqual({
      object: 'user',
      field: 'title',
      decision: 'mapped',
      table: 'contact',
      columns: ['jobtitle'],
      note: 'text, up to 100 characters',
    });
    expect(line('created_at')?.columns).toEqual(['overriddencreatedon', 'a2d_createdat']);
    expect(line('data2')).toMatchObject({ columns: ['a2d_stoerrelse'], note: 'Størrelse 👕: choice of 3' });
    expect(describeMapping(mapping()).find(({ object, field }) => object === 'membership' && field === 'role')?.columns).toEqual([
      'a2d_memberrole',
      'a2d_isadmin',
      'connection.record1roleid',
      'connection.description',
    ]);
  });

  it('that come up later are open until somebody decides, and are not written', () => {
    const doc = mergeFieldsSeen(mapping(), [
      { object: 'user', field: 'shoe_size' },
      { object: 'user', field: 'title' },
    ]);
    expect(openFields(doc)).toEqual([{ object: 'user', field: 'shoe_size', note: expect.stringContaining('Came up') }]);
    expect(onlyRow(planPerson(person({ users: [{ ...user, shoe_size: 43 }] }), context({ doc })))).toEqual(
      onlyRow(planPerson(person(), context())),
    );
    expect(parseMapping(mappingToYaml(doc))).toEqual(doc);
  });

  it('change nothing when nothing is new', () => {
    const doc = mapping();
    expect(mergeFieldsSeen(doc, [{ object: 'user', field: 'data1', label: 'Ansat siden' }])).toBe(doc);
  });

  it('reopen a slot that has got another label and retire its column', () => {
    const doc = mergeFieldsSeen(mapping(), [{ object: 'user', field: 'data1', label: 'Skabsnummer' }]);
    expect(openFields(doc)).toEqual([
      { object: 'user', field: 'data1', note: 'The slot was "Ansat siden" and is now labelled "Skabsnummer".' },
    ]);
    expect(doc.properties[0]).toMatchObject({ slot: 'data1', label: 'Ansat siden', retired: true });
    expect(onlyRow(planPerson(person(), context({ doc }))).facets.core).not.toHaveProperty('a2d_ansatsiden');
    expect(describeProperties(doc)[0]?.type).toBe('date; retired');
  });

  it('that were dropped because nobody used them are open once somebody does', () => {
    const unused = mapping({ fields: { ...mapping().fields, user: { ...mapping().fields.user, data9: { drop: unusedSlotReason } } } });
    expect(unusedSlots(unused)).toContain('data9');
    expect(mergeFieldsSeen(unused, [{ object: 'user', field: 'data9' }])).toBe(unused);
    expect(openFields(mergeFieldsSeen(unused, [{ object: 'user', field: 'data9', used: true }]))).toEqual([
      { object: 'user', field: 'data9', note: 'Came into use in Actimo after the mapping was made.' },
    ]);
    expect(openFields(mergeFieldsSeen(unused, [{ object: 'user', field: 'data9', label: 'Skab' }]))).toHaveLength(1);
    const dropped = mapping({ fields: { ...mapping().fields, user: { ...mapping().fields.user, data9: { drop: 'not wanted here' } } } });
    expect(mergeFieldsSeen(dropped, [{ object: 'user', field: 'data9', used: true, label: 'Skab' }])).toBe(dropped);
  });

  it('that are drop-downs learn the values that came up, without a change to the options that are there', () => {
    const [slot = ''] = choiceSlots(mapping());
    const optionsOf = (doc: ReturnType<typeof mapping>) => {
      const type = doc.properties.find((property) => property.slot === slot)?.type;
      return type?.kind === 'choice' ? type.options : [];
    };
    const before = optionsOf(mapping());
    const highest = Math.max(...before.map(({ value }) => value));
    const doc = mergeOptionsSeen(mapping(), new Map([[slot, [' Ny ', before[0]?.label, null, '', 7, ['a list'], 'Aldrig set']]]));
    expect(optionsOf(doc)).toEqual([
      ...before,
      { value: highest + 1, label: '7' },
      { value: highest + 2, label: 'Aldrig set' },
      { value: highest + 3, label: 'Ny' },
    ]);
    expect(parseMapping(mappingToYaml(doc))).toEqual(doc);
    expect(mergeOptionsSeen(doc, new Map([[slot, ['Ny', 7]]]))).toBe(doc);
    expect(mergeOptionsSeen(doc, new Map([['data19', ['Ny']]]))).toBe(doc);
    for (const strange of [['x'.repeat(201)], Array.from({ length: 51 }, (_, index) => `value ${index}`)])
      expect(mergeOptionsSeen(doc, new Map([[slot, strange]]))).toBe(doc);
  });

  it('that are dropped are not written', () => {
    const doc = mapping({ fields: { user: { ...mapping().fields.user, title: { drop: 'not wanted here' } } } });
    const row = onlyRow(planPerson(person(), context({ doc })));
    expect(row.facets.core).not.toHaveProperty('jobtitle');
    expect(JSON.stringify(row)).not.toContain('Butikschef');
  });
});

describe('the choices', () => {
  it('are told with their meaning', () => {
    const choices = describeChoices(mapping());
    expect(choices.find(({ label }) => label === 'contact.existing')).toMatchObject({
      value: 'fillBlanks',
      meaning: expect.stringContaining('stricter'),
    });
    expect(choices.find(({ label }) => label === 'contact.matchKeys')?.value).toBe('actimoId, employeeNumber, email, mobileAndLastName');
    expect(choices.every(({ meaning }) => meaning !== undefined && meaning.length > 20)).toBe(true);
  });
});
