import type { ColumnMetadata } from '../../../src/dataverse/index.js';
import { columnBody, lookupBody, tableBody } from '../../../src/dataverse/schema/bodies.js';
import { compareColumn, compareKey, compareLookup, comparePublisher, missingOptions } from '../../../src/dataverse/schema/compare.js';
import { checkNames } from '../../../src/dataverse/schema/names.js';
import { createParts } from '../../../src/dataverse/schema/parts.js';
import type { ColumnDesign, ColumnType, SchemaDesign, SchemaPart } from '../../../src/domain/index.js';

const there = (more: Partial<ColumnMetadata>): ColumnMetadata => ({
  name: 'a2d_x',
  schemaName: 'a2d_X',
  metadataId: 'm',
  kind: 'string',
  validForCreate: true,
  validForUpdate: true,
  validForRead: true,
  custom: true,
  ...more,
});

const options = [
  { value: 1, label: 'Ja' },
  { value: 2, label: 'Nej' },
];

describe('a column that is there', () => {
  it.each<[string, ColumnType, Partial<ColumnMetadata>]>([
    ['is as long as wanted', { kind: 'string', maxLength: 100 }, { kind: 'string', maxLength: 100 }],
    ['is longer than wanted', { kind: 'string', maxLength: 100 }, { kind: 'string', maxLength: 200 }],
    ['takes a wider range', { kind: 'integer', min: 0, max: 9 }, { kind: 'integer', min: -1, max: 10 }],
    ['has more decimals', { kind: 'decimal', min: 0, max: 9, precision: 2 }, { kind: 'decimal', min: 0, max: 9, precision: 3 }],
    ['has further options', { kind: 'choice', options }, { kind: 'choice', options: [...options, { value: 3, label: 'Måske' }] }],
    ['is a yes-no', { kind: 'boolean', trueLabel: 'a', falseLabel: 'b', default: false }, { kind: 'boolean' }],
    ['is a date', { kind: 'dateOnly' }, { kind: 'dateOnly' }],
  ])('matches when it %s', (_, type, found) => {
    expect(compareColumn('contact', 'a2d_X', type, there(found))).toBeUndefined();
  });

  it.each<[string, ColumnType, Partial<ColumnMetadata>, string]>([
    ['is too short', { kind: 'string', maxLength: 100 }, { kind: 'string', maxLength: 50 }, 'string of 50 characters'],
    ['is of another type', { kind: 'string', maxLength: 100 }, { kind: 'integer', min: 0, max: 9 }, 'integer from 0 to 9'],
    ['is a point in time instead of a date', { kind: 'dateOnly' }, { kind: 'dateTime' }, 'dateTime'],
    [
      'has too few decimals',
      { kind: 'decimal', min: 0, max: 9, precision: 2 },
      { kind: 'decimal', min: 0, max: 9, precision: 1 },
      'decimal from 0 to 9 with 1 decimals',
    ],
    ['lacks an option', { kind: 'choice', options }, { kind: 'choice', options: options.slice(1) }, 'choice with 2 Nej'],
    [
      'calls an option differently',
      { kind: 'choice', options },
      {
        kind: 'choice',
        options: [
          { value: 1, label: 'Nej' },
          { value: 2, label: 'Ja' },
        ],
      },
      'choice with 1 Nej; 2 Ja',
    ],
  ])('differs when it %s, and the difference says how', (_, type, found, says) => {
    expect(compareColumn('contact', 'a2d_X', type, there(found))).toMatchObject({ part: 'column contact.a2d_x', found: says });
  });

  it('may learn options that it lacks, but not change what an option means', () => {
    expect(missingOptions({ kind: 'choice', options }, there({ kind: 'choice', options: options.slice(1) }))).toEqual([options[0]]);
    expect(missingOptions({ kind: 'choice', options }, there({ kind: 'choice', options: [{ value: 1, label: 'Nej' }] }))).toBeUndefined();
  });
});

it('a key matches over the same columns in any order, once it is active', () => {
  const key = { table: 'contact', schemaName: 'a2d_Key', label: 'Key', columns: ['a', 'b'] };
  const found = { id: 'x', name: 'a2d_key', columns: ['b', 'a'], status: 'Active' };
  expect(compareKey(key, found)).toBeUndefined();
  expect(compareKey(key, { ...found, status: 'Pending' })).toMatchObject({ found: 'key over a, b, Pending' });
  expect(compareKey(key, { ...found, columns: ['a'] })).toMatchObject({ found: 'key over a' });
  expect(compareKey(key, undefined)).toMatchObject({ part: 'key contact.a2d_key', found: 'missing' });
});

