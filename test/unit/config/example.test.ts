import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { type ExampleValues, exampleMigrationFile, migrationJsonSchema, parseMigrationFile } from '../../../src/config/index.js';

const values: ExampleValues = {
  name: 'acme',
  dataverse: {
    url: 'https://acme.crm4.dynamics.com',
    tenantId: 't: "quoted" # not a comment',
    clientId: 'c',
    bypass: { flows: true },
  },
  approvals: { approvers: ['ida@acme.example', 'bo@acme.example'], twoPersons: true },
  delta: { every: '2 seconds' },
};

describe('exampleMigrationFile', () => {
  it('is a file that is taken as it is, with what it was given and the defaults for the rest', () => {
    expect(parseMigrationFile(exampleMigrationFile(values))).toEqual(parseMigrationFile(JSON.stringify(values)));
  });

  it('explains every setting', () => {
    const lines = exampleMigrationFile(values).split('\n');
    const settings = lines.flatMap((line, at) => (/^ *(# [a-zA-Z]+:|[a-zA-Z]+:( .*)?)$/.test(line) ? [at] : []));
    // Groups whose name says it stand alone; every single setting has its sentence above it.
    const groups = ['actimo', 'dataverse', 'sample', 'delta', 'approvals', 'load', 'reports'];
    const bare = settings
      .filter((at) => !/^ *# .*\.$/.test(lines[at - 1] ?? ''))
      .map((at) => (lines[at] as string).trim().replace(':', ''));
    expect(bare).toEqual(groups);
    expect(settings.length).toBeGreaterThan(30);
  });
});

describe('migrationJsonSchema', () => {
  it('is the one that is published in schema/migration.schema.json', () => {
    const published = JSON.parse(readFileSync(join(import.meta.dirname, '../../../schema/migration.schema.json'), 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(migrationJsonSchema())));
  });

  it('takes the example and refuses an unknown setting', () => {
    const validate = new Ajv2020({ strict: false, formats: { uri: true } }).compile(migrationJsonSchema());
    const example = parse(exampleMigrationFile(values));
    expect(validate(example)).toBe(true);
    expect(validate({ ...example, sampel: {} })).toBe(false);
  });
});
