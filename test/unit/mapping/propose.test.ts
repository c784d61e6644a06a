import fc from 'fast-check';
import { type Body, mappingToYaml, type PropertyType } from '../../../src/mapping/index.js';
import { schemaName } from '../../../src/mapping/propose/schema-name.js';
import { toPropertyValue } from '../../../src/mapping/write/property-value.js';
import { fieldDefinitions, mapping, membership, proposal, user, workspace } from './support.js';

const propose = (values: readonly unknown[], definition?: Body) => {
  const doc = proposal({
    users: values.map((data9, id) => ({ ...user, id, data9 })),
    workspaces: [workspace],
    memberships: [membership],
    fieldDefinitions: definition === undefined ? null : [{ key: 'data9', label: 'Felt', ...definition }],
  });
  const property = doc.properties.find(({ slot }) => slot === 'data9');
  if (property === undefined) throw new Error('no property');
  return property;
};
const often = (...values: readonly unknown[]): unknown[] => Array.from({ length: 12 }, (_, index) => values[index % values.length]);

describe('the proposal', () => {
  it('is the same for the same input', () => {
    expect(mappingToYaml(mapping())).toBe(mappingToYaml(mapping()));
  });

  it('stays valid without any record at all', () => {
    expect(proposal({ users: [], workspaces: [], memberships: [], fieldDefinitions: null }).properties).toEqual([]);
  });

  it('takes another prefix all the way', () => {
    const doc = proposal({ users: [user], workspaces: [], memberships: [], fieldDefinitions, prefix: 'actimo' });
    expect(doc.properties.map((property) => property.schemaName)).toEqual(['actimo_AnsatSiden', 'actimo_Stoerrelse']);
  });

  it('leaves fields that nobody knows open', () => {
    const doc = proposal({
      users: [{ ...user, shoe_size: 1 }],
      workspaces: [{ ...workspace, colour: 1 }],
      memberships: [],
      fieldDefinitions: null,
    });
    expect(doc.fields.user['shoe_size']).toEqual({ open: expect.any(String) });
    expect(doc.fields.workspace['colour']).toEqual({ open: expect.any(String) });
  });

  it('keeps a slot with values and no definition, and drops one with neither', () => {
    const doc = proposal({
      users: [{ ...user, data15: 'gl-7', data16: null }],
      workspaces: [],
      memberships: [],
      fieldDefinitions,
    });
    expect(doc.properties.find(({ slot }) => slot === 'data15')).toMatchObject({
      label: 'data15',
      schemaName: 'a2d_Data15',
      type: { kind: 'text', maxLength: 100 },
    });
    expect(doc.fields.user['data16']).toEqual({ drop: 'No record has a value and Actimo defines no such field.' });
  });

  it('shows evidence in counts and no value of anybody', () => {
    const property = propose(often('Hemmelig', 'Privat', null));
    expect(property.evidence).toEqual({
      definition: null,
      values: 8,
      blanks: 4,
      distinct: 2,
      longest: 8,
      says: expect.stringContaining('8 values'),
    });
    expect(JSON.stringify(property)).not.toMatch(/hemmelig|privat/i);
  });
});