it('a look-up matches by its column and where it points to', () => {
  const lookup = {
    schemaName: 'a2d_contact_manager',
    referencedTable: 'contact',
    referencingTable: 'contact',
    lookup: { schemaName: 'a2d_ManagerId', label: 'Manager', description: '' },
  };
  const found = { id: 'x', name: 'a2d_contact_manager', referencedTable: 'contact', column: 'a2d_managerid' };
  expect(compareLookup(lookup, found)).toBeUndefined();
  expect(compareLookup(lookup, { ...found, referencedTable: 'account' })).toMatchObject({ part: 'lookup a2d_contact_manager' });
});

const design: SchemaDesign = {
  publisher: { uniqueName: 'actimo', friendlyName: 'Actimo', prefix: 'a2d', optionValuePrefix: 42000 },
  solution: { uniqueName: 'a2d', friendlyName: 'A2D', version: '1.0.0.0' },
  tables: [
    {
      schemaName: 'a2d_Membership',
      label: 'Medlemskab',
      pluralLabel: 'Medlemskaber',
      description: 'Et medlemskab',
      ownership: 'UserOwned',
      primaryName: { schemaName: 'a2d_Name', label: 'Navn', maxLength: 200 },
    },
  ],
  columns: [],
  lookups: [],
  keys: [],
  connectionRoles: [],
};

describe('the names of a design', () => {
  const named = (schemaName: string): SchemaDesign => ({
    ...design,
    columns: [{ table: 'contact', schemaName, label: 'x', description: 'x', type: { kind: 'dateOnly' } }],
  });

  it('are taken when they carry the prefix and hold letters, digits and underscores', () => {
    expect(() => checkNames(named('a2d_Data1_x'))).not.toThrow();
  });

  it.each(['Data1', 'other_Data1', 'a2d_Løn', 'a2d_a-b', `a2d_${'x'.repeat(50)}`])('are refused before anything is made: %s', (name) => {
    expect(() => checkNames(named(name))).toThrow(expect.objectContaining({ code: 'schema-name', part: name }));
  });
});

it('a publisher that is there with another prefix differs', () => {
  expect(comparePublisher(design, { customizationprefix: 'a2d', customizationoptionvalueprefix: 42000 })).toBeUndefined();
  expect(comparePublisher(design, { customizationprefix: 'new', customizationoptionvalueprefix: 42000 })).toMatchObject({
    part: 'publisher actimo',
  });
});

describe('the bodies of the metadata API', () => {
  it('carry labels in the one language given, nowhere another', () => {
    const bodies = JSON.stringify([
      tableBody(design.tables[0] as SchemaDesign['tables'][number], 1030),
      columnBody({ table: 'contact', schemaName: 'a2d_X', label: 'X', description: 'x', type: { kind: 'choice', options } }, 1030),
      columnBody(
        {
          table: 'contact',
          schemaName: 'a2d_Y',
          label: 'Y',
          description: 'y',
          type: { kind: 'boolean', trueLabel: 'Ja', falseLabel: 'Nej', default: false },
        },
        1030,
      ),
    ]);
    expect([...bodies.matchAll(/"LanguageCode":(\d+)/g)].map(([, code]) => code)).toEqual(Array.from({ length: 13 }, () => '1030'));
  });

  it('make a date a date and a point in time a point in time', () => {
    const body = (type: ColumnDesign['type']) =>
      columnBody({ table: 'contact', schemaName: 'a2d_X', label: 'X', description: 'x', type }, 1030);
    expect(body({ kind: 'dateOnly' })).toMatchObject({ Format: 'DateOnly', DateTimeBehavior: { Value: 'DateOnly' } });
    expect(body({ kind: 'dateTime' })).toMatchObject({ Format: 'DateAndTime', DateTimeBehavior: { Value: 'UserLocal' } });
  });

  it('let nothing run down a look-up: no delete, no owner', () => {
    const lookup = {
      schemaName: 'a2d_r',
      referencedTable: 'contact',
      referencingTable: 'contact',
      lookup: { schemaName: 'a2d_L', label: 'L', description: 'l' },
    };
    expect(lookupBody(lookup, 'contactid', 1030)).toMatchObject({
      CascadeConfiguration: { Delete: 'RemoveLink', Assign: 'NoCascade', Reparent: 'NoCascade' },
    });
  });
});

describe('who made a part', () => {
  it('is told before it is made, so that a run that dies in between knows it as its own', async () => {
    const told: SchemaPart[] = [];
    const parts = createParts(1, { onPart: (part) => void told.push(part) });
    await parts.making('column', 'contact.a2d_x');
    expect(told).toEqual([{ kind: 'column', name: 'contact.a2d_x', id: '', madeByUs: true }]);
    const later = createParts(1, { known: told });
    await later.found('column', 'contact.a2d_x', 'id');
    expect(later.all()).toEqual([{ kind: 'column', name: 'contact.a2d_x', id: 'id', madeByUs: true }]);
  });

  it('is not us when it was there before we came', async () => {
    const parts = createParts(1, {});
    await parts.found('table', 'a2d_membership', 'id');
    expect(parts.all()).toEqual([{ kind: 'table', name: 'a2d_membership', id: 'id', madeByUs: false }]);
  });
});
