import type { ObjectCounts, ObjectName, SchemaDesign } from '../../../src/domain/index.js';
import {
  buildMapping,
  buildReconciliation,
  buildSample,
  buildSchema,
  buildScope,
  buildSummary,
  buildUndo,
  type CountsByObject,
  type Document,
  type MappingInput,
  type MigrationFacts,
  type ReconciliationInput,
  type RowVerdicts,
  type SampleInput,
  type SchemaInput,
  type ScopeInput,
  type SummaryInput,
  type UndoInput,
} from '../../../src/reports/index.js';

export const migration: MigrationFacts = { name: 'acme', client: { id: '17', name: 'Acme A/S' } };

const none: ObjectCounts = {
  read: 0,
  pending: 0,
  verified: 0,
  held: 0,
  refused: 0,
  conflicted: 0,
  differs: 0,
  merged: 0,
  dropped: 0,
  gone: 0,
};
export const countsOf = (part: Partial<ObjectCounts>): ObjectCounts => ({ ...none, ...part });

export const counts: CountsByObject = {
  workspace: countsOf({ read: 12, verified: 12 }),
  user: countsOf({ read: 300, verified: 281, held: 11, merged: 7, gone: 1 }),
  membership: countsOf({ read: 412, verified: 396, held: 14, dropped: 2 }),
};

const held = [
  { object: 'user' as ObjectName, code: 'no-email', reason: 'has no e-mail address', count: 8, undecided: 0 },
  { object: 'user' as ObjectName, code: 'shared-mailbox', reason: 'shares an e-mail address with another name', count: 3, undecided: 0 },
];

export const scopeInput: ScopeInput = {
  migration,
  objects: [
    { object: 'workspace', readable: true, records: 12, requests: 1, seconds: 0.1 },
    { object: 'user', readable: true, records: 300, requests: 303, seconds: 18.9 },
    { object: 'membership', readable: true, records: 412, requests: 12, seconds: 0.8 },
  ],
  held: [{ object: 'user', code: 'no-email', reason: 'has no e-mail address', count: 8, undecided: 8 }],
  customTables: { there: 3, planned: 0, allowed: 15 },
  notReadable: [{ name: 'Posts and comments', why: 'not part of this version' }],
  destination: { url: 'https://acme.crm4.dynamics.com', organisation: 'Acme', baseLanguage: 1030, user: 'actimo-migration' },
  warnings: ['Actimo has no second source to count workspaces with: what left is found by two passes only.'],
};

export const mappingInput: MappingInput = {
  migration,
  doc: { version: 1, client: '17', user: { noEmail: 'hold' } },
  yaml: 'version: 1\nclient: "17"\nuser:\n  noEmail: hold # or loadFlagged\n',
  openFields: [],
  fields: [
    { object: 'workspace', field: 'name', decision: 'mapped', table: 'account', columns: ['name'], note: 'as it is' },
    {
      object: 'user',
      field: 'email',
      decision: 'mapped',
      table: 'contact',
      columns: ['emailaddress1'],
      note: 'lower case is kept as written',
    },
    {
      object: 'user',
      field: 'phone_number',
      decision: 'mapped',
      table: 'contact',
      columns: ['mobilephone', 'acm_phoneaswritten'],
      note: 'E.164, and as written',
    },
    { object: 'user', field: 'image_url', decision: 'dropped', columns: [], note: 'a link into Actimo that ends with it' },
  ],
  choices: [
    { label: 'An existing Contact that matches', value: 'fill blanks', meaning: 'Its own values stay; only empty columns are filled.' },
  ],
  customProperties: [
    { slot: 'data1', label: 'Start date', column: 'acm_startdate', type: 'date', evidence: '298 of 298 values are dates' },
    {
      slot: 'data2',
      label: 'Shirt size',
      column: 'acm_shirtsize',
      type: 'choice of 4',
      evidence: 'S, M, L and XL are all values; 300 of 300',
    },
  ],
};

export const design: SchemaDesign = {
  publisher: { uniqueName: 'actimomigration', friendlyName: 'Actimo migration', prefix: 'acm', optionValuePrefix: 47110 },
  solution: { uniqueName: 'actimo_acme', friendlyName: 'Actimo acme', version: '1.0.0.0' },
  tables: [],
  columns: [
    {
      table: 'contact',
      schemaName: 'acm_ActimoId',
      label: 'Actimo id',
      description: 'Key of the contact in Actimo',
      type: { kind: 'string', maxLength: 100 },
    },
    { table: 'contact', schemaName: 'acm_StartDate', label: 'Startdato', description: 'data1', type: { kind: 'dateOnly' } },
    {
      table: 'account',
      schemaName: 'acm_Tags',
      label: 'Tags',
      description: 'Tags of the workspace',
      type: { kind: 'memo', maxLength: 4000 },
    },
    {
      table: 'contact',
      schemaName: 'acm_ShirtSize',
      label: 'Trøjestørrelse',
      description: 'data2',
      type: {
        kind: 'choice',
        options: [
          { value: 471100000, label: 'S' },
          { value: 471100001, label: 'M' },
        ],
      },
    },
  ],
  lookups: [
    {
      schemaName: 'acm_contact_manager',
      referencedTable: 'contact',
      referencingTable: 'contact',
      lookup: { schemaName: 'acm_Manager', label: 'Leder', description: 'Manager in Actimo' },
    },
  ],
  keys: [{ table: 'contact', schemaName: 'acm_ActimoIdKey', label: 'Actimo id', columns: ['acm_actimoid'] }],
  connectionRoles: [{ name: 'Actimo member', category: 1, description: 'Member of a workspace' }],
};