describe('the type of a custom property', () => {
  const cases: readonly (readonly [string, readonly unknown[], Body | undefined, PropertyType])[] = [
    ['whole numbers', often('1', '42', '-7'), undefined, { kind: 'integer', min: -2147483648, max: 2147483647 }],
    ['numbers with leading zeros are text', often('0042', '17'), undefined, { kind: 'text', maxLength: 100 }],
    ['numbers beyond 32 bit are text', often('12345678901234567890'), undefined, { kind: 'text', maxLength: 100 }],
    ['decimals with comma', often('37', '37,5', '8,25'), undefined, { kind: 'decimal', precision: 2, separator: ',' }],
    ['decimals with point', often('1.5', '2.125'), undefined, { kind: 'decimal', precision: 3, separator: '.' }],
    ['decimals with both signs are text', often('1.5', '2,5'), undefined, { kind: 'text', maxLength: 100 }],
    ['what may be thousands is text', often('1.000', '12.500'), undefined, { kind: 'text', maxLength: 100 }],
    ['days in ISO', often('2021-03-01', '1999-12-31'), undefined, { kind: 'date', order: 'iso' }],
    ['days with the day first', often('31-12-2021', '01-02-2020'), undefined, { kind: 'date', order: 'dayFirst' }],
    ['days with the month first', often('12/31/2021', '01/02/2020'), undefined, { kind: 'date', order: 'monthFirst' }],
    ['days that could be either are text', often('01-02-2020', '03-04-2021'), undefined, { kind: 'text', maxLength: 100 }],
    ['days that there are not are text', often('2021-02-30', '2021-03-01'), undefined, { kind: 'text', maxLength: 100 }],
    ['moments', often('2021-03-01T08:00:00Z', '2021-03-01 09:30:00'), undefined, { kind: 'datetime' }],
    ['two words for yes and no', often('Ja', 'Nej'), undefined, { kind: 'boolean', yes: 'Ja', no: 'Nej' }],
    [
      'yes, no and blank is text, because a yes/no column cannot be blank',
      often('Ja', 'Nej', null),
      undefined,
      { kind: 'text', maxLength: 100 },
    ],
    ['e-mail addresses', often('a@ex.dk', 'B@ex.dk'), undefined, { kind: 'email' }],
    ['too few values to say', ['1', '2'], undefined, { kind: 'text', maxLength: 100 }],
    ['text with line breaks is a memo', often('Linje\nto'), undefined, { kind: 'memo', maxLength: 4000 }],
    ['long text is a memo', often('x'.repeat(1900)), undefined, { kind: 'memo', maxLength: 4000 }],
    ['lists are text', often(['a']), undefined, { kind: 'text', maxLength: 100 }],
    ['a defined date without values', [null], { type: 'date' }, { kind: 'date', order: 'iso' }],
    [
      'a defined date that a value contradicts is text',
      often('2021-03-01', 'efter aftale'),
      { type: 'date' },
      { kind: 'text', maxLength: 100 },
    ],
    ['a defined date with time', ['2021-03-01T08:00:00Z'], { type: 'datetime' }, { kind: 'datetime' }],
    ['a defined phone number', ['+45 22 33 44 55'], { type: 'phone' }, { kind: 'phone' }],
    ['a defined e-mail address', ['x'], { type: 'email' }, { kind: 'email' }],
    [
      'defined options in their order, and those found besides',
      ['L', 'XXL'],
      { type: 'select', options: ['S', 'L'] },
      {
        kind: 'choice',
        options: [
          { value: 727000000, label: 'S' },
          { value: 727000001, label: 'L' },
          { value: 727000002, label: 'XXL' },
        ],
      },
    ],
    [
      'options with emojis',
      ['🏆 Mester'],
      { type: 'select', options: ['🥉 Begynder', '🏆 Mester'] },
      {
        kind: 'choice',
        options: [
          { value: 727000000, label: '🥉 Begynder' },
          { value: 727000001, label: '🏆 Mester' },
        ],
      },
    ],
    [
      'options that are no list at all are text',
      Array.from({ length: 60 }, (_, index) => `nr ${index}`),
      { type: 'select', options: ['S'] },
      { kind: 'text', maxLength: 100 },
    ],
    ['defined text that is always a number', often('37', '37,5'), { type: 'text' }, { kind: 'decimal', precision: 2, separator: ',' }],
  ];

  it.each(cases)('%s', (_, values, definition, type) => {
    expect(propose(values, definition).type).toEqual(type);
  });

  it('always takes every value that it was inferred from', () => {
    const values = fc.array(
      fc.oneof(
        fc.string({ maxLength: 12 }),
        fc.integer().map(String),
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((n) => n.toFixed(2)),
        fc.constantFrom('Ja', 'Nej', '2021-03-01', '31-12-2020', '2021-03-01T08:00:00Z', null, 7, true),
      ),
      { minLength: 1, maxLength: 30 },
    );
    const same = fc.oneof(
      values,
      fc.constantFrom('37', '0,5', '01-13-2020', 'a@ex.dk').chain((value) => fc.constant(often(value))),
    );
    const types = fc.constantFrom(
      undefined,
      { type: 'date' },
      { type: 'datetime' },
      { type: 'text' },
      { type: 'select', options: ['Ja', 'M'] },
      { type: 'phone' },
    );
    fc.assert(
      fc.property(same, types, (list, definition) => {
        if (list.every((value) => value === null || String(value).trim() === '') && definition === undefined) return;
        const { type } = propose(list, definition);
        for (const value of list) expect({ value, ...toPropertyValue(value, type) }).toMatchObject({ ok: true });
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});

describe('the name of a column', () => {
  const name = (label: string, taken: readonly string[] = []) => schemaName(label, 'data7', 'a2d', new Set(taken));

  it.each([
    ['Ansat siden', 'a2d_AnsatSiden'],
    ['Størrelse (T-shirt) 👕', 'a2d_StoerrelseTShirt'],
    ['Ærø Ålborg Øst', 'a2d_AeroeAalborgOest'],
    ['Straße über Öl', 'a2d_StrasseUeberOel'],
    ['Café crème', 'a2d_CafeCreme'],
    ['CVR-ID', 'a2d_CVRIDValue'],
    ['Kunde Id', 'a2d_KundeIdValue'],
    ['Grid', 'a2d_Grid'],
    ['2. telefon', 'a2d_N2Telefon'],
    ['👕🍽️', 'a2d_Data7'],
    ['عربي', 'a2d_Data7'],
    ['x'.repeat(80), `a2d_X${'x'.repeat(45)}`],
  ])('for "%s" is %s', (label, wanted) => {
    expect(name(label)).toBe(wanted);
  });

  it('differs from those that are taken, without regard to case', () => {
    expect(name('Tags', ['a2d_tags'])).toBe('a2d_TagsData7');
    expect(name('Tags', ['a2d_tags', 'a2d_tagsdata7'])).toBe('a2d_TagsData72');
    expect(name('x'.repeat(80), [`a2d_x${'x'.repeat(45)}`])).toBe(`a2d_X${'x'.repeat(40)}Data7`);
  });

  it('is always one that Dataverse takes and nobody has', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 90 }), { maxLength: 12 }), (labels) => {
        const taken = new Set<string>();
        for (const label of labels) {
          const made = schemaName(label, 'data7', 'a2d', taken);
          expect(made).toMatch(/^a2d_[A-Za-z][A-Za-z0-9]*$/);
          expect(made.length).toBeLessThanOrEqual(50);
          expect(made).not.toMatch(/I[dD]$/);
          expect(taken.has(made.toLowerCase())).toBe(false);
          taken.add(made.toLowerCase());
        }
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
