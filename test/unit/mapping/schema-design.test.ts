import {
  columnsToRead,
  createOnlyColumns,
  customTables,
  designSchema,
  planMembership,
  planPerson,
  planWorkspace,
  targetTables,
} from '../../../src/mapping/index.js';
import { context, mapping, membership, onlyRow, person, record, rowsOf, workspace } from './support.js';

describe('the schema design', () => {
  const design = designSchema(mapping());
  const names = (table: string, of = design) => of.columns.filter((column) => column.table === table).map(({ schemaName }) => schemaName);

  it("has every column that the mapping writes and is not Dynamics' own", () => {
    for (const doc of [mapping(), mapping({ membership: { as: 'table' }, publisher: { prefix: 'a2d' } })]) {
      const made = designSchema(doc);
      for (const { table, columns } of targetTables(doc)) {
        const there = [
          ...made.columns,
          ...made.lookups.map(({ referencingTable, lookup }) => ({ table: referencingTable, schemaName: lookup.schemaName })),
          ...made.tables.map(({ schemaName, primaryName }) => ({ table: schemaName.toLowerCase(), schemaName: primaryName.schemaName })),
        ]
          .filter((column) => column.table === table)
          .map(({ schemaName }) => schemaName.toLowerCase());
        expect(there.sort()).toEqual(columns.filter((column) => column.startsWith('a2d_')).sort());
      }
    }
  });

  it('names columns as Dataverse takes them, each once', () => {
    const all = design.columns.map(({ table, schemaName }) => `${table}.${schemaName.toLowerCase()}`);
    expect(new Set(all).size).toBe(all.length);
    for (const { schemaName } of design.columns) expect(schemaName).toMatch(/^a2d_[A-Za-z0-9_]{1,46}$/);
  });

  it('gives custom properties their type', () => {
    const type = (name: string) => design.columns.find(({ schemaName }) => schemaName === name)?.type;
    expect(type('a2d_AnsatSiden')).toEqual({ kind: 'dateOnly' });
    expect(type('a2d_Stoerrelse')).toEqual({
      kind: 'choice',
      options: [
        { value: 727000000, label: 'S' },
        { value: 727000001, label: 'M' },
        { value: 727000002, label: 'L' },
      ],
    });
  });

  it('has the manager look-up, keys on the Actimo id and the connection roles', () => {
    expect(design.lookups).toEqual([
      expect.objectContaining({ schemaName: 'a2d_contact_manager', referencedTable: 'contact', referencingTable: 'contact' }),
    ]);
    expect(design.keys.map(({ table, columns }) => `${table} ${columns.join()}`)).toEqual(['account a2d_actimoid', 'contact a2d_actimoid']);
    expect(design.connectionRoles.map(({ name }) => name)).toEqual(['Actimo Member', 'Actimo Manager', 'Actimo Editor', 'Actimo Admin']);
    expect(design.tables).toEqual([]);
    expect(design.securityRole).toBeUndefined();
    expect(customTables(mapping())).toBe(0);
  });

  it('leaves out what is dropped', () => {
    const doc = mapping({
      fields: { user: { ...mapping().fields.user, tags: { drop: 'not wanted here' }, manager_id: { drop: 'not wanted here' } } },
    });
    expect(names('contact', designSchema(doc))).not.toContain('a2d_Tags');
    expect(names('account', designSchema(doc))).toContain('a2d_Tags');
    expect(designSchema(doc).lookups).toEqual([]);
  });

  it('makes a table for memberships, with a role for it, where the document says so', () => {
    const doc = mapping({ membership: { as: 'table' } });
    const made = designSchema(doc);
    expect(made.tables.map(({ schemaName }) => schemaName)).toEqual(['a2d_Membership']);
    expect(made.lookups.map(({ lookup }) => lookup.schemaName)).toEqual(['a2d_ManagerId', 'a2d_ContactId', 'a2d_AccountId']);
    expect(made.securityRole?.tables).toEqual(['a2d_membership']);
    expect(made.connectionRoles).toEqual([]);
    expect(customTables(doc)).toBe(1);
  });
});

describe('the tables that are written', () => {
  it('come in load order with their facets', () => {
    expect(targetTables(mapping()).map(({ table, object, facets }) => [table, object, ...facets])).toEqual([
      ['account', 'workspace', 'core', 'links'],
      ['contact', 'user', 'core', 'links', 'state'],
      ['connection', 'membership', 'core'],
    ]);
  });

  it('hold every column that a plan has', () => {
    const ctx = context({ admins: ['501'] });
    const other = record('membership', { ...membership, workspace_id: 13, primary: false });
    const rows = [
      onlyRow(planPerson(person(), ctx)),
      ...rowsOf(planWorkspace({ record: record('workspace', workspace), answers: [] }, ctx)),
      onlyRow(planMembership({ record: other, siblings: [record('membership', membership), other], answers: [] }, ctx)),
    ];
    for (const row of rows) {
      const known = targetTables(mapping()).find(({ table }) => table === row.table);
      for (const [facet, columns] of Object.entries(row.facets)) {
        expect(known?.facets).toContain(facet);
        expect(known?.columns).toEqual(expect.arrayContaining(Object.keys(columns)));
      }
    }
  });

  it('say which columns are for creating only, and read createdon for the one that cannot be read', () => {
    expect(createOnlyColumns('contact')).toEqual(['overriddencreatedon', 'ownerid']);
    expect(createOnlyColumns('connection')).toEqual([]);
    expect(columnsToRead(mapping(), 'account')).toEqual(
      expect.arrayContaining(['createdon', 'ownerid', 'primarycontactid', 'parentaccountid', 'a2d_unplaced']),
    );
  });
});
