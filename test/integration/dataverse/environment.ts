import { createDataverse as createSandbox, type DataverseOptions, type Dataverse as Sandbox } from '../../../sandbox/dataverse/index.js';
import { connectDataverse, type Dataverse, type DataverseSettings } from '../../../src/dataverse/index.js';
import { type Columns, type RowId, rowId, type SchemaDesign } from '../../../src/domain/index.js';

export interface Environment {
  readonly sandbox: Sandbox;
  readonly settings: DataverseSettings;
  readonly dataverse: Dataverse;
  /** Another connection, e.g. one with other settings; closed with the environment. */
  connect(more?: Partial<DataverseSettings>): Dataverse;
  close(): Promise<void>;
}

/** The sandbox over HTTP, quick, and a connection to it. */
export async function startEnvironment(options: Partial<DataverseOptions> = {}): Promise<Environment> {
  const sandbox = createSandbox({ seed: 7, propagationMs: 40, customizationMs: 2, keyIndexMs: 30, deadlockChance: 0, ...options });
  const { url, tokenUrl } = await sandbox.listen(0);
  const { tenantId, clientId, clientSecret } = sandbox;
  const settings = { url, tokenUrl, tenantId, clientId, clientSecret };
  const open: Dataverse[] = [];
  const connect = (more: Partial<DataverseSettings> = {}) => {
    const one = connectDataverse({ ...settings, ...more }, { userAgent: 'a2d test' });
    open.push(one);
    return one;
  };
  return {
    sandbox,
    settings,
    dataverse: connect(),
    connect,
    async close() {
      for (const one of open) one.close();
      await sandbox.close();
    },
  };
}

/** The n-th id of a test: `00000000-0000-4000-8000-00000000000n`. */
export const idOf = (n: number): RowId => rowId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

export const people = (from: number, to: number, columns: (n: number) => Columns = (n) => ({ lastname: `Person ${n}` })) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ id: idOf(from + at), columns: columns(from + at) }));

/** One of everything that a migration needs. */
export const design: SchemaDesign = {
  publisher: { uniqueName: 'actimotest', friendlyName: 'Actimo test', prefix: 'a2d', optionValuePrefix: 42000 },
  solution: { uniqueName: 'actimotest', friendlyName: 'Actimo test', version: '1.0.0.0' },
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
  columns: [
    { table: 'contact', schemaName: 'a2d_ActimoId', label: 'Actimo-id', description: 'Id', type: { kind: 'string', maxLength: 50 } },
    { table: 'contact', schemaName: 'a2d_Bio', label: 'Bio', description: 'Bio', type: { kind: 'memo', maxLength: 4000 } },
    { table: 'contact', schemaName: 'a2d_Level', label: 'Niveau', description: 'Niveau', type: { kind: 'integer', min: 0, max: 100 } },
    {
      table: 'contact',
      schemaName: 'a2d_Share',
      label: 'Andel',
      description: 'Andel',
      type: { kind: 'decimal', min: 0, max: 1, precision: 4 },
    },
    {
      table: 'contact',
      schemaName: 'a2d_Admin',
      label: 'Admin',
      description: 'Admin',
      type: { kind: 'boolean', trueLabel: 'Ja', falseLabel: 'Nej', default: false },
    },
    { table: 'contact', schemaName: 'a2d_Hired', label: 'Ansat', description: 'Ansat', type: { kind: 'dateOnly' } },
    { table: 'contact', schemaName: 'a2d_Created', label: 'Oprettet', description: 'Oprettet', type: { kind: 'dateTime' } },
    {
      table: 'contact',
      schemaName: 'a2d_Size',
      label: 'Str.',
      description: 'Størrelse',
      type: {
        kind: 'choice',
        options: [
          { value: 420000000, label: 'Lille' },
          { value: 420000001, label: 'Stor' },
        ],
      },
    },
    { table: 'a2d_membership', schemaName: 'a2d_Role', label: 'Rolle', description: 'Rolle', type: { kind: 'string', maxLength: 40 } },
  ],
  keys: [{ table: 'contact', schemaName: 'a2d_ActimoKey', label: 'Actimo-nøgle', columns: ['a2d_actimoid'] }],
  lookups: [
    {
      schemaName: 'a2d_contact_manager',
      referencedTable: 'contact',
      referencingTable: 'contact',
      lookup: { schemaName: 'a2d_ManagerId', label: 'Leder', description: 'Leder' },
    },
    {
      schemaName: 'a2d_contact_membership',
      referencedTable: 'contact',
      referencingTable: 'a2d_membership',
      lookup: { schemaName: 'a2d_PersonId', label: 'Person', description: 'Person' },
    },
  ],
  connectionRoles: [{ name: 'Actimo-medlem', category: 1, description: 'Medlem af et arbejdsområde' }],
  securityRole: { name: 'Actimo-data', tables: ['a2d_membership'] },
};
