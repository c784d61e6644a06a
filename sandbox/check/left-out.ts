/**
 * What two dumps may differ in. The one closed list: docs/sandbox.md shows it, `compare` goes by it, and a test holds the two together.
 * Everything else that differs is a difference. On the Actimo side nothing is left out.
 */
export interface LeftOut {
  /** A column of a Dataverse row or a property of its metadata; in `leftOutRows` a table. */
  readonly name: string;
  readonly when: string;
  readonly why: string;
}

export const leftOutColumns: readonly LeftOut[] = [
  { name: 'versionnumber', when: 'always', why: 'Row version: a counter of the whole environment that moves with every write.' },
  { name: 'modifiedon', when: 'always', why: 'Server time of the last write.' },
  { name: 'modifiedby', when: 'always', why: 'Who wrote last; an undo leaves the migration’s own user there, and no client can set it.' },
  {
    name: 'createdon',
    when: 'overriddencreatedon is empty',
    why: 'Server time of the create. With overriddencreatedon it is the time that the client gave, and is compared.',
  },
  { name: 'installedon', when: 'always', why: 'Server time when a solution came in.' },
  { name: 'updatedon', when: 'always', why: 'Server time of the last change to a solution.' },
  { name: 'overriddencreatedon', when: 'always', why: 'Server time of the load of a row whose createdon was given.' },
];

/** Rows that are left out as a whole. */
export const leftOutRows: readonly LeftOut[] = [
  {
    name: 'asyncoperation',
    when: 'operationtype is 75',
    why: 'The server’s own log of building the index of a key, which it keeps when the key is gone; the key and its state are compared.',
  },
];

export const isLeftOutRow = (table: string, columns: Readonly<Record<string, unknown>>): boolean =>
  table === 'asyncoperation' && columns.operationtype === 75;

/** Ids that Dataverse makes are version 4; those that a client gives for rows of its own are compared as they are. */
export const serverMadeId = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The columns of one row, or the properties of one piece of metadata, without what is left out. */
export function withoutLeftOut(columns: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = { ...columns };
  const given = columns.overriddencreatedon !== undefined && columns.overriddencreatedon !== null;
  for (const { name } of leftOutColumns) if (name !== 'createdon' || !given) delete kept[name];
  return kept;
}