export const schemaInput: SchemaInput = {
  migration,
  design,
  mode: 'deploy',
  differences: [{ part: 'contact.acm_StartDate', wanted: 'date', found: 'not there' }],
  customTables: { there: 3, planned: 0, allowed: 15 },
  sideEffects: [
    { kind: 'flow', name: 'Welcome mail', table: 'contact', on: 'create', choice: 'runs', why: 'flows cannot be bypassed by header' },
    { kind: 'plug-in', name: 'DuplicateCheck', table: 'contact', on: 'create', choice: 'bypassed' },
  ],
};

export const verdicts: readonly RowVerdicts[] = [
  {
    object: 'user',
    key: '10',
    table: 'contact',
    id: '0b6f0e2c-0000-5000-8000-00000000000a',
    verdicts: [
      { field: 'first_name', columns: ['firstname'], source: 'Ida', destination: 'Ida', agrees: true },
      {
        field: 'phone_number',
        columns: ['mobilephone'],
        source: '+45 20 12 34 56',
        destination: '+4520123457',
        agrees: false,
        why: 'another number',
      },
    ],
  },
  {
    object: 'user',
    key: '9',
    table: 'contact',
    id: '0b6f0e2c-0000-5000-8000-000000000009',
    verdicts: [
      { field: 'first_name', columns: ['firstname'], source: 'Ole\u00a0Bo', destination: 'Ole Bo', agrees: false, why: 'a no-break space' },
      { field: 'email', columns: ['emailaddress1'], source: '', destination: '', agrees: true },
    ],
  },
  {
    object: 'workspace',
    key: '3',
    table: 'account',
    id: '0b6f0e2c-0000-5000-8000-000000000003',
    verdicts: [{ field: 'name', columns: ['name'], source: 'Acme <b>Nord</b>', destination: 'Acme <b>Nord</b>', agrees: true }],
  },
];

export const sampleInput: SampleInput = {
  migration,
  counts: { workspace: countsOf({ read: 2, verified: 2 }), user: countsOf({ read: 60, verified: 55, differs: 2, held: 3 }) },
  verdicts,
  held,
};

export const reconciliationInput: ReconciliationInput = {
  migration,
  counts,
  countsInDynamics: [
    { table: 'account', expected: 12, found: 12 },
    { table: 'contact', expected: 281, found: 281 },
    { table: 'connection', expected: 124, found: 124 },
  ],
  differences: [],
  held,
  delta: { created: 3, updated: 5, deleted: 1 },
  clean: true,
  decides: true,
};

export const summaryInput: SummaryInput = {
  migration,
  counts,
  phases: {
    workspace: { sample: 9, full: 3, delta: 0 },
    user: { sample: 58, full: 220, delta: 3 },
    membership: { sample: 81, full: 312, delta: 3 },
  },
  reconciliation: { clean: true, differences: [] },
  delta: { created: 3, updated: 5, deleted: 1 },
  timings: { migration: 71.4, sample: 6.2, full: 31 },
  held,
  answers: [
    {
      object: 'user',
      key: '77',
      reason: 'has no e-mail address',
      field: 'email',
      decision: 'value',
      value: 'ida.new@example.com',
      by: 'Ida Holm',
      at: '2026-10-02T10:00:00.000Z',
      comment: 'asked her <in person>',
    },
    { object: 'user', key: '8', reason: 'shares an e-mail address', decision: 'leaveOut', by: 'Bo Krag', at: '2026-10-03T10:00:00.000Z' },
  ],
  decisions: [
    { gate: 'scope', decision: 'approve', approver: 'ida@example.com', code: 'a1b2c3d4e5', accepted: true, at: '2026-10-02T08:00:00.000Z' },
    {
      gate: 'mapping',
      decision: 'reject',
      approver: 'bo@example.com',
      code: '0011223344',
      accepted: true,
      comment: 'Shirt size is text',
      at: '2026-10-02T09:00:00.000Z',
    },
  ],
  undo: {
    until: '2026-10-05T14:03:07.000Z',
    rows: [
      { table: 'account', created: 11, changed: 1 },
      { table: 'contact', created: 260, changed: 21 },
    ],
  },
  places: [
    { label: 'Documents', where: 'out/acme/reports' },
    { label: 'Temporal UI', where: 'http://127.0.0.1:8233' },
  ],
};

export const undoInput: UndoInput = {
  migration,
  scope: 'all',
  tables: [
    { table: 'connection', deleted: 124, restored: 0, failed: 0 },
    { table: 'contact', deleted: 258, restored: 21, failed: 0 },
    { table: 'account', deleted: 11, restored: 1, failed: 0 },
  ],
  kept: [
    { table: 'contact', id: '0b6f0e2c-0000-5000-8000-000000000031', object: 'user', key: '31', reason: '2 notes of others hang on it' },
    { table: 'contact', id: '0b6f0e2c-0000-5000-8000-000000000030', object: 'user', key: '30', reason: '1 task of others hangs on it' },
  ],
  schema: { removed: ['contact.acm_startdate'], kept: ['contact.acm_actimoid'] },
};

/** One of each kind. */
export const everyDocument = async (): Promise<readonly Document[]> => [
  buildScope(scopeInput),
  buildMapping(mappingInput),
  buildSchema(schemaInput),
  await buildSample(sampleInput),
  buildReconciliation(reconciliationInput),
  buildSummary(summaryInput),
  buildUndo(undoInput),
];
